import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../test/corpus/random.js';
import { journalTamperings } from '../../../test/support/eventrail/journal-tamperings.js';
import { employers, journalOf, relinked } from '../../../test/support/eventrail/sample-journal.js';
import { openOn } from '../../../test/support/eventrail/sample-log.js';
import { SimulatedDisk } from '../../../test/support/eventrail/simulated-disk.js';
import { testSeed } from '../../../test/support/seed.js';
import { encodeHeader, encodeRecord, parseLine } from '../log/line-format.js';
import { isTampering, verifyJournalChain } from './chain-verifier.js';
import { checkpointLine, signCheckpoint } from './checkpoint.js';
import { type JournalEntry, journalEntryJson } from './journal-entry.js';
import { logChain, readCheckpoints, verifyLog } from './verify-log.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const [employer] = employers;
const time = '2026-01-01T00:00:00.000Z';

function lastCheckpointOf(entries: readonly JournalEntry[]) {
  const last = entries.at(-1);
  if (last === undefined) throw new Error('no entries');
  return signCheckpoint(privateKey, {
    chain: last.employerId,
    sequence: last.sequence,
    hash: last.hash,
    time,
  });
}

type Tamper<Whole> = (whole: Whole, random: Random) => Whole;

describe('an employer’s journal', () => {
  const entries = journalOf(employer, 60);
  const checkpoints = [lastCheckpointOf(entries)];

  const ways = Object.entries(journalTamperings(employer));

  it('is intact when nothing was changed', () => {
    const outcome = verifyJournalChain(employer, entries, checkpoints);
    expect(outcome).toMatchObject({ lastSequence: 60, vouchedTo: 60, erased: [] });
  });

  it('shows every one of 2,000 tamperings', { timeout: 60_000 }, () => {
    const random = new Random(testSeed);
    for (let round = 0; round < 2_000; round += 1) {
      const [kind, tamper] = ways[round % ways.length] ?? random.pick(ways);
      const outcome = verifyJournalChain(employer, tamper([...entries], random), checkpoints);
      if (!isTampering(outcome)) expect.fail(`round ${round}, seed ${testSeed}: ${kind} was not found`);
    }
  });

  it('without a checkpoint shows no full rewrite: that is what checkpoints are for', () => {
    const rewritten = relinked(
      employer,
      entries.map((entry) => ({ ...entry, actorId: null })),
    );
    expect(isTampering(verifyJournalChain(employer, rewritten, []))).toBe(false);
    expect(verifyJournalChain(employer, rewritten, checkpoints)).toMatchObject({ firstBad: 1, badBy: 60 });
  });

  it('names the place: exactly where a link breaks, between two checkpoints where it was rewritten', () => {
    const between = [
      lastCheckpointOf(entries.slice(0, 20)),
      lastCheckpointOf(entries.slice(0, 40)),
      ...checkpoints,
    ];
    const changed = entries.map((entry) => (entry.sequence === 33 ? { ...entry, payload: '{}' } : entry));
    expect(verifyJournalChain(employer, changed, between)).toMatchObject({ firstBad: 33, badBy: 33 });
    expect(verifyJournalChain(employer, relinked(employer, changed), between)).toMatchObject({
      firstBad: 21,
      badBy: 40,
    });
    const newestGone = verifyJournalChain(employer, entries.slice(0, 55), between);
    expect(newestGone).toMatchObject({ firstBad: 56, badBy: 56 });
  });

  it('still holds together when a payload was erased, and says which', () => {
    const erased = entries.map((entry) => (entry.sequence === 7 ? { ...entry, payload: null } : entry));
    expect(verifyJournalChain(employer, erased, checkpoints)).toMatchObject({ vouchedTo: 60, erased: [7] });
    const other = erased.map((entry) => (entry.sequence === 7 ? { ...entry, hash: '0'.repeat(64) } : entry));
    expect(verifyJournalChain(employer, other, checkpoints)).toMatchObject({ firstBad: 8 });
  });
});

async function logOfJournals(journals: readonly (readonly JournalEntry[])[]): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const log = await openOn(disk, { limits: { segmentBytes: 8_000, lineBytes: 4_000, batchBytes: 4_000 } });
  const longest = Math.max(...journals.map(({ length }) => length));
  for (let place = 0; place < longest; place += 1) {
    for (const journal of journals) {
      const entry = journal[place];
      if (entry !== undefined) await log.append({ json: journalEntryJson(entry), chain: entry.employerId });
    }
  }
  await log.close();
  return disk;
}

type Contents = Record<string, Buffer>;

function inOneSegment(change: (bytes: Buffer, random: Random) => Buffer): Tamper<Contents> {
  return (contents, random) => {
    const name = random.pick(Object.keys(contents));
    return { ...contents, [name]: change(contents[name] ?? Buffer.alloc(0), random) };
  };
}

function linesOf(bytes: Buffer): string[] {
  return bytes.toString('latin1').split(/(?<=\n)/);
}

function onLines(change: (lines: string[], random: Random) => string[]): Tamper<Contents> {
  return inOneSegment((bytes, random) => Buffer.from(change(linesOf(bytes), random).join(''), 'latin1'));
}

/** Event `from` changed, it and the next `count - 1` lines given right hashes: with all that follow, a full rewrite. */
function rewritten(contents: Contents, from: number, count: number): Contents {
  let previous: string | undefined;
  let left = count;
  const segments = Object.entries(contents).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const changed = segments.map(([name, bytes]) => {
    const lines = linesOf(bytes).map((text) => {
      const line = parseLine(Buffer.from(text, 'latin1'));
      const isBefore = line === undefined || (line.kind === 'record' ? line.seq : line.segment) < from;
      if (isBefore || left === 0 || (line.kind === 'header' && previous === undefined)) return text;
      left -= 1;
      const prev = previous ?? line.prev;
      const encoded =
        line.kind === 'header'
          ? encodeHeader({ ...line, prev })
          : encodeRecord(
              { ...line, prev, time: line.seq === from ? '2027-01-01T00:00:00.000Z' : line.time },
              line.data,
            );
      previous = encoded.hash;
      return encoded.bytes.toString('latin1');
    });
    return [name, Buffer.from(lines.join(''), 'latin1')] as const;
  });
  return Object.fromEntries(changed);
}

const logTamperings: Record<string, Tamper<Contents>> = {
  'a byte changed': inOneSegment((bytes, random) => {
    const changed = Buffer.from(bytes);
    const at = random.below(bytes.length);
    changed[at] = (changed[at] ?? 0) ^ (1 + random.below(255));
    return changed;
  }),
  'a line deleted': onLines((lines, random) => lines.toSpliced(random.below(lines.length), 1)),
  'a line inserted': onLines((lines, random) =>
    lines.toSpliced(random.below(lines.length + 1), 0, random.pick(lines)),
  ),
  'two lines exchanged': onLines((lines, random) => {
    const one = random.below(lines.length - 1);
    return [...lines.slice(0, one), lines[one + 1] ?? '', lines[one] ?? '', ...lines.slice(one + 2)];
  }),
  'the end of a segment cut off': inOneSegment((bytes, random) =>
    bytes.subarray(0, random.below(bytes.length)),
  ),
  'one event written anew with its own hash right': (contents, random) =>
    rewritten(contents, 1 + random.below(30), 1),
  'all from one event on written anew with right hashes': (contents, random) =>
    rewritten(contents, 1 + random.below(30), Number.POSITIVE_INFINITY),
  'a segment deleted': (contents, random) => {
    const gone = random.pick(Object.keys(contents));
    return Object.fromEntries(Object.entries(contents).filter(([name]) => name !== gone));
  },
};

describe('the log file', () => {
  async function sample() {
    const journals = employers.map((id) => journalOf(id, 15));
    const disk = await logOfJournals(journals);
    const log = await openOn(disk);
    const { lastHash, lastSeq, log: name } = log.stats();
    await log.close();
    const contents = Object.fromEntries(
      Object.entries(disk.contents()).filter(([file]) => file.endsWith('.ndjson')),
    );
    const ofLog = signCheckpoint(privateKey, {
      chain: logChain(name ?? ''),
      sequence: lastSeq,
      hash: lastHash,
      time,
    });
    const lines = [ofLog, ...journals.map(lastCheckpointOf)].map(checkpointLine);
    return { journals, contents, lines, checkpoints: readCheckpoints(lines.join(''), publicKey) };
  }

  it('is intact with its checkpoints, and undecided without them', async () => {
    const { contents, checkpoints, lines } = await sample();
    const disk = SimulatedDisk.holding(contents);
    expect(await verifyLog(disk, checkpoints)).toMatchObject({ verdict: 'intact', exitCode: 0, doubts: [] });
    const none = await verifyLog(disk, { believed: [], refused: [] });
    expect(none).toMatchObject({ verdict: 'cannot-decide', exitCode: 2 });
    expect(none.doubts).toHaveLength(3);
    const withForged = readCheckpoints(`${lines.join('')}{"v":1}\n`, publicKey);
    expect(await verifyLog(disk, withForged)).toMatchObject({ verdict: 'cannot-decide', exitCode: 2 });
  });

  it('shows every one of 2,000 tamperings', { timeout: 60_000 }, async () => {
    const { contents, checkpoints } = await sample();
    expect(Object.keys(contents).length).toBeGreaterThan(2);
    const random = new Random(testSeed);
    const kinds = Object.entries(logTamperings);
    for (let round = 0; round < 2_000; round += 1) {
      const [kind, tamper] = kinds[round % kinds.length] ?? random.pick(kinds);
      const { exitCode } = await verifyLog(SimulatedDisk.holding(tamper(contents, random)), checkpoints);
      if (exitCode !== 1) expect.fail(`round ${round}, seed ${testSeed}: ${kind} gave ${exitCode}`);
    }
  });

  it('without a checkpoint of the log shows no rewrite of its end, and with one says from where on', async () => {
    const { contents, checkpoints } = await sample();
    const disk = SimulatedDisk.holding(rewritten(contents, 20, Number.POSITIVE_INFINITY));
    expect(await verifyLog(disk, { believed: [], refused: [] })).toMatchObject({
      tamperings: [],
      exitCode: 2,
    });
    const { tamperings } = await verifyLog(disk, checkpoints);
    expect(tamperings).toMatchObject([{ firstBad: 1, badBy: 30 }]);
    const brokenLink = await verifyLog(SimulatedDisk.holding(rewritten(contents, 20, 1)), checkpoints);
    expect(brokenLink.tamperings).toMatchObject([{ firstBad: 21, badBy: 21 }, {}, {}]);
  });

  it('shows a full rewrite with right hashes, of a journal within it too', async () => {
    const { journals, checkpoints } = await sample();
    const [one = [], other = []] = journals;
    const again = await logOfJournals(journals);
    expect(await verifyLog(again, checkpoints)).toMatchObject({ exitCode: 1 });
    const rewritten = relinked(
      employer,
      one.map((entry) => ({ ...entry, actorId: null })),
    );
    const ofJournals = { believed: [lastCheckpointOf(one), lastCheckpointOf(other)], refused: [] };
    const { tamperings } = await verifyLog(await logOfJournals([rewritten, other]), ofJournals);
    expect(tamperings).toMatchObject([{ chain: employer, firstBad: 1, badBy: 15 }]);
    const withoutOne = await verifyLog(await logOfJournals([other]), ofJournals);
    expect(withoutOne.tamperings).toMatchObject([{ chain: employer, firstBad: 1 }]);
  });

  it('shows what is no journal entry among an employer’s events', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append({ json: 'null', chain: employer });
    await log.close();
    const { tamperings } = await verifyLog(disk, { believed: [], refused: [] });
    expect(tamperings).toMatchObject([{ chain: employer, firstBad: 1 }]);
  });
});
