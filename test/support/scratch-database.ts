import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export interface ScratchDatabase {
  readonly url: string;
  /** A connection of the superuser, who sees every tenant; for set-up and verdicts, never for what is tested. */
  readonly admin: Client;
  drop(): Promise<void>;
}

/** A fresh database: a clone of the migrated template, or an empty one. */
export async function createScratchDatabase(options: { empty?: boolean } = {}): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  const server = await connect(inject('adminUrl'));
  await server.query(
    options.empty
      ? `CREATE DATABASE ${name}`
      : `CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')}`,
  );
  const url = new URL(inject('adminUrl'));
  url.pathname = `/${name}`;
  const admin = await connect(url.href);
  await admin.query('SET search_path = assay');
  return {
    url: url.href,
    admin,
    async drop() {
      await admin.end();
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}

export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
