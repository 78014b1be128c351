import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/identifiers/identifiers.js';
import { execute, query, type Database, type Tx } from '../../src/database/database.js';
import { appendEvent } from '../../src/events/events.queries.js';
import { EventsService } from '../../src/events/events.service.js';
import { JournalReader, type JournalConsumer } from '../../src/events/journal-reader.js';
import { measureLag, type JournalEvent } from '../../src/events/journal.queries.js';
import { relayOf } from '../../src/jobs/relay.js';
import { gate } from '../support/interleave.js';
import { JobBench } from '../support/job-bench.js';
import { connectAsApp, randomFrom, writeEvents } from '../support/journal-writers.js';
import { testSeed } from '../support/seed.js';

const wantedEvents = Number(process.env['ASSAY_TEST_JOURNAL_EVENTS'] ?? 40_000);

let bench: JobBench;
let database: Database;
beforeAll(async () => {
  bench = await JobBench.open();
  ({ database } = bench);
  await bench.admin.query(`
    CREATE TABLE seen (place bigserial, consumer text NOT NULL, event_id uuid NOT NULL, employer_id uuid NOT NULL, sequence bigint NOT NULL);
    GRANT INSERT, SELECT ON seen TO assay_app;
    GRANT USAGE ON SEQUENCE seen_place_seq TO assay_app`);
});
afterAll(() => bench.close());

function append(tx: Tx, employerId: string): Promise<void> {
  return appendEvent(tx, {
    employerId,
    type: 'invites.created',
    actor: { type: 'system', id: null },
    subject: { type: 'employer', id: employerId },
    payload: { count: 1 },
  });
}

const act = (employerId: string): Promise<void> =>
  database.transaction({ employerId }, (tx) => append(tx, employerId));

async function note(tx: Tx, consumer: string, events: readonly JournalEvent[]): Promise<void> {
  await execute(
    tx,
    `INSERT INTO seen (consumer, event_id, employer_id, sequence)
     SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[])`,
    [
      consumer,
      events.map(({ id }) => id),
      events.map(({ employerId }) => employerId),
      events.map(({ sequence }) => sequence),
    ],
  );
}

function noting(name: string, options: Partial<JournalConsumer> = {}): JournalReader {
  return new JournalReader(database, {
    name,
    startsAt: 'now',
    batchSize: 100,
    wants: () => true,
    apply: (tx: Tx, event: JournalEvent) => note(tx, name, [event]),
    ...options,
  } as JournalConsumer);
}

async function seenBy(consumer: string): Promise<string[]> {
  const { rows } = await bench.admin.query<{ event_id: string }>(
    'SELECT event_id FROM seen WHERE consumer = $1 ORDER BY place',
    [consumer],
  );
  return rows.map(({ event_id }) => event_id);
}

/** Until nothing is left of what was committed before the call. */
async function readAll(reader: JournalReader): Promise<void> {
  // Other tests on the same server have transactions open too, which hold the reader back as long as they last.
  const { rows } = await bench.admin.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
  await bench.until('every older transaction has ended', async () => {
    const { rows: now } = await bench.admin.query<{ isPast: boolean }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS "isPast"`,
      [rows[0]!.xid],
    );
    return now[0]!.isPast;
  });
  while ((await reader.readBatch()) > 0);
}

describe('a reader of the journal', () => {
  it('waits for a transaction that began earlier and commits later, where a reader by id steps over it', async () => {
    const [early, late] = [await bench.employer(), await bench.employer()];
    const reader = noting('waits');
    await readAll(reader);
    const appended = gate();
    const commit = gate();
    const slow = database.transaction({ employerId: early }, async (tx) => {
      await append(tx, early);
      appended.open();
      await commit.opened;
    });
    await appended.opened;
    await act(late);
    const byId = async (after: string): Promise<string[]> =>
      (
        await bench.admin.query<{ id: string }>(
          'SELECT id FROM events WHERE employer_id IN ($1, $2) AND id > $3 ORDER BY id',
          [early, late, after],
        )
      ).rows.map(({ id }) => id);
    const seenById = await byId('00000000-0000-0000-0000-000000000000');
    expect(seenById).toHaveLength(1);
    expect(await reader.readBatch(), 'the committed one has the larger transaction id').toBe(0);
    commit.open();
    await slow;
    expect(await byId(seenById[0]!), 'the naive reader never comes back').toEqual([]);
    await readAll(reader);
    const { rows } = await bench.admin.query(
      'SELECT employer_id FROM seen WHERE consumer = $1 ORDER BY place',
      ['waits'],
    );
    expect(rows.map(({ employer_id }) => employer_id)).toEqual([early, late]);
  });

  it('orders transactions by number, not by digits', async () => {
    const employers = [await bench.employer(), await bench.employer(), await bench.employer()];
    await bench.admin.query('ALTER TABLE events DISABLE TRIGGER events_linked');
    for (const [index, xid] of ['9', '10', '100'].entries()) {
      await bench.admin.query(
        `INSERT INTO events (employer_id, sequence, id, xid, type, actor_type, subject_type, subject_id, payload, previous_hash, hash)
         VALUES ($1, 1, $3, $2::text::xid8, 'invites.created', 'system', 'employer', $1, '{}', '', '')`,
        [employers[index], xid, newId()],
      );
    }
    await bench.admin.query('ALTER TABLE events ENABLE ALWAYS TRIGGER events_linked');
    const seen: string[] = [];
    const reader = noting('by_number', {
      startsAt: 'beginning',
      batchSize: 1,
      apply: async (_: Tx, event: JournalEvent) => void seen.push(event.employerId),
    } as Partial<JournalConsumer>);
    await readAll(reader);
    expect(seen.slice(0, 3)).toEqual(employers);
  });

  it('gets an employer’s events in sequence, also where a transaction with a smaller id came to the head later', async () => {
    const employerId = await bench.employer();
    const reader = noting('in_sequence');
    await readAll(reader);
    const hasId = gate();
    const goOn = gate();
    const older = database.transaction({ employerId }, async (tx) => {
      await query(tx, 'SELECT pg_current_xact_id()');
      hasId.open();
      await goOn.opened;
      await append(tx, employerId);
    });
    await hasId.opened;
    await act(employerId);
    goOn.open();
    await older;
    await readAll(reader);
    const { rows } = await bench.admin.query(
      `SELECT sequence FROM seen WHERE consumer = 'in_sequence' ORDER BY place`,
    );
    expect(rows.map(({ sequence }) => sequence)).toEqual(['1', '2']);
  });

  it('acts for the tenant of the event alone', async () => {
    const [ours, theirs] = [await bench.employer(), await bench.employer()];
    const visible: string[][] = [];
    const reader = noting('scoped', {
      apply: async (tx: Tx) => {
        const rows = await query<{ employer_id: string }>(tx, 'SELECT DISTINCT employer_id FROM events');
        visible.push(rows.map(({ employer_id }) => employer_id));
      },
    } as Partial<JournalConsumer>);
    await readAll(reader);
    await act(ours);
    await act(theirs);
    await act(ours);
    await readAll(reader);
    expect(visible).toEqual([[ours], [theirs], [ours]]);
  });

  it('does nothing twice after a failure between the effect and the commit', async () => {
    const employerId = await bench.employer();
    let fails = true;
    const reader = noting('fails_once', {
      apply: async (tx: Tx, event: JournalEvent) => {
        await note(tx, 'fails_once', [event]);
        if (fails && event.sequence === '3') {
          fails = false;
          throw new Error('on purpose');
        }
      },
    } as Partial<JournalConsumer>);
    await readAll(reader);
    for (let count = 0; count < 5; count += 1) await act(employerId);
    await expect(readAll(reader)).rejects.toThrow('on purpose');
    expect(await seenBy('fails_once')).toHaveLength(0);
    await readAll(reader);
    const seen = await seenBy('fails_once');
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  it('has one effect per event even where its cursor is set back', async () => {
    const employerId = await bench.employer();
    const reader = noting('set_back');
    await readAll(reader);
    await act(employerId);
    await act(employerId);
    await readAll(reader);
    await bench.admin.query(
      `UPDATE event_cursors SET after_xid = '0', after_sequence = 0 WHERE consumer = 'set_back'`,
    );
    await readAll(reader);
    const ofEmployer = await bench.admin.query(
      `SELECT count(*)::int AS n FROM seen WHERE consumer = 'set_back' AND employer_id = $1`,
      [employerId],
    );
    expect(ofEmployer.rows[0].n).toBe(2);
  });

  it('forgets after a week which events it has had, and none that a cursor stands before', async () => {
    const employerId = await bench.employer();
    const reader = noting('forgetful');
    await readAll(reader);
    for (let count = 0; count < 3; count += 1) await act(employerId);
    await readAll(reader);
    const received = await seenBy('forgetful');
    const at = async (sequence: number, time: string): Promise<void> => {
      await bench.admin.query(
        `UPDATE event_inbox SET received_at = now() - $2::interval WHERE consumer = 'forgetful' AND event_id = $1`,
        [received[sequence - 1], time],
      );
    };
    const moveCursor = async (sequence: number): Promise<void> => {
      await bench.admin.query(
        `UPDATE event_cursors SET (after_xid, after_sequence) = (SELECT xid, sequence FROM events WHERE id = $1),
                after_employer = $2 WHERE consumer = 'forgetful'`,
        [received[sequence - 1], employerId],
      );
    };
    const kept = async (): Promise<string[]> => {
      await new EventsService(database).purgeInbox();
      const { rows } = await bench.admin.query(
        `SELECT event_id FROM event_inbox WHERE consumer = 'forgetful' ORDER BY received_at`,
      );
      return rows.map(({ event_id }) => event_id);
    };
    await at(1, '7 days 2 minutes');
    await at(2, '7 days 1 minute');
    await at(3, '6 days 23 hours');
    await moveCursor(1);
    expect(await kept(), 'the second will be met again').toEqual([received[1], received[2]]);
    await readAll(reader);
    expect(await seenBy('forgetful'), 'set back within the week nothing is repeated').toEqual(received);
    expect(await kept()).toEqual([received[2]]);
    await moveCursor(2);
    await readAll(reader);
    expect(await seenBy('forgetful')).toEqual(received);
  });

  it('leaves the cursor to another process that is just reading', async () => {
    const employerId = await bench.employer();
    const working = gate();
    const goOn = gate();
    const busy = noting('shared', {
      apply: async (tx: Tx, event: JournalEvent) => {
        working.open();
        await goOn.opened;
        await note(tx, 'shared', [event]);
      },
    } as Partial<JournalConsumer>);
    await readAll(busy);
    await act(employerId);
    const reading = readAll(busy);
    await working.opened;
    expect(await noting('shared').readBatch()).toBe(0);
    goOn.open();
    await reading;
    expect(await seenBy('shared')).toHaveLength(1);
  });

  it('says how far it is behind', async () => {
    const employerId = await bench.employer();
    const reader = noting('behind');
    await readAll(reader);
    const lag = async (): Promise<number> =>
      (await database.read({ sweep: true }, measureLag)).find(({ consumer }) => consumer === 'behind')!
        .seconds;
    expect(await lag()).toBe(0);
    await act(employerId);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await lag()).toBeGreaterThan(0.01);
    await readAll(reader);
    expect(await lag()).toBe(0);
  });
});

describe('the relay', () => {
  it('turns each event that a rule names into its jobs, once', async () => {
    const employerId = await bench.employer();
    const relay = new JournalReader(
      database,
      relayOf([
        {
          types: ['invites.created'],
          jobs: (event) => [{ kind: 'invitation_mail', payload: { eventSequence: event.sequence } }],
        },
      ]),
    );
    await readAll(relay);
    await act(employerId);
    await database.transaction({ employerId }, (tx) =>
      appendEvent(tx, {
        employerId,
        type: 'questions.reordered',
        actor: { type: 'system', id: null },
        subject: { type: 'employer', id: employerId },
        payload: {},
      }),
    );
    await readAll(relay);
    await bench.admin.query(`UPDATE event_cursors SET after_xid = '0' WHERE consumer = 'relay'`);
    await readAll(relay);
    const { rows } = await bench.admin.query(
      `SELECT j.kind, j.payload, e.sequence FROM jobs j JOIN events e ON e.employer_id = j.employer_id AND e.id = j.event_id
        WHERE j.employer_id = $1`,
      [employerId],
    );
    expect(rows).toEqual([{ kind: 'invitation_mail', payload: { eventSequence: '1' }, sequence: '1' }]);
  });
});

describe(`under 20 writers with delays and rollbacks (${wantedEvents} events, seed ${testSeed})`, () => {
  const writers = 20;

  it(
    'skips nothing and repeats nothing, where a reader by id skips',
    async () => {
      await bench.admin.query('CREATE INDEX events_by_id ON events (id)');
      const employers: string[] = [];
      for (let count = 0; count < 40; count += 1) employers.push(await bench.employer());
      const random = randomFrom(testSeed);
      const name = 'under_load';
      const consumer = {
        batchSize: 1_000,
        applyBatch: async (tx: Tx, events: readonly JournalEvent[]) => {
          await note(tx, name, events);
          // A crash after the effect and before the commit.
          if (random() < 0.05) throw new Error('on purpose');
        },
      } as Partial<JournalConsumer>;
      const readers = [noting(name, consumer), noting(name, consumer)];
      await readAll(readers[0]!).catch(() => undefined);
      const { rows: before } = await bench.admin.query(`SELECT count(*)::int AS n FROM events`);
      await bench.admin.query('TRUNCATE seen');

      const ended = new AbortController();
      const writing = Promise.all(
        Array.from({ length: writers }, (_, index) =>
          writeEvents({
            url: bench.scratch.url,
            employers,
            events: Math.ceil(wantedEvents / writers),
            largestTransaction: Math.max(10, wantedEvents / 25_000),
            seed: testSeed + index,
          }),
        ),
      ).finally(() => ended.abort());
      const naive = followById(bench.scratch.url, ended.signal);
      const following = readers.map(async (reader) => {
        while (!ended.signal.aborted) {
          const read = await reader.readBatch().catch(() => 1);
          if (read === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        }
      });
      await writing;
      await Promise.all(following);
      for (let isDone = false; !isDone;)
        isDone = await readAll(readers[0]!).then(
          () => true,
          () => false,
        );

      const { rows } = await bench.admin.query(
        `SELECT (SELECT count(*)::int FROM events) - $1 AS written, count(*)::int AS read,
              count(DISTINCT event_id)::int AS different,
              count(*) FILTER (WHERE sequence <> expected)::int AS "outOfOrder"
         FROM (SELECT *, row_number() OVER (PARTITION BY employer_id ORDER BY place) AS expected
                 FROM seen WHERE consumer = 'under_load') AS seen`,
        [before[0].n],
      );
      const written = Math.ceil(wantedEvents / writers) * writers;
      expect(rows[0]).toEqual({ written, read: written, different: written, outOfOrder: 0 });
      const skippedById = written - (await naive);
      expect(skippedById, 'so this load does show a reader that skips').toBeGreaterThan(0);
      console.log(`written ${written}, skipped by (xid, …) 0, skipped by id ${skippedById}`);
    },
    Math.max(120_000, wantedEvents * 3),
  );
});

/** What many programs do, and why ours does not: remembers the last id and asks for larger ones. */
async function followById(url: string, ended: AbortSignal): Promise<number> {
  const client = await connectAsApp(url);
  try {
    await client.query(`SELECT set_config('assay.sweep', 'on', false)`);
    let last = newId();
    let seen = 0;
    for (let isLast = false; ;) {
      const { rows } = await client.query<{ id: string }>(
        'SELECT id FROM events WHERE id > $1 ORDER BY id LIMIT 1000',
        [last],
      );
      seen += rows.length;
      last = rows.at(-1)?.id ?? last;
      if (rows.length > 0) continue;
      if (isLast) return seen;
      isLast = ended.aborted;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    await client.end();
  }
}
