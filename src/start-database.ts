import { StartupError } from './database/embedded/startup-error.js';
import { startEmbeddedPostgres } from './database/embedded/start-embedded-postgres.js';
import { migrate, NewerSchemaError, UnsuitableDatabaseError } from './database/migrate.js';
import type { Configuration } from './config/config.js';

export interface RunningDatabase {
  readonly url: string;
  readonly embedded: boolean;
  stop(): Promise<void>;
}

/** Starts the embedded server or finds the given one, and brings it to the newest schema. Every failure is a sentence. */
export async function startDatabase(
  configuration: Configuration,
  log: (message: string) => void,
  onUnexpectedEnd: (description: string) => void,
): Promise<RunningDatabase> {
  const database =
    configuration.databaseUrl === undefined
      ? await startOwn(configuration, log, onUnexpectedEnd)
      : given(configuration.databaseUrl);
  try {
    const applied = await migrate(database.url);
    if (applied > 0) log(`Applied ${applied} migrations.`);
    return database;
  } catch (error) {
    await database.stop();
    throw explain(error, database);
  }
}

async function startOwn(
  configuration: Configuration,
  log: (message: string) => void,
  onUnexpectedEnd: (description: string) => void,
): Promise<RunningDatabase> {
  const server = await startEmbeddedPostgres({
    dataDirectory: configuration.dataDirectory,
    log,
    onUnexpectedEnd,
  });
  return { url: server.url, embedded: true, stop: () => server.stop() };
}

function given(url: string): RunningDatabase {
  return { url, embedded: false, stop: async () => undefined };
}

function explain(error: unknown, database: RunningDatabase): unknown {
  if (error instanceof NewerSchemaError || error instanceof UnsuitableDatabaseError)
    return new StartupError(error.message);
  if (database.embedded) return error;
  const { host } = new URL(database.url);
  const reason = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const code = (reason as { code?: unknown } | null)?.code;
  const words = reason instanceof Error ? reason.message.split('\n')[0] : String(reason);
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new StartupError(
      `The database at ${host} cannot be reached (${code}). Start it, or correct DATABASE_URL.`,
    );
  }
  if (typeof code === 'string' && /^(28|3D)/.test(code)) {
    return new StartupError(
      `The database at ${host} refuses the connection: ${words}. Correct DATABASE_URL.`,
    );
  }
  if (code === '42501') {
    return new StartupError(
      `The user of DATABASE_URL may not prepare the database (${words}). It needs CREATEROLE and CREATE on the database, or an administrator runs "npx assay migrate" once.`,
    );
  }
  if (code === undefined && /timeout|terminated/i.test(words ?? '')) {
    return new StartupError(`The database at ${host} does not answer. Start it, or correct DATABASE_URL.`);
  }
  return error;
}
