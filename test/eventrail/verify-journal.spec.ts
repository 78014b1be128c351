import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointsIn, verifyJournal } from '../../src/eventrail-feed/verify-journal.js';
import { checkpointLine, readSigningKey, signCheckpoint } from '../../src/eventrail/verify/checkpoint.js';
import type { JournalEntry } from '../../src/eventrail/verify/journal-entry.js';
import { isTampering, verifyJournalChain } from '../../src/eventrail/verify/chain-verifier.js';
import { Random } from '../corpus/random.js';
import { journalTamperings, wholeReplaced } from '../support/eventrail/journal-tamperings.js';
import { StoredJournal } from '../support/eventrail/stored-journal.js';
import { TrailBench } from '../support/eventrail/trail-bench.js';
import { testSeed } from '../support/seed.js';
import { testSigningKey } from '../support/test-key.js';
import { until } from '../support/until.js';

const publicKey = createPublicKey(testSigningKey);
const eventCount = 1_200;

let bench: TrailBench;
let employerId: string;
let folder: string;
let journal: StoredJournal;
let entries: JournalEntry[];
/** Of the whole journal, kept outside; and what the log had at that time. */
let outside: string;
beforeAll(async () => {
  bench = await TrailBench.open();
  employerId = await bench.bench.employer();
  folder = await bench.folder();
  const trail = bench.start(folder);
  for (let part = 0; part < 4; part += 1) await bench.happen(employerId, eventCount / 4);
  await bench.copied(folder);
  await until('a checkpoint is made', async () => (await checkpointsIn(folder)).includes('"log:'));
  await trail.stop();
  journal = new StoredJournal(bench.admin, employerId);
  entries = await journal.read();
  outside = (await checkpointsIn(folder)) + checkpointAt(entries.length);
});
afterAll(() => bench.close());

function checkpointAt(sequence: number, key = testSigningKey, chain = employerId): string {
  const { hash } = entries[sequence - 1]!;
  const time = new Date(Date.now() + sequence).toISOString();
  return checkpointLine(signCheckpoint(key, { chain, sequence, hash, time }));
}

function verify(checkpoints: string, places: { database?: boolean; folder?: string } = { database: true }) {
  const databaseUrl = places.database ? bench.bench.scratch.url : undefined;
  return verifyJournal({ databaseUrl, folder: places.folder }, checkpoints, publicKey);
}

describe('the journal in the database', () => {
  it('is intact, with its copy and without', async () => {
    expect(await verify(outside)).toMatchObject({ exitCode: 0, tamperings: [], doubts: [] });
    expect(await verify(outside, { database: true, folder })).toMatchObject({ exitCode: 0 });
    expect(await verify(outside, { folder })).toMatchObject({ exitCode: 0 });
    expect(await verify('')).toMatchObject({ exitCode: 2, tamperings: [] });
  });

  it(
    'shows whatever a superuser changes in it, triggers off and the head put right',
    { timeout: 120_000 },
    async () => {
      const random = new Random(testSeed);
      // Identifiers and hashes must stay some for the columns to take them.
      const ways = Object.entries(journalTamperings(employerId, ['type', 'payload']));
      try {
        for (let round = 0; round < 2 * ways.length; round += 1) {
          const [way, tamper] = ways[round % ways.length]!;
          const changed = tamper([...entries], random);
          // A table has no order but that of its numbers.
          const isExchange = way === 'two entries exchanged';
          const tampered = isExchange
            ? changed.map((entry, at) => ({ ...entry, sequence: at + 1 }))
            : changed;
          await journal.replace(tampered);
          const found = await verify(outside);
          const where = `round ${round}, seed ${testSeed}: ${way}`;
          expect(found.exitCode, where).toBe(1);
          expect(found.tamperings, where).toMatchObject([{ chain: employerId }]);
          // The same verdict as over the entries themselves: the database was read as it is.
          const { firstBad, badBy } = found.tamperings[0]!;
          const own = verifyJournalChain(employerId, await journal.read(), []);
          if (isTampering(own)) expect({ firstBad, badBy }, where).toMatchObject({ firstBad: own.firstBad });
          if (way !== wholeReplaced) continue;
          expect(isTampering(own), where).toBe(false);
          expect(await verify('')).toMatchObject({ exitCode: 2, tamperings: [] });
          expect(await verify('', { database: true, folder })).toMatchObject({ exitCode: 1 });
        }
      } finally {
        await journal.replace(entries);
      }
      expect(await verify(outside)).toMatchObject({ exitCode: 0 });
    },
  );

  it('shows that its newest events are gone, by a checkpoint or by the log', async () => {
    try {
      await journal.replace(entries.slice(0, -3));
      const first = entries.length - 2;
      expect((await verify(outside)).tamperings).toMatchObject([{ firstBad: first, badBy: first }]);
      const { tamperings } = await verify('', { database: true, folder });
      expect(tamperings).toMatchObject([{ chain: employerId, firstBad: first }]);
      await journal.replace([]);
      expect((await verify(outside)).tamperings).toMatchObject([{ chain: employerId, firstBad: 1 }]);
    } finally {
      await journal.replace(entries);
    }
  });

  it('believes no checkpoint by another key, older than the last, or of another chain', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = checkpointAt(entries.length, stranger);
    expect(await verify(outside + forged)).toMatchObject({
      exitCode: 2,
      refusedCheckpoints: [{ refusal: 'wrong-key' }],
    });
    expect(await verify(outside + checkpointAt(5))).toMatchObject({
      exitCode: 2,
      refusedCheckpoints: [{ refusal: 'older-than-the-last' }],
    });
    // Rightly signed for somebody else: he is missed, and it says nothing about this chain.
    const other = '01890a5d-ac96-774b-bcce-b302099a8057';
    const { tamperings } = await verify(outside + checkpointAt(3, testSigningKey, other));
    expect(tamperings).toMatchObject([{ chain: other }]);
  });
});

describe('the program', () => {
  let files: string;
  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'verify-'));
    await writeFile(join(files, 'checkpoints'), outside);
    await writeFile(join(files, 'key'), publicKey.export({ type: 'spki', format: 'pem' }));
  });
  afterAll(() => rm(files, { recursive: true }));

  function assay(words: readonly string[], environment: Record<string, string> = {}) {
    const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(ASSAY_|DATABASE_URL|VITEST)/.test(name),
    );
    const env = { ...Object.fromEntries(inherited), ...environment } as NodeJS.ProcessEnv;
    return new Promise<{ code: number; said: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--import', '@oxc-node/core/register', cli, ...words],
        { env },
        (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
      );
    });
  }

  it('tells what it found by its exit code and names the event; it changes nothing', async () => {
    const environment = { DATABASE_URL: bench.bench.scratch.url };
    const known = ['--checkpoints', join(files, 'checkpoints'), '--public-key', join(files, 'key')];
    const before = await contentsOf(folder);
    const intact = await assay(['verify-journal', '--database', '--log', folder, ...known], environment);
    expect(intact).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^intact: 3 chains whole/) as string,
    });
    try {
      await journal.replace(
        entries.map((entry) => (entry.sequence === 77 ? { ...entry, payload: '{}' } : entry)),
      );
      const found = await assay(['verify-journal', '--database', ...known], environment);
      expect(found.code).toBe(1);
      expect(found.said).toMatch(new RegExp(`^tampered: .*\\n {2}employer ${employerId}: event 77\\. `));
    } finally {
      await journal.replace(entries);
    }
    for (const words of [
      ['--log', join(files, 'nothing'), ...known],
      ['--log', folder, '--checkpoints', join(files, 'nothing'), '--public-key', join(files, 'key')],
      ['--database', ...known],
      ['--log', folder],
      ['--nothing'],
    ]) {
      expect(await assay(['verify-journal', ...words]), words.join(' ')).toMatchObject({ code: 2 });
    }
    expect(await contentsOf(folder)).toEqual(before);
  }, 120_000);

  it('prints the checkpoints of the log, and a key that was made once', async () => {
    const environment = { ASSAY_DATA_DIRECTORY: join(files, 'data') };
    const printed = await assay(['checkpoints', '--log', folder]);
    expect(printed).toEqual({ code: 0, said: await checkpointsIn(folder) });
    const first = await assay(['checkpoint-key'], environment);
    expect(await assay(['checkpoint-key'], environment)).toEqual(first);
    const own = readSigningKey(await readFile(join(files, 'data', 'checkpoint-key'), 'utf8'));
    expect(createPublicKey(own).export({ type: 'spki', format: 'pem' })).toBe(first.said);
  }, 60_000);
});

async function contentsOf(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory);
  const readable = names.filter((name) => !name.endsWith('.lock'));
  const texts = await Promise.all(readable.map((name) => readFile(join(directory, name), 'latin1')));
  return Object.fromEntries(readable.map((name, place) => [name, texts[place]!]));
}
