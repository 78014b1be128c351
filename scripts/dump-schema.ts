import { writeFile } from 'node:fs/promises';
import { Client } from 'pg';
import { migrate } from '../src/database/migrate.js';
import { dumpSchema } from '../src/database/schema-dump.js';
import { startTestServer } from '../test/support/embedded-server.js';

/** Writes migrations/schema.sql from what the migrations make of an empty database. */
const server = await startTestServer();
const name = `assay_schema_${process.pid}`;
const admin = new Client({ connectionString: server.adminUrl });
await admin.connect();
try {
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server.adminUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('BEGIN');
    await writeFile(new URL('../migrations/schema.sql', import.meta.url), await dumpSchema(client));
  } finally {
    await client.end();
  }
  await admin.query(`DROP DATABASE ${name}`);
} finally {
  await admin.end();
  await server.stop();
}
