import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { createPublicKey } from 'node:crypto';
import { checkpointsIn, verifyJournal } from '../../src/eventrail-feed/verify-journal.js';
import { existingLogFiles } from '../../src/eventrail/log/log-files.js';
import { readLog } from '../../src/eventrail/log/read-log.js';
import { logLimits } from '../../src/eventrail/log/scan-segment.js';
import { TrailBench } from '../support/eventrail/trail-bench.js';
import { writeEvents } from '../support/journal-writers.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import { testSigningKey, testSigningKeySetting } from '../support/test-key.js';
import { ServerProcess } from './server-process.js';

const kills = Number(process.env['ASSAY_TEST_EVENTRAIL_KILLS'] ?? 5);
const eventsPerLife = 400;

/** The process that copies the journal, and takes events over HTTP, is killed in the middle of it again and again. */
describe(`a writer of the event log killed ${kills} times (seed ${testSeed})`, () => {
  let bench: TrailBench;
  beforeAll(async () => {
    bench = await TrailBench.open();
  });
  afterAll(() => bench.close());
  const servers = new Set<ServerProcess>();
  afterEach(async () => {
    await Promise.all([...servers].map((server) => server.kill()));
  });

  it('leaves in the log every event of the journal once, and every event that was answered', async () => {
    const random = randomNumbers(testSeed);
    const employers = [await bench.bench.employer(), await bench.bench.employer()];
    const folder = await bench.folder();
    const launch = (): ServerProcess => {
      const server = ServerProcess.launch({
        DATABASE_URL: bench.bench.scratch.url,
        ASSAY_WORKER: 'off',
        ASSAY_EVENTRAIL_DIRECTORY: folder,
        ASSAY_CHECKPOINT_KEY: testSigningKeySetting,
        ASSAY_DRAIN_DELAY_MILLISECONDS: '0',
      });
      servers.add(server);
      return server;
    };
    const answered: string[] = [];
    let sent = 0;
    for (let life = 0; life <= kills; life += 1) {
      const server = launch();
      const base = await server.ready();
      const writing = writeEvents({
        url: bench.bench.scratch.url,
        employers,
        events: eventsPerLife,
        largestTransaction: 10,
        seed: testSeed + life,
      });
      const over = new AbortController();
      const posting = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (!over.signal.aborted) {
            const name = `event ${(sent += 1)}`;
            const status = await fetch(`${base}/api/v1/eventrail/events`, {
              method: 'POST',
              headers: { 'content-type': 'application/json', 'x-assay-request': '1' },
              body: JSON.stringify(name),
            }).then(
              (answer) => answer.status,
              () => 0,
            );
            if (status === 201) answered.push(name);
            else await wait(5);
          }
        }),
      );
      if (life < kills) {
        await wait(300 + random() * 1_200);
        await server.kill();
        over.abort();
        await Promise.all([writing, posting]);
      } else {
        await writing;
        expect(await bench.copied(folder)).toEqual(await bench.journal());
        over.abort();
        await posting;
        server.signal('SIGTERM');
        expect(await server.ended, server.said.slice(-2_000)).toEqual({ code: 0, signal: null });
      }
    }
    const names = await httpEvents(folder);
    expect(new Set(names).size).toBe(names.length);
    expect(answered.filter((name) => !names.includes(name))).toEqual([]);
    expect(answered.length).toBeGreaterThan(10 * kills);
    const text = await checkpointsIn(folder);
    const places = { databaseUrl: bench.bench.scratch.url, folder };
    expect((await verifyJournal(places, text, createPublicKey(testSigningKey))).tamperings).toEqual([]);
  }, 600_000);
});

async function httpEvents(folder: string): Promise<string[]> {
  const names: string[] = [];
  await readLog(await existingLogFiles(folder), {
    limits: logLimits,
    knownDurable: 0,
    onRecord: ({ chain, data }) =>
      void (chain === 'http' && names.push(JSON.parse(data.toString()) as string)),
  });
  return names;
}
