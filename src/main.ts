import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';
import { startBackground, startEventrail } from './background.js';
import { checkpointKeyOf } from './checkpoint-key.js';
import { createLogger } from './common/logging/logger.js';
import { loadConfiguration } from './config/config.js';
import { Readiness } from './database/readiness.js';
import { StartupError } from './database/embedded/startup-error.js';
import { hasPages } from './pages/pages.js';
import { exitWithSentence, tell } from './process-output.js';
import { stopOnSignals } from './shutdown.js';
import { secretKeysOf } from './secret-keys.js';
import { startDatabase } from './start-database.js';

/** The HTTP process; unless told otherwise it does the worker's rounds as well. */
async function start(): Promise<void> {
  const configuration = loadConfiguration();
  const logger = createLogger({ level: configuration.logLevel });
  const logFailure = (message: string, error?: unknown): void => logger.error({ err: error }, message);
  let stop: ((exitCode: number) => void) | undefined;

  const database = await startDatabase(configuration, tell, (description) => {
    tell(`The database has ended unexpectedly: ${description}`);
    if (stop) stop(1);
    else process.exit(1);
  });
  try {
    const keys = secretKeysOf(configuration);
    const eventrail = {
      directory: configuration.eventrailDirectory,
      signingKey: checkpointKeyOf(configuration),
    };
    const app = await createApp({
      database: {
        url: database.url,
        poolSize: configuration.poolSize,
        candidatePoolSize: configuration.candidatePoolSize,
        onPoolError: (error) => logFailure('a database connection was lost', error),
      },
      auth: { publicUrl: configuration.publicUrl },
      secrets: { keys },
      mail: { smtp: configuration.smtp, from: configuration.mailFrom },
      webhooks: { outbound: { policy: configuration.outbound } },
      jobs: { operatorToken: configuration.operatorToken },
      eventrail,
      logger,
      trustedProxies: configuration.trustedProxies,
      pagesFolder: builtPages(),
    });
    await listen(() => app.listen(configuration.port, configuration.host), configuration.port);
    const background =
      configuration.worker === 'inline' ? startBackground(app, logger, configuration.jobSlots) : undefined;
    const feeder = startEventrail(app, logger);
    const readiness = app.get(Readiness);
    stop = stopOnSignals({
      limitSeconds: configuration.shutdownSeconds,
      log: logFailure,
      steps: [
        {
          // Side by side: no job and no round begins once the signal has come, and requests are answered all the while.
          name: 'ending the worker and waiting for balancers to notice',
          run: async () => {
            tell('Stopping.');
            readiness.beginToStop();
            await Promise.all([
              new Promise((resolve) => setTimeout(resolve, configuration.drainDelayMilliseconds)),
              background?.stop(),
              feeder?.stop(),
            ]);
          },
        },
        { name: 'finishing requests', run: () => app.close() },
        { name: 'stopping the database', run: () => database.stop() },
      ],
    });
    const { port } = app.getHttpServer().address() as AddressInfo;
    tell(
      welcome(
        configuration.publicUrl.replace(/:0$/, `:${port}`),
        database.embedded,
        configuration.dataDirectory,
      ),
    );
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function listen(start: () => Promise<unknown>, port: number): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
      );
    }
    if (code === 'EACCES')
      throw new StartupError(`Port ${port} needs more rights. Choose one above 1023, such as PORT=3000.`);
    throw error;
  }
}

/** Where the build puts them, beside the compiled program; a run from the sources has the API alone. */
function builtPages(): string | undefined {
  const folder = fileURLToPath(new URL('../web', import.meta.url));
  return hasPages(folder) ? folder : undefined;
}

function welcome(publicUrl: string, embedded: boolean, dataDirectory: string): string {
  return [
    '',
    'Assay is running.',
    `  Open                       ${publicUrl}/`,
    `  API and its documentation  ${publicUrl}/api/docs`,
    `  Health                     ${publicUrl}/health/ready`,
    embedded
      ? `  Data                       ${dataDirectory} (embedded PostgreSQL)`
      : '  Data                       the server of DATABASE_URL',
    'Try it in another terminal: npm run demo',
    'Stop it with Ctrl-C.',
    '',
  ].join('\n');
}

start().catch(exitWithSentence);
