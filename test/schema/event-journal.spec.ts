import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstBreak, readJournal } from '../support/event-chain.js';
import { connect, createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import { seedRows, type SeededRows } from '../support/seed-rows.js';

const writers = 20;
const transactionsEach = 20;

const insertEvent = `INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
  VALUES ($1, gen_random_uuid(), 'test.written', 'system', 'attempt', gen_random_uuid(), $2)`;

/** Writes as the application does; answers how many events it has committed for each employer. */
async function write(
  url: string,
  employers: readonly string[],
  writer: number,
): Promise<Map<string, number>> {
  const client = await connect(url);
  await client.query('SET ROLE assay_app; SET search_path = assay');
  const random = randomNumbers(testSeed + writer);
  const committed = new Map(employers.map((employer) => [employer, 0]));
  for (let number = 0; number < transactionsEach; number += 1) {
    const employer = employers[Math.floor(random() * employers.length)]!;
    const events = 1 + Math.floor(random() * 3);
    await client.query(`BEGIN; SELECT set_config('assay.employer', '${employer}', true)`);
    for (let event = 0; event < events; event += 1) {
      await client.query(insertEvent, [employer, JSON.stringify({ writer, number, event, text: 'ä\n"' })]);
    }
    if (random() < 0.3) {
      await client.query('ROLLBACK');
    } else {
      await client.query('COMMIT');
      committed.set(employer, committed.get(employer)! + events);
    }
  }
  await client.end();
  return committed;
}

async function headOf(admin: Client, employerId: string): Promise<{ sequence: string; hash: Buffer }> {
  const { rows } = await admin.query('SELECT sequence, hash FROM event_heads WHERE employer_id = $1', [
    employerId,
  ]);
  return rows[0];
}

async function breakOf(admin: Client, employerId: string): Promise<number | undefined> {
  return firstBreak(await readJournal(admin, employerId), employerId, (await headOf(admin, employerId)).hash);
}

describe(`the journal under ${writers} writers, of whose transactions a third is rolled back (seed ${testSeed})`, () => {
  let database: ScratchDatabase;
  let employers: SeededRows[];
  let committed: Map<string, number>[];
  beforeAll(async () => {
    database = await createScratchDatabase();
    employers = [await seedRows(database.admin), await seedRows(database.admin)];
    const ids = employers.map((employer) => employer.employerId);
    committed = await Promise.all(
      Array.from({ length: writers }, (_, writer) => write(database.url, ids, writer)),
    );
  });
  afterAll(() => database.drop());

  it('counts each employer’s events without a gap, and holds every committed one', async () => {
    for (const { employerId } of employers) {
      const written = committed.reduce((sum, own) => sum + own.get(employerId)!, 0);
      const events = await readJournal(database.admin, employerId);
      // One event came with the seeded rows.
      expect(events.map((event) => event.sequence)).toEqual(
        Array.from({ length: written + 1 }, (_, index) => String(index + 1)),
      );
      expect((await headOf(database.admin, employerId)).sequence).toBe(String(written + 1));
    }
  });

  it('is linked: every hash is that of its event and the one before, computed here', async () => {
    for (const { employerId } of employers) expect(await breakOf(database.admin, employerId)).toBeUndefined();
  });

  it('is in the order of time and, within an employer, of transactions', async () => {
    const { rows } = await database.admin.query(
      `SELECT count(*)::int AS disorder FROM (
         SELECT occurred_at < lag(occurred_at) OVER w AS back, xid <> lag(xid) OVER w AND xid = ANY (
                  SELECT e.xid FROM events e WHERE e.employer_id = events.employer_id AND e.sequence < events.sequence - 3) AS torn
           FROM events WINDOW w AS (PARTITION BY employer_id ORDER BY sequence)) o WHERE back OR torn`,
    );
    expect(rows).toEqual([{ disorder: 0 }]);
  });

  it.each([
    ['a payload is changed', `UPDATE events SET payload = '{}' WHERE sequence = 7`, 7],
    [
      'a time is changed',
      `UPDATE events SET occurred_at = occurred_at + interval '1 microsecond' WHERE sequence = 7`,
      7,
    ],
    ['an event is removed', `DELETE FROM events WHERE sequence = 7`, 7],
    [
      'the last event is removed',
      `DELETE FROM events e WHERE sequence = (SELECT max(sequence) FROM events l WHERE l.employer_id = e.employer_id)`,
      'last',
    ],
    [
      'a hash is computed anew after a change',
      `UPDATE events SET payload = '{}', hash = sha256('x') WHERE sequence = 7`,
      7,
    ],
    [
      'two events change places',
      `UPDATE events e SET payload = o.payload FROM events o WHERE o.employer_id = e.employer_id AND e.sequence + o.sequence = 15 AND e.sequence IN (7, 8)`,
      7,
    ],
  ] as const)('shows where %s by somebody who has switched the triggers off', async (_, tampering, place) => {
    const { employerId } = employers[0]!;
    const { admin } = database;
    const last = Number((await headOf(admin, employerId)).sequence);
    await admin.query('BEGIN; ALTER TABLE events DISABLE TRIGGER USER');
    try {
      const { rowCount } = await admin.query(tampering);
      expect(rowCount).toBeGreaterThan(0);
      expect(await breakOf(admin, employerId)).toBe(place === 'last' ? last : place);
    } finally {
      await admin.query('ROLLBACK');
    }
  });

  it('breaks without the lock on its head: the tests above can fail', async () => {
    const mutant = await createScratchDatabase();
    const { employerId } = await seedRows(mutant.admin);
    const { rows } = await mutant.admin.query(
      `SELECT pg_get_functiondef('link_event'::regproc) AS definition`,
    );
    await mutant.admin.query(rows[0].definition.replace('FOR NO KEY UPDATE', ''));
    const outcomes = await Promise.allSettled(
      Array.from({ length: writers }, (_, writer) => write(mutant.url, [employerId], writer)),
    );
    // The primary key does not let a number be given twice: what breaks is the writer.
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failures.length).toBeGreaterThan(0);
    for (const { reason } of failures)
      expect(reason).toMatchObject({ code: '23505', constraint: 'events_pkey' });
    await mutant.drop();
  });
});
