import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { lockTimeoutMilliseconds } from './locks.js';
import { endSilentConnections } from './silent-connections.js';
import { migrations } from './migrations.js';

/** Injection tokens of the two data sources: one pool each, and each pool takes its role in the start-up packet. */
export const appDataSource = Symbol('appDataSource');
export const candidateDataSource = Symbol('candidateDataSource');

const schema = 'assay';

interface DataSourceOptions {
  readonly url: string;
  readonly role: 'assay_owner' | 'assay_app' | 'assay_candidate';
  readonly poolSize: number;
  readonly onPoolError?: (error: Error) => void;
}

/**
 * The time limits travel with the connection: a statement that hangs or a transaction that was forgotten must not hold
 * a lock that others wait for.
 */
function startupOptions(role: string): string {
  const settings: Record<string, string | number> = {
    role,
    search_path: schema,
    statement_timeout: role === 'assay_owner' ? 0 : 15_000,
    lock_timeout: role === 'assay_owner' ? 0 : lockTimeoutMilliseconds,
    idle_in_transaction_session_timeout: role === 'assay_owner' ? 0 : 10_000,
    client_connection_check_interval: 1_000,
    timezone: 'UTC',
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

export function createDataSource(options: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    schema,
    entities: [],
    migrations: options.role === 'assay_owner' ? migrations : [],
    migrationsTableName: 'migrations',
    installExtensions: false,
    poolErrorHandler: options.onPoolError ?? (() => undefined),
    extra: {
      options: startupOptions(options.role),
      max: options.poolSize,
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    },
  });
}

/** A data source for serving: its connections are watched for silence. */
export async function openDataSource(options: DataSourceOptions): Promise<DataSource> {
  const source = await createDataSource(options).initialize();
  endSilentConnections(poolOf(source), options.url);
  return source;
}

/** TypeORM's pool itself: node-postgres prepares statements by name, which TypeORM does not offer. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { master: Pool }).master;
}
