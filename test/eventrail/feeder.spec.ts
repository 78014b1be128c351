import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkpointsIn, verifyJournal } from '../../src/eventrail-feed/verify-journal.js';
import { TrailBench } from '../support/eventrail/trail-bench.js';
import { testSigningKey } from '../support/test-key.js';
import { until } from '../support/until.js';

const publicKey = createPublicKey(testSigningKey);

let bench: TrailBench;
let employerId: string;
beforeAll(async () => {
  bench = await TrailBench.open();
  employerId = await bench.bench.employer();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.stopTrails();
  await bench.admin.query(`DELETE FROM event_cursors WHERE consumer = 'eventrail'`);
});

/** Ends the connections of which this is so, and answers with their number. */
async function endConnections(condition: string): Promise<number> {
  const { rowCount } = await bench.admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`,
  );
  return rowCount ?? 0;
}

describe('the journal', { timeout: 90_000 }, () => {
  it('is copied into the log, each employer in order, with checkpoints that vouch for both', async () => {
    const folder = await bench.folder();
    const other = await bench.bench.employer();
    await bench.happen(other, 3);
    bench.start(folder);
    for (let part = 0; part < 5; part += 1) {
      await bench.happen(employerId, 250);
      await bench.happen(other, 250);
    }
    expect(await bench.copied(folder)).toEqual(await bench.journal());
    await until('checkpoints are made', async () => (await checkpointsIn(folder)).includes('"log:'));
    const text = await checkpointsIn(folder);
    expect(text).toContain(employerId);
    const databaseUrl = bench.bench.scratch.url;
    const verdict = await verifyJournal({ databaseUrl, folder }, text, publicKey);
    expect(verdict).toMatchObject({ verdict: 'intact', exitCode: 0, tamperings: [], doubts: [] });
  });

  it('is in the log once where a batch was stored and its cursor had not moved', async () => {
    const folder = await bench.folder();
    const trail = bench.start(folder);
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    // Fails when the batch is on disk: what the feeder notes about it is its last statement.
    await bench.admin.query(`CREATE TRIGGER cursor_stays BEFORE UPDATE OF outside_position ON event_cursors
      FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    await until('the transaction has failed', () => trail.feeder.failures > 1);
    expect(trail.holder.state).toMatchObject({ status: 'degraded' });
    expect(trail.errors).toHaveLength(1);
    await trail.stop();
    // The next process learns from the log what it holds.
    const next = bench.start(folder);
    await until('the next one fails too', () => next.feeder.failures > 0);
    await bench.admin.query('DROP TRIGGER cursor_stays ON event_cursors');
    await bench.happen(employerId, 5);
    expect(await bench.copied(folder)).toEqual(await bench.journal());
    await until('all is well', () => next.holder.state.status === 'ok');
  });

  it('is copied from its beginning into another log', async () => {
    const [first, second] = [await bench.folder(), await bench.folder()];
    const trail = bench.start(first);
    await bench.happen(employerId, 5);
    await bench.copied(first);
    await trail.stop();
    bench.start(second);
    expect(await bench.copied(second)).toEqual(await bench.journal());
  });

  it('is not copied into a log that has lost some of it; submissions go on, and so does the log when it is back', async () => {
    const folder = await bench.folder();
    const older = await bench.folder();
    const whole = await bench.folder();
    const first = bench.start(folder);
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    await first.stop();
    await replace(older, folder);
    const second = bench.start(folder);
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    await until('the cursor has moved', async () => (await lastSeqNoted()) > 5);
    await second.stop();
    await replace(whole, folder);
    await replace(folder, older);
    const before = await contentsOf(folder);
    const third = bench.start(folder);
    await until('it is refused', () => third.holder.state.status === 'failed');
    expect(third.holder.state.detail).toMatch(/is known to have been stored/);
    await bench.happen(employerId, 1);
    expect(await contentsOf(folder)).toEqual(before);
    await replace(folder, whole);
    expect(await bench.copied(folder)).toEqual(await bench.journal());
    await until('all is well', () => third.holder.state.status === 'ok');
  });

  it('is written by one process; another stands by, and goes on where it ended', async () => {
    const folder = await bench.folder();
    const first = bench.start(folder);
    await until('the first writes', () => first.holder.state.status === 'ok');
    const [second, elsewhere] = [bench.start(folder), bench.start(await bench.folder())];
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    for (const { holder } of [second, elsewhere]) {
      expect(holder.state.status).toBe('standby');
      expect(() => holder.require()).toThrow('Another process');
    }
    await elsewhere.stop();
    await first.stop();
    await bench.happen(employerId, 5);
    expect(await bench.copied(folder)).toEqual(await bench.journal());
    expect(second.holder.state.status).toBe('ok');
  });

  it('is copied on when every connection of the writer was broken', async () => {
    const folder = await bench.folder();
    const trail = bench.start(folder);
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    const held = trail.holder.current();
    const holders = `pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')`;
    expect(await endConnections(holders)).toBe(1);
    await endConnections('true');
    await until('the log was opened anew', () => ![held, undefined].includes(trail.holder.current()));
    await bench.happen(employerId, 5);
    expect(await bench.copied(folder)).toEqual(await bench.journal());
  });

  it('that was changed behind the database’s back is not copied further, until it is as it was', async () => {
    const folder = await bench.folder();
    const trail = bench.start(folder);
    await bench.happen(employerId, 5);
    await bench.copied(folder);
    await trail.stop();
    await bench.happen(employerId, 2);
    const { rows } = await bench.admin.query<{ sequence: string; payload: string }>(
      'SELECT sequence, payload FROM events WHERE employer_id = $1 ORDER BY sequence DESC LIMIT 1',
      [employerId],
    );
    const { sequence, payload } = rows[0]!;
    await tamper('{"count":999}', sequence);
    const next = bench.start(folder);
    await until('it is noticed', () => next.holder.state.status === 'degraded');
    expect(next.holder.state.detail).toContain(`Event ${sequence} of employer ${employerId}`);
    expect(next.errors).toHaveLength(1);
    await tamper(payload, sequence);
    expect(await bench.copied(folder)).toEqual(await bench.journal());
    await until('all is well', () => next.holder.state.status === 'ok');
  });
});

async function tamper(payload: string, sequence: string): Promise<void> {
  await bench.admin.query('ALTER TABLE events DISABLE TRIGGER ALL');
  await bench.admin.query('UPDATE events SET payload = $3 WHERE employer_id = $1 AND sequence = $2', [
    employerId,
    sequence,
    payload,
  ]);
  await bench.admin.query('ALTER TABLE events ENABLE ALWAYS TRIGGER events_immutable');
  await bench.admin.query('ALTER TABLE events ENABLE ALWAYS TRIGGER events_immutable_truncate');
  await bench.admin.query('ALTER TABLE events ENABLE ALWAYS TRIGGER events_linked');
}

async function lastSeqNoted(): Promise<number> {
  const { rows } = await bench.admin.query<{ position: string }>(
    `SELECT outside_position AS position FROM event_cursors WHERE consumer = 'eventrail'`,
  );
  return Number(rows[0]?.position.split(':')[1] ?? 0);
}

async function replace(folder: string, by: string): Promise<void> {
  const draft = await mkdtemp(join(tmpdir(), 'eventrail-copy-'));
  for (const name of await logNames(by)) await cp(join(by, name), join(draft, name));
  for (const name of await logNames(folder)) await rm(join(folder, name));
  for (const name of await logNames(draft)) await cp(join(draft, name), join(folder, name));
  await rm(draft, { recursive: true });
}

async function logNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('events-'));
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = await logNames(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return Object.fromEntries(names.map((name, place) => [name, texts[place]!]));
}
