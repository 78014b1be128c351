import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations.js';
import { dumpSchema } from '../../src/database/schema-dump.js';
import { startTestServer, type TestServer } from '../support/embedded-server.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { connect } from '../support/scratch-database.js';

const starters = 20;

interface Report {
  readonly applied?: number;
  readonly error?: string;
}

/**
 * On a server of its own, because the roles belong to the server and must be missing at the start. The starters log in
 * as somebody who is no superuser, as on a rented server.
 */
let server: TestServer;
let admin: Client;
let children: ChildProcess[];
beforeAll(async () => {
  server = await startTestServer();
  admin = await connect(server.adminUrl);
  await admin.query(`DROP ROLE IF EXISTS assay_test_installer`);
  await admin.query(`CREATE ROLE assay_test_installer LOGIN CREATEDB CREATEROLE PASSWORD 'installer'`);
  children = [];
  // Started in fours: all at once they would only wait for the processor.
  for (let started = 0; started < starters; started += 4) {
    const batch = Array.from({ length: 4 }, startChild);
    await Promise.all(batch.map((child) => once(child, 'message')));
    children.push(...batch);
  }
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await admin.end();
  await server.stop();
});

function startChild(): ChildProcess {
  const script = fileURLToPath(new URL('../support/migrating-child.ts', import.meta.url));
  return fork(script, { execArgv: ['--import', '@oxc-node/core/register'] });
}

async function createDatabase(name: string): Promise<string> {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name} OWNER assay_test_installer`);
  const url = new URL(server.adminUrl);
  url.username = 'assay_test_installer';
  url.password = 'installer';
  url.pathname = `/${name}`;
  return url.href;
}

function asAdmin(url: string): Promise<Client> {
  const target = new URL(server.adminUrl);
  target.pathname = new URL(url).pathname;
  return connect(target.href);
}

async function migrateIn(child: ChildProcess, url: string): Promise<Report> {
  const report = once(child, 'message');
  child.send(url);
  return (await report)[0] as Report;
}

async function installersWaiting(): Promise<number> {
  const { rows } = await admin.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = 'assay_test_installer' AND wait_event_type = 'Lock'`,
  );
  return rows[0].count;
}

async function expectWholeSchema(url: string): Promise<void> {
  const client = await asAdmin(url);
  await client.query('BEGIN');
  const dump = await dumpSchema(client);
  await client.end();
  expect(dump).toBe(await readFile(new URL('../../migrations/schema.sql', import.meta.url), 'utf8'));
}

describe('twenty processes that start at once', () => {
  it('on twenty empty databases of one new server make the roles once and every schema', async () => {
    const urls: string[] = [];
    for (let number = 0; number < starters; number += 1) urls.push(await createDatabase(`starter_${number}`));
    // Somebody is making the roles and has not committed: all twenty find none, and make them too.
    const first = await connect(urls[0]!);
    await first.query('BEGIN; CREATE ROLE assay_owner; CREATE ROLE assay_app; CREATE ROLE assay_candidate');
    const migrating = Promise.all(children.map((child, index) => migrateIn(child, urls[index]!)));
    await expect.poll(installersWaiting, { timeout: 20_000 }).toBe(starters);
    await first.query('COMMIT');
    await first.end();
    const reports = await migrating;
    expect(reports).toEqual(reports.map(() => ({ applied: migrations.length })));
    await expectWholeSchema(urls[0]!);
    await expectWholeSchema(urls.at(-1)!);
  }, 60_000);

  it('on one empty database apply the schema once', async () => {
    const url = await createDatabase('one_for_all');
    const reports = await Promise.all(children.map((child) => migrateIn(child, url)));
    expect(reports.map((report) => report.error)).toEqual(reports.map(() => undefined));
    expect(reports.map((report) => report.applied).toSorted()).toEqual([
      ...Array.from({ length: starters - 1 }, () => 0),
      migrations.length,
    ]);
    await expectWholeSchema(url);
  }, 60_000);

  it('end with 0', async () => {
    const ended = children.splice(1).map(async (child) => {
      const exit = once(child, 'exit');
      child.disconnect();
      return (await exit)[0] as number;
    });
    expect(await Promise.all(ended)).toEqual(ended.map(() => 0));
  });
});

describe('a migration that is killed half-way', () => {
  it('leaves whole migrations only, and the next start completes them', async () => {
    const url = await createDatabase('killed');
    const watcher = await asAdmin(url);
    // Whoever has made the table of attempts waits, in the middle of a migration.
    await watcher.query(
      `CREATE FUNCTION public.wait_for_attempts() RETURNS event_trigger LANGUAGE plpgsql AS $$
         BEGIN IF to_regclass('assay.attempts') IS NOT NULL THEN PERFORM pg_advisory_xact_lock(4713); END IF; END $$;
       CREATE EVENT TRIGGER wait_for_attempts ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.wait_for_attempts();
       SELECT pg_advisory_lock(4713)`,
    );
    const child = children[0]!;
    child.send(url);
    await lockWaiters(watcher, 1);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;

    const done = async (): Promise<number> =>
      (await watcher.query('SELECT count(*)::int AS count FROM assay.migrations')).rows[0].count;
    const before = await done();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(migrations.length);
    expect((await watcher.query(`SELECT to_regclass('assay.attempts') AS made`)).rows).toEqual([
      { made: null },
    ]);
    await watcher.query('DROP EVENT TRIGGER wait_for_attempts; SELECT pg_advisory_unlock(4713)');
    await watcher.end();
    expect(await migrate(url)).toBe(migrations.length - before);
    await expectWholeSchema(url);
  });
});
