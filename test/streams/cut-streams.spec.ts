import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveStreams } from '../../src/live/live-streams.service.js';
import { writeEvents } from '../support/journal-writers.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import {
  listen,
  listeningKeys,
  neverRead,
  readPiece,
  type ToldEvent,
  type SocketAddress,
} from '../support/stream-sockets.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

/** `ASSAY_TEST_STREAMS=1000` for the full count; of all counts every stream is cut five times. */
const wantedStreams = Number(process.env['ASSAY_TEST_STREAMS'] ?? 100);
const wantedReadable = Number(process.env['ASSAY_TEST_READABLE_EVENTS'] ?? 600);
const silentReaders = Number(process.env['ASSAY_TEST_SILENT_READERS'] ?? 100);
const cutsOfEach = 5;
const streamsAtOnce = 300;
/** Slowly enough that three hundred readers in the process of the test can keep up. */
const betweenWritesMilliseconds = 500;

let app: TestApp;
/** Other connections than those that the streams read over. */
let others: Pool;
let address: SocketAddress;
let employers: Employer[];
/** One entry for each stream that may be open at once. */
let places: { readonly employer: Employer; readonly key: string }[];
beforeAll(async () => {
  app = await startTestApp({ poolSize: 10 });
  address = await listen(app);
  others = new Pool({ connectionString: app.database.url, options: '-c search_path=assay', max: 4 });
  employers = await Promise.all(Array.from({ length: 10 }, () => app.employer()));
  const ofEmployers = await Promise.all(
    employers.map(async (employer) =>
      (await listeningKeys(employer, 9))
        .flatMap((key) => Array.from({ length: 6 }, () => ({ employer, key })))
        .slice(0, 50),
    ),
  );
  // Turn about, so that few streams are of many employers.
  places = Array.from({ length: 50 }, (_, index) => ofEmployers.map((all) => all[index]!)).flat();
}, 120_000);
afterAll(async () => {
  await others.end();
  await app.stop();
});

async function committedEvents(employerId: string): Promise<ToldEvent[]> {
  const { rows } = await app.database.admin.query<ToldEvent>(
    'SELECT sequence, id FROM events WHERE employer_id = $1 ORDER BY sequence',
    [employerId],
  );
  return rows;
}

async function headOf({ employerId }: Employer): Promise<number> {
  const { rows } = await others.query<{ sequence: string }>(
    'SELECT sequence FROM event_heads WHERE employer_id = $1',
    [employerId],
  );
  return Number(rows[0]!.sequence);
}

/** Writers who append, wait and roll back until they are told to stop. */
function keepWriting(writers: number): () => Promise<void> {
  const stopping = new AbortController();
  const all = Array.from({ length: writers }, async (_, index) => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      await writeEvents({
        url: app.database.url,
        employers: employers.map(({ employerId }) => employerId),
        events: 20,
        largestTransaction: 4,
        seed: testSeed + 1_000 * index + round,
      });
      await new Promise((resolve) => setTimeout(resolve, betweenWritesMilliseconds));
    }
  });
  return async () => {
    stopping.abort();
    await Promise.all(all);
  };
}

interface Whole {
  readonly employerId: string;
  readonly received: readonly ToldEvent[];
  readonly cuts: number;
}

/** Reads on behind the last one that it has after each cut, and once more up to where the journal then is. */
async function readInPieces(place: (typeof places)[number], random: () => number): Promise<Whole> {
  const { employer, key } = place;
  const received: ToldEvent[] = [];
  const startsAt = (await headOf(employer)) - Math.floor(random() * 150);
  let last = String(Math.max(0, startsAt));
  let cuts = 0;
  let tries = 0;
  let target = Infinity;
  while (Number(last) < target) {
    let count = 0;
    const wanted = cuts < cutsOfEach ? Math.floor(random() * 40) : Infinity;
    const patience = cuts < cutsOfEach ? 20 + random() * 600 * (1 + tries) : 20_000;
    const piece = await readPiece(
      address,
      '/events/stream',
      { authorization: `Bearer ${key}`, 'last-event-id': last },
      (id) => (count += 1) > wanted || Number(id) >= target,
      patience,
    );
    if (piece.status === 503) {
      // The server has not yet seen that the piece before is gone.
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * 100));
      continue;
    }
    received.push(...piece.events);
    last = received.at(-1)?.sequence ?? last;
    if (piece.status !== 200 && piece.status !== 0) throw new Error(`the stream answered ${piece.status}`);
    // A cut before the first message shows nothing; on a machine that is busy there would be no other.
    tries = piece.events.length > 0 ? 0 : tries + 1;
    if (piece.events.length > 0) cuts += 1;
    if (cuts === cutsOfEach) target = (await headOf(employer)) + 5;
  }
  return { employerId: employer.employerId, received, cuts };
}

describe('streams that are cut', () => {
  it(`are whole when their pieces are put together: ${wantedStreams} streams, ${cutsOfEach} cuts of each`, async () => {
    const stopWriting = keepWriting(4);
    const wholes: Whole[] = [];
    const lanes = Array.from({ length: Math.min(streamsAtOnce, wantedStreams) }, async (_, lane) => {
      const random = randomNumbers(testSeed + lane);
      for (let number = lane; number < wantedStreams; number += streamsAtOnce)
        wholes.push(await readInPieces(places[lane]!, random));
    });
    await Promise.all(lanes).finally(stopWriting);
    expect(wholes).toHaveLength(wantedStreams);
    const journals = new Map<string, ToldEvent[]>();
    for (const { employerId } of employers) journals.set(employerId, await committedEvents(employerId));
    for (const { employerId, received, cuts } of wholes) {
      expect(cuts).toBeGreaterThanOrEqual(cutsOfEach);
      const first = Number(received[0]!.sequence);
      const committed = journals.get(employerId)!.slice(first - 1, first - 1 + received.length);
      expect(received).toEqual(committed);
    }
    const messages = wholes.reduce((sum, { received }) => sum + received.length, 0);
    console.log(
      `${wholes.length} streams, ${wholes.reduce((sum, { cuts }) => sum + cuts, 0)} pieces, ${messages} messages`,
    );
    await expect.poll(() => app.app.get(LiveStreams).openStreams, { timeout: 5_000 }).toBe(0);
  }, 600_000);

  it(`tell nothing that another connection cannot read yet: ${wantedReadable} events`, async () => {
    const stopWriting = keepWriting(4);
    const unreadable: string[] = [];
    let seen = 0;
    try {
      await Promise.all(
        employers.map(async (employer, index) => {
          let last = String(await headOf(employer));
          while (seen < wantedReadable) {
            const checks: Promise<void>[] = [];
            const piece = await readPiece(
              address,
              '/events/stream',
              { authorization: `Bearer ${places[index]!.key}`, 'last-event-id': last },
              (id) => {
                checks.push(
                  others
                    .query('SELECT 1 FROM events WHERE employer_id = $1 AND sequence = $2', [
                      employer.employerId,
                      id,
                    ])
                    .then(({ rowCount }) => void (rowCount === 1 || unreadable.push(id))),
                );
                return checks.length >= 20;
              },
              2_000,
            );
            await Promise.all(checks);
            seen += checks.length;
            last = piece.events.at(-1)?.sequence ?? last;
          }
        }),
      );
    } finally {
      await stopWriting();
    }
    expect(unreadable).toEqual([]);
    console.log(`${seen} events were readable when they were told`);
  }, 600_000);
});

const collectGarbage = ((): (() => void) => {
  setFlagsFromString('--expose_gc');
  return runInNewContext('gc') as () => void;
})();

/** Of this process; what stands in the buffers of sockets is the kernel's. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('readers that never read', () => {
  it(`are closed, and cost no memory meanwhile: ${silentReaders} of them`, async () => {
    const live = app.app.get(LiveStreams);
    const { times } = live;
    const large = JSON.stringify({ text: 'x'.repeat(18_000) });
    for (const { employerId } of employers) {
      await app.database.admin.query(
        `SELECT set_config('assay.employer', '${employerId}', false);
         INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
         SELECT '${employerId}', gen_random_uuid(), 'invites.created', 'system', 'employer', '${employerId}', '${large}'
           FROM generate_series(1, 400)`,
      );
    }
    live.times = { ...times, patienceMilliseconds: 12_000 };
    const before = heldBytes();
    const sockets = places
      .slice(0, silentReaders)
      .map(({ key }) => neverRead(address, '/events/stream?after=0', key));
    try {
      await expect.poll(() => live.openStreams, { timeout: 10_000 }).toBe(silentReaders);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const held = (heldBytes() - before) / silentReaders / 1024;
      expect(live.openStreams, 'they are still open').toBe(silentReaders);
      console.log(`${silentReaders} silent readers of 7 MiB each hold ${held.toFixed(0)} KiB each`);
      expect(held).toBeLessThan(500);
      // First the buffers of the kernel are filled: of five hundred readers more than a gigabyte.
      await expect.poll(() => live.openStreams, { timeout: 150_000, interval: 200 }).toBe(0);
    } finally {
      live.times = times;
      for (const socket of sockets) socket.destroy();
    }
  }, 300_000);
});
