import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { startBackground, startEventrail } from './background.js';
import { checkpointKeyOf } from './checkpoint-key.js';
import { createLogger } from './common/logging/logger.js';
import { NestLogger } from './common/logging/nest-logger.js';
import { loadConfiguration } from './config/config.js';
import { StartupError } from './database/embedded/startup-error.js';
import { exitWithSentence, tell } from './process-output.js';
import { secretKeysOf } from './secret-keys.js';
import { stopOnSignals } from './shutdown.js';
import { startDatabase } from './start-database.js';

/** The worker alone, for installations with several API processes (ASSAY_WORKER=off there). */
async function start(): Promise<void> {
  const configuration = loadConfiguration();
  if (configuration.databaseUrl === undefined) {
    throw new StartupError(
      'A worker of its own needs DATABASE_URL: the embedded database belongs to the process of "npm start".',
    );
  }
  const logger = createLogger({ level: configuration.logLevel });
  const logFailure = (message: string, error?: unknown): void => logger.error({ err: error }, message);
  const keys = secretKeysOf(configuration);
  const eventrail = {
    directory: configuration.eventrailDirectory,
    signingKey: checkpointKeyOf(configuration),
  };
  const database = await startDatabase(configuration, tell, () => undefined);
  const context = await NestFactory.createApplicationContext(
    AppModule.with({
      database: {
        url: database.url,
        poolSize: configuration.poolSize,
        candidatePoolSize: 1,
        onPoolError: (error) => logFailure('a database connection was lost', error),
      },
      auth: { publicUrl: configuration.publicUrl },
      secrets: { keys },
      mail: { smtp: configuration.smtp, from: configuration.mailFrom },
      eventrail,
      webhooks: { outbound: { policy: configuration.outbound } },
    }),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  const background = startBackground(context, logger, configuration.jobSlots);
  const feeder = startEventrail(context, logger);
  // Its timers do not hold the process; this does, until a signal comes.
  const heartbeat = setInterval(() => undefined, 60_000);
  stopOnSignals({
    limitSeconds: configuration.shutdownSeconds,
    log: logFailure,
    steps: [
      {
        name: 'ending the worker',
        run: async () => void (await Promise.all([background.stop(), feeder?.stop()])),
      },
      { name: 'closing connections', run: () => context.close() },
      { name: 'ending', run: async () => clearInterval(heartbeat) },
    ],
  });
  tell('The worker of Assay is running.');
}

start().catch(exitWithSentence);
