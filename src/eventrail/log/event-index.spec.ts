import { describe, expect, it } from 'vitest';
import { allOf, eventNumber, eventTexts, openOn } from '../../../test/support/eventrail/sample-log.js';
import { SimulatedDisk } from '../../../test/support/eventrail/simulated-disk.js';
import { EventLogDamaged } from './event-log-errors.js';
import { encodeIndex } from './event-index.js';
import type { LogFile } from './log-files.js';
import { indexName, segmentName } from './log-names.js';

const limits = { segmentBytes: 3_000, lineBytes: 1_500, batchBytes: 1_500 };

async function sample(): Promise<Record<string, Buffer>> {
  const disk = new SimulatedDisk();
  const log = await openOn(disk, { limits });
  for (let number = 1; number <= 24; number += 1) await log.append(eventNumber(number));
  await log.close();
  return disk.contents();
}

function offsetsOf(segment: Buffer): number[] {
  return [...segment.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : [])).slice(0, -1);
}

function indexNames(contents: Record<string, Buffer>): string[] {
  return Object.keys(contents)
    .filter((name) => name.endsWith('.idx'))
    .toSorted();
}

const [oneIndex, oneSegment] = [indexName(1), segmentName(1)];

/** What may be found in the place of the first segment's index. */
function wrongIndexes(contents: Record<string, Buffer>): Record<string, Buffer | undefined> {
  const right = contents[oneIndex] ?? Buffer.alloc(0);
  const offsets = offsetsOf(contents[oneSegment] ?? Buffer.alloc(0));
  const other = indexNames(contents)[1] ?? '';
  return {
    deleted: undefined,
    empty: Buffer.alloc(0),
    'cut in the middle of an entry': right.subarray(0, 25),
    'one entry short': right.subarray(0, -16),
    'pointing into the middle of lines': encodeIndex(
      1,
      offsets.map((offset) => offset + 5),
    ),
    'pointing one line too far': encodeIndex(1, [...offsets.slice(1), 2_900]),
    'pointing beyond the file': encodeIndex(
      1,
      offsets.map(() => 2 ** 52),
    ),
    'pointing backwards': encodeIndex(1, offsets.toReversed()),
    'of another segment': contents[other],
    NULs: Buffer.alloc(right.length),
    'all ones': Buffer.alloc(right.length, 255),
  };
}

describe('the index', () => {
  it('has an entry of sequence number and byte offset for each event, in every segment', async () => {
    const contents = await sample();
    expect(indexNames(contents).length).toBeGreaterThan(2);
    for (const name of indexNames(contents)) {
      const segment = contents[name.replace('.idx', '.ndjson')] ?? Buffer.alloc(0);
      const firstSeq = Number(name.slice(7, -4));
      expect(contents[name]).toEqual(encodeIndex(firstSeq, offsetsOf(segment)));
    }
  });

  it('is rebuilt by a start that finds it wrong', async () => {
    const contents = await sample();
    for (const [what, wrong] of Object.entries(wrongIndexes(contents))) {
      const others = Object.fromEntries(Object.entries(contents).filter(([name]) => name !== oneIndex));
      const disk = SimulatedDisk.holding(wrong === undefined ? others : { ...others, [oneIndex]: wrong });
      const log = await openOn(disk, { limits });
      expect(await allOf(log), what).toEqual(eventTexts(24));
      await log.close();
      expect(disk.contents()[oneIndex], what).toEqual(contents[oneIndex]);
    }
  });

  it('that goes wrong later never gives another event, and is rebuilt by the reader', async () => {
    const contents = await sample();
    for (const [what, wrong] of Object.entries(wrongIndexes(contents))) {
      const disk = SimulatedDisk.holding(contents);
      const log = await openOn(disk, { limits });
      await disk.remove(oneIndex);
      if (wrong !== undefined) await (await disk.open(oneIndex, 'create')).write(wrong, 0).catch(() => 0);
      expect(await allOf(log), what).toEqual(eventTexts(24));
      await log.close();
    }
  });

  it('lets one event be read by exactly its own bytes', async () => {
    const contents = await sample();
    const disk = SimulatedDisk.holding(contents);
    const log = await openOn(disk, { limits });
    const reads: { readonly name: string; readonly position: number; readonly length: number }[] = [];
    const open = disk.open.bind(disk);
    disk.open = async (name, mode): Promise<LogFile> => {
      const file = await open(name, mode);
      return {
        ...file,
        read: (into, position) => {
          reads.push({ name, position, length: into.length });
          return file.read(into, position);
        },
      };
    };
    const event = await log.read(3);
    const [from = 0, end = 0] = offsetsOf(contents[oneSegment] ?? Buffer.alloc(0)).slice(2, 4);
    expect(reads).toEqual([
      { name: oneIndex, position: 32, length: 32 },
      { name: oneSegment, position: from, length: end - from },
    ]);
    expect(event?.bytes).toEqual(contents[oneSegment]?.subarray(from, end));
  });

  it('does not hide that a line was changed after the start', async () => {
    const contents = await sample();
    const disk = SimulatedDisk.holding(contents);
    const log = await openOn(disk, { limits });
    const [, from = 0] = offsetsOf(contents[oneSegment] ?? Buffer.alloc(0));
    const file = await disk.open(oneSegment, 'write');
    await file.write(Buffer.from('9'), from + 20);
    const error = await log.read(2).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EventLogDamaged);
    expect(error).toMatchObject({ segment: oneSegment, offset: from, seq: 2 });
    expect((await log.read(3))?.json).toBe(eventNumber(3).json);
  });
});
