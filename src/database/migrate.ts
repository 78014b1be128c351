import { Client } from 'pg';
import { createDataSource } from './data-sources.js';
import { migrations } from './migrations.js';

/** Any number; only programs that migrate Assay take this lock. */
const migrationLock = 4_851_977_331;

export class NewerSchemaError extends Error {}
export class UnsuitableDatabaseError extends Error {}

const oldestServer = 150_000;

/**
 * Brings the database to the newest schema: roles and schema as the connecting user, tables as `assay_owner`. Safe to
 * run from any number of processes at once; a session-level advisory lock lets one work while the others wait and
 * then find nothing to do.
 */
export async function migrate(url: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await checkServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await prepareRolesAndSchema(client);
    return await runMigrations(url, client);
  } finally {
    await client.end();
  }
}

async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
  );
  const [server] = rows;
  if (Number(server?.version) < oldestServer) {
    throw new UnsuitableDatabaseError(
      'Assay needs PostgreSQL 15 or later. Upgrade the server, or point DATABASE_URL at a newer one.',
    );
  }
  if (server?.encoding !== 'UTF8') {
    throw new UnsuitableDatabaseError(
      `Assay needs a database with the encoding UTF8; this one has ${server?.encoding}. Create it with ENCODING 'UTF8'.`,
    );
  }
}

async function runMigrations(url: string, client: Client): Promise<number> {
  const applied = await client.query<{ name: string }>('SELECT name FROM assay.migrations');
  const known = new Set<string>(migrations.map((migration) => migration.name));
  const unknown = applied.rows.find((row) => !known.has(row.name));
  if (unknown) {
    throw new NewerSchemaError(
      `The database was migrated by a newer Assay (it has ${unknown.name}). Start that version, or restore a backup made before it.`,
    );
  }
  if (applied.rows.length === migrations.length) return 0;
  const source = createDataSource({ url, role: 'assay_owner', poolSize: 1 });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).length;
  } finally {
    await source.destroy();
  }
}

/**
 * Roles belong to the whole server, so another database of it may create them at the same moment; the advisory lock
 * is per database and does not help there. Hence the exception handlers.
 */
async function prepareRolesAndSchema(client: Client): Promise<void> {
  await client.query(`
    DO $$
    DECLARE name text;
    BEGIN
      FOREACH name IN ARRAY ARRAY['assay_owner', 'assay_app', 'assay_candidate'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
          BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION', name);
          EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
          END;
        END IF;
        IF NOT pg_has_role(current_user, name, 'SET') THEN
          EXECUTE format('GRANT %I TO %I', name, current_user);
        END IF;
      END LOOP;
    END $$`);
  await client.query('CREATE SCHEMA IF NOT EXISTS assay AUTHORIZATION assay_owner');
  // TypeORM would make this table itself, with a primary key named by a hash.
  await client.query(`
    BEGIN;
    SET LOCAL ROLE assay_owner;
    CREATE TABLE IF NOT EXISTS assay.migrations (
      id serial CONSTRAINT migrations_pkey PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL
    );
    COMMIT`);
}
