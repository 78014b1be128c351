import { errorCode, type LogFile, type LogFiles, readUpTo, writeFully } from './log-files.js';
import { indexName, segmentName } from './log-names.js';

/*
 * Beside a segment lies a file of 16-byte entries: the sequence number and the offset of its line in bytes, both as
 * 8 bytes, most significant first. Entry n is the segment's n-th event. A cache and never the truth: whatever it says is
 * checked against the line it leads to, its loss costs a scan, and so it is never synced.
 */

export const indexEntryBytes = 16;

export function encodeIndex(firstSeq: number, offsets: readonly number[]): Buffer {
  const bytes = Buffer.alloc(offsets.length * indexEntryBytes);
  for (const [place, offset] of offsets.entries()) {
    bytes.writeBigUInt64BE(BigInt(firstSeq + place), place * indexEntryBytes);
    bytes.writeBigUInt64BE(BigInt(offset), place * indexEntryBytes + 8);
  }
  return bytes;
}

/**
 * Where the line of an event begins and ends by the index, or undefined when the index is missing, short or speaks of
 * another event. Whether a line stands there is for the caller to find out.
 *
 * @param segmentEnd where the segment's last line ends
 */
export async function placeByIndex(
  files: LogFiles,
  firstSeq: number,
  seq: number,
  segmentEnd: number,
): Promise<{ readonly from: number; readonly end: number } | undefined> {
  const file = await openIfThere(files, indexName(firstSeq));
  if (file === undefined) return undefined;
  try {
    const entries = await readUpTo(file, (seq - firstSeq) * indexEntryBytes, 2 * indexEntryBytes);
    const from = offsetIn(entries, 0, seq);
    if (from === undefined) return undefined;
    const isLast = entries.length < 2 * indexEntryBytes;
    const end = isLast ? segmentEnd : offsetIn(entries, indexEntryBytes, seq + 1);
    return end === undefined || from >= end || end > segmentEnd ? undefined : { from, end };
  } finally {
    await file.close();
  }
}

/** True if the index holds exactly these entries. */
export async function indexIsRight(
  files: LogFiles,
  firstSeq: number,
  offsets: readonly number[],
): Promise<boolean> {
  const file = await openIfThere(files, indexName(firstSeq));
  if (file === undefined) return false;
  try {
    const length = offsets.length * indexEntryBytes;
    if ((await file.size()) !== length) return false;
    return (await readUpTo(file, 0, length)).equals(encodeIndex(firstSeq, offsets));
  } finally {
    await file.close();
  }
}

/** Under another name first, so that a reader never meets half an index. */
export async function writeIndex(
  files: LogFiles,
  firstSeq: number,
  offsets: readonly number[],
): Promise<void> {
  const temporary = `${indexName(firstSeq)}.new`;
  if ((await files.list()).includes(temporary)) await files.remove(temporary);
  const file = await files.open(temporary, 'create');
  try {
    await writeFully(file, encodeIndex(firstSeq, offsets), 0);
  } finally {
    await file.close();
  }
  await files.rename(temporary, indexName(firstSeq));
}

interface IndexedSegment {
  readonly firstSeq: number;
  readonly count: number;
  readonly end: number;
}

/** Looks for the line ends of a checked segment, writes its index if the disk lets it, and returns where each record begins. */
export async function rebuildIndex(files: LogFiles, segment: IndexedSegment): Promise<number[]> {
  // The header's end is where the first record begins; the last end is where the segment ends.
  const offsets = (await lineEnds(files, segment)).slice(0, -1);
  if (offsets.length === segment.count)
    await writeIndex(files, segment.firstSeq, offsets).catch(() => undefined);
  return offsets;
}

async function lineEnds(files: LogFiles, segment: IndexedSegment): Promise<number[]> {
  const file = await files.open(segmentName(segment.firstSeq), 'read');
  const ends: number[] = [];
  const blockBytes = 256 * 1024;
  try {
    for (let position = 0; position < segment.end;) {
      const block = await readUpTo(file, position, Math.min(blockBytes, segment.end - position));
      if (block.length === 0) break;
      for (let at = block.indexOf(10); at !== -1; at = block.indexOf(10, at + 1))
        ends.push(position + at + 1);
      position += block.length;
    }
    return ends;
  } finally {
    await file.close();
  }
}

export async function openIfThere(files: LogFiles, name: string): Promise<LogFile | undefined> {
  try {
    return await files.open(name, 'read');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function offsetIn(entries: Buffer, at: number, seq: number): number | undefined {
  if (entries.length < at + indexEntryBytes) return undefined;
  if (entries.readBigUInt64BE(at) !== BigInt(seq)) return undefined;
  const offset = Number(entries.readBigUInt64BE(at + 8));
  return Number.isSafeInteger(offset) ? offset : undefined;
}
