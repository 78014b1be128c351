import { largestEnvelope, parseLine, type LogLine, type RecordLine } from './line-format.js';
import { type LogFile, readUpTo } from './log-files.js';

export interface LogLimits {
  /** The longest line, with its LF. */
  readonly lineBytes: number;
  /** The most that one write holds, and so the most that a crash can tear. At least `lineBytes`. */
  readonly batchBytes: number;
  /** A new segment is begun rather than passing this; only a single write that is larger gets a larger one. */
  readonly segmentBytes: number;
}

/** No segment is ever longer; what claims to be (a sparse file of terabytes) is not read through. */
const largestSegment = 1024 * 1024 * 1024;

/** Part of the format: raise them freely, but a folder written with higher ones is not read with lower ones. */
export const logLimits: LogLimits = {
  lineBytes: 1024 * 1024,
  batchBytes: 4 * 1024 * 1024,
  segmentBytes: 64 * 1024 * 1024,
};

/** What must stand before the first line of a segment for it to follow. */
export interface ScanStart {
  readonly firstSeq: number;
  readonly lastHash: string;
  /** Undefined for the first segment, which says it. */
  readonly log: string | undefined;
}

export interface Damage {
  readonly offset: number;
  /** The first sequence number that cannot be read. */
  readonly seq: number;
  /** 'torn': what a crash in the middle of a write leaves. 'interior': what had been whole is not. */
  readonly kind: 'torn' | 'interior';
  readonly detail: string;
}

/** The whole lines at the beginning of a segment, and why there are no more of them. */
export interface SegmentScan {
  readonly size: number;
  readonly log: string | undefined;
  /** Where each record begins, in bytes; the first is the segment's `firstSeq`. */
  readonly offsets: readonly number[];
  /** Where the whole lines end. */
  readonly end: number;
  readonly lastLineOffset: number;
  readonly lastHash: string;
  readonly lastTime: string | undefined;
  /** What the last whole line says was on disk before it: the records after that came with the last write. */
  readonly lastDurable: number;
  readonly damage: Damage | undefined;
}

interface ScanState {
  readonly start: ScanStart;
  readonly offsets: number[];
  readonly onRecord: (record: RecordLine, offset: number) => void;
  log: string | undefined;
  end: number;
  lastLineOffset: number;
  lastHash: string;
  lastTime: string | undefined;
  lastDurable: number;
  headerRead: boolean;
}

interface Block {
  readonly offset: number;
  readonly bytes: Buffer;
  /** Ends in LF; otherwise these are bytes without any, at the end of the file or longer than a line may be. */
  readonly whole: boolean;
}

/**
 * Reads a segment from its beginning to its end with bounded memory. `onRecord` sees each whole record; its data is a view
 * that the next block overwrites. A file that cannot be read (EIO) rejects: that is not damage, and nothing may be cut.
 *
 * @param knownDurable a sequence number that somebody outside (the feeder's cursor) knows to have been acknowledged
 */
export async function scanSegment(
  file: LogFile,
  start: ScanStart,
  limits: LogLimits,
  knownDurable: number,
  onRecord: (record: RecordLine, offset: number) => void,
): Promise<SegmentScan> {
  const size = await file.size();
  const state: ScanState = {
    start,
    onRecord,
    offsets: [],
    log: start.log,
    end: 0,
    lastLineOffset: 0,
    lastHash: start.lastHash,
    lastTime: undefined,
    lastDurable: 0,
    headerRead: false,
  };
  const damage =
    size > largestSegment
      ? interior(state, `The file has ${size} bytes, and a segment has at most ${largestSegment}.`)
      : await readWholeLines(file, size, state, limits, knownDurable);
  const { offsets, log, end, lastLineOffset, lastHash, lastTime, lastDurable } = state;
  return { size, offsets, log, end, lastLineOffset, lastHash, lastTime, lastDurable, damage };
}

async function readWholeLines(
  file: LogFile,
  size: number,
  state: ScanState,
  limits: LogLimits,
  knownDurable: number,
): Promise<Damage | undefined> {
  for await (const block of blocksOf(file, 0, size, limits.lineBytes)) {
    if (!block.whole) break;
    for (let at = 0; at < block.bytes.length;) {
      const next = block.bytes.indexOf(10, at) + 1;
      const line = lineIn(block.bytes, at, next, limits.lineBytes);
      const misplaced = line === undefined ? undefined : whyMisplaced(line, state);
      if (line === undefined) return judgeTail(file, size, state, limits, knownDurable);
      if (misplaced !== undefined) return interior(state, misplaced);
      accept(line, block.offset + at, next - at, state);
      at = next;
    }
  }
  if (state.end === size && state.headerRead) return undefined;
  return judgeTail(file, size, state, limits, knownDurable);
}

function accept(line: LogLine, offset: number, length: number, state: ScanState): void {
  state.end = offset + length;
  state.lastLineOffset = offset;
  state.lastHash = line.hash;
  state.lastDurable = line.durable;
  if (line.kind === 'header') {
    state.headerRead = true;
    state.log = line.log;
    return;
  }
  state.lastTime = line.time;
  state.offsets.push(offset);
  state.onRecord(line, offset);
}

/** Why a line that is whole in itself does not belong where it stands, or undefined. */
function whyMisplaced(line: LogLine, state: ScanState): string | undefined {
  const expected = nextSeq(state);
  if (!state.headerRead) {
    if (line.kind !== 'header') return 'The segment begins with an event instead of its header.';
    if (line.segment !== expected) return `The header is that of the segment of event ${line.segment}.`;
    if (state.start.log !== undefined && line.log !== state.start.log) {
      return 'The segment belongs to another log.';
    }
  } else if (line.kind === 'header') {
    return 'A second header stands among the events.';
  } else if (line.seq !== expected) {
    return `Event ${line.seq} stands where event ${expected} belongs.`;
  } else if (line.durable < state.lastDurable) {
    return 'The line claims that fewer events were on disk than the line before it.';
  }
  return line.prev === state.lastHash ? undefined : 'The line does not continue the hash of the line before.';
}

/**
 * What stands at the end of the whole lines is no line. A crash tears only the one write in flight, so bytes of an
 * acknowledged event are missing, and nothing may be cut, when a later line was written after the missing one had been
 * synced, when somebody outside knows that it was acknowledged, or when more is broken than one write holds. Sectors may
 * land in any order: later lines of the same write can be whole (torn batch), but their `durable` is below the missing one.
 */
async function judgeTail(
  file: LogFile,
  size: number,
  state: ScanState,
  limits: LogLimits,
  knownDurable: number,
): Promise<Damage> {
  const missing = nextSeq(state);
  const what = state.headerRead ? `The line of event ${missing}` : 'The header of the segment';
  if (knownDurable >= missing) {
    return interior(state, `${what} is broken, and event ${knownDurable} is known to have been stored.`);
  }
  for await (const block of blocksOf(file, state.end, size, limits.lineBytes)) {
    if (!block.whole) continue;
    for (let at = 0; at < block.bytes.length;) {
      const next = block.bytes.indexOf(10, at) + 1;
      const line = lineIn(block.bytes, at, next, limits.lineBytes);
      // The header is synced before the first event is written, so any whole line after it proves that it had been there.
      if (line !== undefined && (line.durable >= missing || !state.headerRead)) {
        return interior(
          state,
          `${what} is broken, and ${nameOf(line)} was written after it had been stored.`,
        );
      }
      at = next;
    }
  }
  const most = state.headerRead ? limits.batchBytes : largestEnvelope;
  if (size - state.end > most) {
    const broken = `${size - state.end} bytes up to the end of the file are broken`;
    return interior(state, `${what} is broken; ${broken}, and one write holds at most ${most}.`);
  }
  return { offset: state.end, seq: missing, kind: 'torn', detail: `${what} is not complete.` };
}

function interior(state: ScanState, detail: string): Damage {
  return { offset: state.end, seq: nextSeq(state), kind: 'interior', detail };
}

function nextSeq(state: ScanState): number {
  return state.start.firstSeq + state.offsets.length;
}

function nameOf(line: LogLine): string {
  return line.kind === 'record' ? `event ${line.seq}` : `the header of the segment of event ${line.segment}`;
}

function lineIn(bytes: Buffer, from: number, end: number, lineBytes: number): LogLine | undefined {
  return end - from > lineBytes ? undefined : parseLine(bytes.subarray(from, end));
}

const usualBlock = 256 * 1024;

/** Blocks of whole lines. Bytes without LF are one block if they are the last ones or longer than a line may be. */
async function* blocksOf(
  file: LogFile,
  from: number,
  size: number,
  lineBytes: number,
): AsyncGenerator<Block> {
  let position = from;
  let length = usualBlock;
  while (position < size) {
    const bytes = await readUpTo(file, position, Math.min(length, size - position));
    const end = bytes.lastIndexOf(10) + 1;
    if (end > 0) {
      yield { offset: position, bytes: bytes.subarray(0, end), whole: true };
      position += end;
      length = usualBlock;
    } else if (length <= lineBytes && position + bytes.length < size) {
      length = lineBytes + 1;
    } else {
      yield { offset: position, bytes, whole: false };
      // A file that became shorter while it was read ends here rather than never.
      if (bytes.length === 0) return;
      position += bytes.length;
    }
  }
}
