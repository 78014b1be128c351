import { describe, expect, it } from 'vitest';
import { Random } from '../../../test/corpus/random.js';
import { allOf, eventNumber, eventTexts, logOf, openOn } from '../../../test/support/eventrail/sample-log.js';
import { SimulatedDisk } from '../../../test/support/eventrail/simulated-disk.js';
import { testSeed } from '../../../test/support/seed.js';
import { EventLogDamaged } from './event-log-errors.js';
import { encodeRecord, parseLine } from './line-format.js';
import type { LogFile } from './log-files.js';
import { segmentName } from './log-names.js';
import { logLimits, scanSegment } from './scan-segment.js';

const first = segmentName(1);

async function segmentOf(batches: readonly number[]): Promise<Buffer> {
  return (await logOf(batches)).contents()[first] ?? Buffer.alloc(0);
}

/** Where each line ends; the header's is the first. */
function lineEnds(bytes: Buffer): number[] {
  return [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
}

/** Opens what must be refused, and sees to it that nothing on the disk was touched. */
async function refusal(contents: Record<string, Buffer>, knownDurable = 0): Promise<EventLogDamaged> {
  const disk = SimulatedDisk.holding(contents);
  const error = await openOn(disk, { knownDurable }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EventLogDamaged)) throw new Error(`not refused: ${String(error)}`);
  expect(sameContents(disk.contents(), contents)).toBe(true);
  return error;
}

/** Compared as bytes: the test runner's own comparison looks at each byte as an object's property. */
function sameContents(one: Record<string, Buffer>, other: Record<string, Buffer>): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => other[name] !== undefined && one[name]?.equals(other[name]))
  );
}

async function reopened(bytes: Buffer): Promise<{ readonly disk: SimulatedDisk; readonly texts: string[] }> {
  const disk = SimulatedDisk.holding({ [first]: bytes });
  const log = await openOn(disk);
  const texts = await allOf(log);
  await log.append(eventNumber(0));
  expect((await log.read(texts.length + 1))?.json).toBe(eventNumber(0).json);
  await log.close();
  return { disk, texts };
}

function readable(bytes: Buffer): LogFile {
  const readOnly = async (): Promise<never> => {
    throw new Error('a scan only reads');
  };
  return {
    size: async () => bytes.length,
    read: async (into, position) => bytes.copy(into, 0, position),
    close: async () => undefined,
    write: readOnly,
    truncate: readOnly,
    datasync: readOnly,
  };
}

interface LinePlace {
  readonly name: string;
  readonly from: number;
  readonly end: number;
  /** Of the event, or of the first one after a header. */
  readonly seq: number;
}

function linePlaces(contents: Record<string, Buffer>): LinePlace[] {
  const names = Object.keys(contents).filter((name) => name.endsWith('.ndjson'));
  let seq = 1;
  return names.toSorted().flatMap((name) => {
    const ends = lineEnds(contents[name] ?? Buffer.alloc(0));
    const places = ends.map((end, line) => ({
      name,
      from: ends[line - 1] ?? 0,
      end,
      seq: seq + Math.max(0, line - 1),
    }));
    seq += ends.length - 1;
    return places;
  });
}

const oneByOne = Array.from({ length: 200 }, () => 1);

describe('a log that ends in the middle of a line', () => {
  it(
    'is recovered to exactly its complete lines, cut at every byte of 200 records',
    { timeout: 60_000 },
    async () => {
      // Segments of a few records, each scanned by itself: scanning up to two hundred lines for each of 56,000 cuts takes a minute.
      const disk = await logOf(oneByOne, {
        limits: { segmentBytes: 2_000, lineBytes: 1_000, batchBytes: 1_000 },
      });
      const names = Object.keys(disk.contents()).filter((name) => name.endsWith('.ndjson'));
      expect(names.length).toBeGreaterThan(15);
      let cuts = 0;
      for (const name of names) {
        const bytes = disk.contents()[name] ?? Buffer.alloc(0);
        const ends = lineEnds(bytes);
        const header = parseLine(bytes.subarray(0, ends[0]));
        if (header?.kind !== 'header') throw new Error('the segment has no header');
        const start = { firstSeq: header.segment, lastHash: header.prev, log: header.log };
        for (let cut = 0; cut <= bytes.length; cut += 1) {
          const file = readable(bytes.subarray(0, cut));
          const scan = await scanSegment(file, start, logLimits, 0, () => undefined);
          const whole = ends.filter((end) => end <= cut);
          const end = whole.at(-1) ?? 0;
          const expected = {
            end,
            records: Math.max(0, whole.length - 1),
            kind: cut === end && cut > 0 ? undefined : 'torn',
          };
          const found = { end: scan.end, records: scan.offsets.length, kind: scan.damage?.kind };
          if (JSON.stringify(found) !== JSON.stringify(expected)) expect.fail(`${name} cut at byte ${cut}`);
          cuts += 1;
        }
      }
      expect(cuts).toBeGreaterThan(50_000);
    },
  );

  it(
    'is opened again, the rest kept aside, and taken further, cut at each end of a line and around it',
    { timeout: 60_000 },
    async () => {
      const bytes = await segmentOf(oneByOne.slice(0, 60));
      const ends = lineEnds(bytes);
      for (const [line, end] of ends.entries()) {
        for (const cut of [end - 1, end, end + 1, end + 100].filter((at) => at <= bytes.length)) {
          const { disk, texts } = await reopened(bytes.subarray(0, cut));
          const whole = cut < end ? line - 1 : line;
          expect(texts).toEqual(eventTexts(Math.max(0, whole)));
          const wholeEnd = ends[whole] ?? 0;
          const kept = Object.keys(disk.contents()).filter((name) => name.includes('.torn-'));
          expect(kept).toEqual(cut === wholeEnd ? [] : [`${first}.torn-${wholeEnd}`]);
          if (kept[0] !== undefined) {
            expect(disk.contents()[kept[0]]?.equals(bytes.subarray(wholeEnd, cut))).toBe(true);
          }
        }
      }
    },
  );

  it('keeps the cut bytes on disk before it cuts', async () => {
    const bytes = await segmentOf([1, 1, 1]);
    const disk = SimulatedDisk.holding({ [first]: bytes.subarray(0, -5) });
    const log = await openOn(disk);
    const calls = disk.calls
      .filter(({ call }) => call !== 'open' && call !== 'close')
      .map(({ call, name }) => [call, name]);
    const aside = `${first}.torn-${lineEnds(bytes)[2]}`;
    expect(calls.slice(0, 6)).toEqual([
      ['write', aside],
      ['datasync', aside],
      ['syncFolder', ''],
      ['truncate', first],
      ['datasync', first],
      ['syncFolder', ''],
    ]);
    expect(log.cut).toMatchObject({ segment: first, keptAs: aside });
    await log.close();
  });

  it('uses the copy of a start that was killed before it cut, and never overwrites another', async () => {
    const bytes = await segmentOf([1, 1]);
    const end = lineEnds(bytes)[1] ?? 0;
    const torn = bytes.subarray(0, -7);
    const tail = torn.subarray(end);
    const aside = `${first}.torn-${end}`;
    const again = SimulatedDisk.holding({ [first]: torn, [aside]: tail.subarray(0, 3) });
    await (await openOn(again)).close();
    expect(again.contents()[aside]).toEqual(tail);
    const other = SimulatedDisk.holding({ [first]: torn, [aside]: Buffer.from('of an earlier crash') });
    await (await openOn(other)).close();
    expect(other.contents()[aside]?.toString()).toBe('of an earlier crash');
    expect(other.contents()[`${aside}-2`]).toEqual(tail);
  });

  it('takes NUL bytes at the end for a torn write, up to the size of one', async () => {
    const bytes = await segmentOf([1, 1, 1]);
    const { texts } = await reopened(Buffer.concat([bytes, Buffer.alloc(5_000)]));
    expect(texts).toEqual(eventTexts(3));
    const inTheLast = Buffer.concat([bytes.subarray(0, -40), Buffer.alloc(900)]);
    expect((await reopened(inTheLast)).texts).toEqual(eventTexts(2));
    const tooMany = Buffer.concat([bytes, Buffer.alloc(logLimits.batchBytes + 1)]);
    expect(await refusal({ [first]: tooMany })).toMatchObject({ seq: 4, offset: bytes.length });
  });

  it('begins a segment anew whose header was torn, but not one in which more had stood', async () => {
    const bytes = await segmentOf([1]);
    const header = bytes.subarray(0, lineEnds(bytes)[0]);
    for (const torn of [
      Buffer.alloc(0),
      header.subarray(0, 80),
      Buffer.alloc(header.length),
      header.subarray(0, -1),
    ]) {
      const { disk, texts } = await reopened(torn);
      expect(texts).toEqual([]);
      expect(disk.contents()[`${first}.torn-0`]).toEqual(torn.length === 0 ? undefined : torn);
    }
    const another = Buffer.from(bytes);
    another[10] = 0;
    expect(await refusal({ [first]: another })).toMatchObject({ seq: 1, offset: 0 });
    expect(await refusal({ [first]: Buffer.alloc(2_000) })).toMatchObject({ seq: 1, offset: 0 });
    // A later version's file has no line that this one can read: it must not be taken for a torn one.
    const later = Buffer.from(bytes.toString('latin1').replaceAll('"v":1', '"v":2'), 'latin1');
    expect(await refusal({ [first]: later })).toMatchObject({ seq: 1, offset: 0 });
  });
});

describe('a batch whose sectors landed out of order', () => {
  it('is cut as torn when its first line is missing and later ones are whole', async () => {
    const bytes = await segmentOf([5, 10]);
    const end = lineEnds(bytes)[5] ?? 0;
    const torn = Buffer.from(bytes);
    torn.fill(0, end, end + 512);
    const { disk, texts } = await reopened(torn);
    expect(texts).toEqual(eventTexts(5));
    expect(disk.contents()[`${first}.torn-${end}`]).toEqual(torn.subarray(end));
  });

  it('is damage when a later batch proves that it had been synced', async () => {
    const bytes = await segmentOf([5, 10, 1]);
    const end = lineEnds(bytes)[5] ?? 0;
    const broken = Buffer.from(bytes);
    broken.fill(0, end, end + 512);
    const error = await refusal({ [first]: broken });
    expect(error).toMatchObject({ seq: 6, offset: end });
    expect(error.message).toContain('event 16 was written after it had been stored');
  });

  it('is damage when the caller knows that it had been acknowledged', async () => {
    const bytes = await segmentOf([5, 10]);
    const torn = bytes.subarray(0, -20);
    expect(await refusal({ [first]: torn }, 15)).toMatchObject({ seq: 15 });
    const cleanlyCut = bytes.subarray(0, lineEnds(bytes)[14]);
    expect(await refusal({ [first]: cleanlyCut }, 15)).toMatchObject({ seq: 15, offset: cleanlyCut.length });
    expect(await refusal({}, 15)).toMatchObject({ seq: 1, offset: 0 });
    const log = await openOn(SimulatedDisk.holding({ [first]: cleanlyCut }), { knownDurable: 14 });
    expect(log.stats().count).toBe(14);
  });
});

describe('damage in the middle', () => {
  it(
    'is refused and named for one flipped bit at each of 2,000 places, and nothing is cut',
    { timeout: 60_000 },
    async () => {
      const random = new Random(testSeed);
      const limits = { segmentBytes: 6_000, lineBytes: 1_000, batchBytes: 1_000 };
      const contents = (await logOf(oneByOne, { limits })).contents();
      const places = linePlaces(contents);
      // The last event may be torn by a crash, as far as anyone can tell from the file alone.
      const interior = places.slice(0, -1);
      for (let flip = 0; flip < 2_000; flip += 1) {
        const { name, from, end, seq } = random.pick(interior);
        const at = from + random.below(end - from);
        const bit = random.below(8);
        const flipped = Buffer.from(contents[name] ?? Buffer.alloc(0));
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const error = await refusal({ ...contents, [name]: flipped }).catch(() => undefined);
        if (error?.segment !== name || error.seq !== seq || error.offset !== from) {
          expect.fail(`bit ${bit} of byte ${at} of ${name}, seed ${testSeed}: ${error?.message ?? 'opened'}`);
        }
      }
    },
  );

  it('is refused where lines were taken out, put in, or exchanged, each of them whole', async () => {
    const bytes = await segmentOf(oneByOne.slice(0, 20));
    const ends = [0, ...lineEnds(bytes)];
    const lines = ends.slice(0, -1).map((from, place) => bytes.subarray(from, ends[place + 1]));
    const without = lines.filter((_, place) => place !== 7);
    const twice = [...lines.slice(0, 8), ...lines.slice(7)];
    const exchanged = [...lines.slice(0, 7), ...lines.slice(8, 9), ...lines.slice(7, 8), ...lines.slice(9)];
    const seventh = parseLine(lines[7] ?? Buffer.alloc(0));
    if (seventh?.kind !== 'record') throw new Error('no event stands there');
    const anew = encodeRecord({ ...seventh, time: '2027-01-01T00:00:00.000Z' }, seventh.data).bytes;
    const replaced = [...lines.slice(0, 7), anew, ...lines.slice(8)];
    const twiceAtTheEnd = [...lines, ...lines.slice(-1)];
    const outcomes = [without, twice, exchanged, replaced, twiceAtTheEnd].map((changed) =>
      refusal({ [first]: Buffer.concat(changed) }),
    );
    const seqs = (await Promise.all(outcomes)).map(({ seq }) => seq);
    expect(seqs).toEqual([7, 8, 7, 8, 21]);
  });

  it('is refused in an older segment wherever it is, and where a segment is missing or foreign', async () => {
    const limits = { segmentBytes: 2_000, lineBytes: 1_000, batchBytes: 1_000 };
    const contents = (await logOf(oneByOne.slice(0, 20), { limits })).contents();
    const names = Object.keys(contents)
      .filter((name) => name.endsWith('.ndjson'))
      .toSorted();
    const segments = Object.fromEntries(names.map((name) => [name, contents[name] ?? Buffer.alloc(0)]));
    const [one = '', two = '', three = ''] = names;
    const cut = await refusal({ ...segments, [one]: (segments[one] ?? Buffer.alloc(0)).subarray(0, -3) });
    expect(cut).toMatchObject({ segment: one });
    expect(cut.message).toContain('A newer segment exists');
    const withoutTwo = Object.fromEntries(Object.entries(segments).filter(([name]) => name !== two));
    expect(await refusal(withoutTwo)).toMatchObject({ segment: three, offset: 0 });
    const withoutOne = Object.fromEntries(Object.entries(segments).filter(([name]) => name !== one));
    expect(await refusal(withoutOne)).toMatchObject({ segment: two, offset: 0, seq: 1 });
    const foreign = (await logOf(oneByOne.slice(0, 20), { limits })).contents();
    const mixed = await refusal({ ...segments, [two]: foreign[two] ?? Buffer.alloc(0) });
    expect(mixed.message).toContain('belongs to another log');
  });
});
