import { EventLogDamaged } from './event-log-errors.js';
import { indexIsRight, rebuildIndex } from './event-index.js';
import { type LogFile, type LogFiles, readUpTo, writeFully } from './log-files.js';
import { segmentName } from './log-names.js';
import { type LogContent, readLog, type ReadLogOptions } from './read-log.js';

/** What was cut off at the start, for the operator to read of. */
export interface CutTail {
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
  /** The file that holds the cut bytes; undefined when there were none. */
  readonly keptAs: string | undefined;
  readonly detail: string;
}

export interface RecoveredLog {
  readonly content: LogContent;
  readonly cut: CutTail | undefined;
}

/**
 * Makes the folder ready for its one writer: checks every line, cuts what a crash tore off the end (a copy is kept), puts
 * the indexes right and the last write on disk. Safe to be killed at any moment and run again.
 *
 * @throws EventLogDamaged when bytes of acknowledged events are broken; the folder is then as it was
 */
export async function recoverLog(files: LogFiles, options: ReadLogOptions): Promise<RecoveredLog> {
  const wrongIndexes = new Set<number>();
  const content = await readLog(files, {
    ...options,
    // Only noted: until all is read nothing in the folder may change, in case it is damaged.
    async onSegment(firstSeq, scan) {
      if (!(await indexIsRight(files, firstSeq, scan.offsets))) wrongIndexes.add(firstSeq);
    },
  });
  const { damage, newest } = content;
  if (damage === undefined) {
    await settleLastWrite(files, content);
    await rebuildIndexes(files, content, wrongIndexes);
    return { content, cut: undefined };
  }
  if (damage.kind === 'interior' || newest === undefined) {
    throw new EventLogDamaged(damage.segment, damage.offset, damage.seq, damage.detail);
  }
  const { segment, offset, detail } = damage;
  const bytes = newest.size - offset;
  const keptAs = bytes === 0 ? undefined : await keepTail(files, segment, offset, newest.size);
  // A segment without its header was never used: it is removed, and begun anew with the next event.
  await (offset === 0 ? files.remove(segment) : cutSegment(files, segment, offset));
  await files.syncFolder();
  // Read once more rather than computed: what the writer goes on from is what the disk holds.
  const repaired = await readLog(files, { limits: options.limits, knownDurable: options.knownDurable });
  if (repaired.damage !== undefined) throw new Error(`cutting ${segment} at byte ${offset} did not mend it`);
  await settleLastWrite(files, repaired);
  const last = repaired.segments.at(-1);
  if (last !== undefined) wrongIndexes.add(last.firstSeq);
  await rebuildIndexes(files, repaired, wrongIndexes);
  return { content: repaired, cut: { segment, offset, bytes, keptAs, detail } };
}

/**
 * Lines that can be read may still be in memory only: the process that wrote them died before its sync, or the sync failed
 * and the system calls the pages clean all the same. The next line will say that they are on disk, so they are written once
 * more, in place and unchanged, and synced. It is one write's worth of bytes.
 */
async function settleLastWrite(files: LogFiles, content: LogContent): Promise<void> {
  const { newest } = content;
  const last = content.segments.at(-1);
  if (newest === undefined || last === undefined) return;
  const from = last.count === 0 ? 0 : newest.offsets[newest.lastDurable + 1 - last.firstSeq];
  const file = await files.open(segmentName(last.firstSeq), 'write');
  try {
    if (from !== undefined) {
      await writeFully(file, await readUpTo(file, from, newest.end - from), from);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  await files.syncFolder();
}

async function rebuildIndexes(
  files: LogFiles,
  content: LogContent,
  wrong: ReadonlySet<number>,
): Promise<void> {
  for (const segment of content.segments) {
    // An index is a cache: that it cannot be written now (a full disk) keeps nobody from reading or starting. Whoever
    // needs it finds it wrong, and tries again.
    if (wrong.has(segment.firstSeq)) await rebuildIndex(files, segment).catch(() => undefined);
  }
}

/** Cuts a segment to `length` bytes; done when the disk has it. */
async function cutSegment(files: LogFiles, segment: string, length: number): Promise<void> {
  const file = await files.open(segment, 'write');
  try {
    await file.truncate(length);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Copies the bytes beside the segment, and returns when file and name are on disk. A copy of a run that died is used again. */
async function keepTail(files: LogFiles, segment: string, offset: number, size: number): Promise<string> {
  const source = await files.open(segment, 'read');
  try {
    const tail = await readUpTo(source, offset, size - offset);
    const taken = new Set(await files.list());
    let name = `${segment}.torn-${offset}`;
    for (let copy = 2; taken.has(name) && !(await holds(files, name, tail)); copy += 1) {
      name = `${segment}.torn-${offset}-${copy}`;
    }
    const copy = await files.open(name, taken.has(name) ? 'write' : 'create');
    await writeAndSync(copy, tail);
    await files.syncFolder();
    return name;
  } finally {
    await source.close();
  }
}

async function writeAndSync(file: LogFile, bytes: Buffer): Promise<void> {
  try {
    await writeFully(file, bytes, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** True if the file is a beginning of these bytes: a copy that was not finished. */
async function holds(files: LogFiles, name: string, bytes: Buffer): Promise<boolean> {
  const file = await files.open(name, 'read');
  try {
    const size = await file.size();
    return size <= bytes.length && (await readUpTo(file, 0, size)).equals(bytes.subarray(0, size));
  } finally {
    await file.close();
  }
}
