import { EventLogDamaged } from './event-log-errors.js';
import { placeByIndex, rebuildIndex } from './event-index.js';
import { parseLine, type RecordLine } from './line-format.js';
import { type LogFiles, readUpTo } from './log-files.js';
import { segmentName } from './log-names.js';
import type { SegmentSummary } from './read-log.js';

export interface RecordedEvent {
  readonly seq: number;
  readonly time: string;
  readonly durable: number;
  readonly prev: string;
  readonly hash: string;
  readonly chain: string | undefined;
  /** The JSON text of the event as it was accepted. */
  readonly json: string;
  /** The whole line as it stands in the file, with its LF. */
  readonly bytes: Buffer;
}

interface Place {
  readonly from: number;
  readonly end: number;
}

/**
 * Reads exactly the bytes of one event's line and checks its hash and number; undefined when another line, or none, stands
 * there. One line says nothing about the lines around it: that is the verifier's business.
 */
export async function readEventAt(
  files: LogFiles,
  firstSeq: number,
  seq: number,
  place: Place,
  lineBytes: number,
): Promise<RecordedEvent | undefined> {
  if (place.end - place.from > lineBytes) return undefined;
  const file = await files.open(segmentName(firstSeq), 'read');
  try {
    const bytes = await readUpTo(file, place.from, place.end - place.from);
    const line = parseLine(bytes);
    return line?.kind === 'record' && line.seq === seq ? recordedEvent(line, bytes) : undefined;
  } finally {
    await file.close();
  }
}

/**
 * Finds an event of a segment by its index, or, when the index leads nowhere, by looking at every line, after which the
 * index is written anew.
 *
 * @throws EventLogDamaged when the event's line is no longer whole
 */
export async function findEvent(
  files: LogFiles,
  segment: SegmentSummary,
  seq: number,
  lineBytes: number,
): Promise<RecordedEvent> {
  const { firstSeq, end } = segment;
  // An index that cannot be read is as good as none.
  const place = await placeByIndex(files, firstSeq, seq, end).catch(() => undefined);
  const indexed = place && (await readEventAt(files, firstSeq, seq, place, lineBytes));
  if (indexed !== undefined) return indexed;
  const offsets = await rebuildIndex(files, segment);
  const from = offsets[seq - firstSeq];
  const lineEnd = offsets[seq - firstSeq + 1] ?? end;
  const found = from && (await readEventAt(files, firstSeq, seq, { from, end: lineEnd }, lineBytes));
  if (found) return found;
  const detail = 'The line of the event is no longer what was written.';
  throw new EventLogDamaged(segmentName(firstSeq), from ?? end, seq, detail);
}

function recordedEvent(line: RecordLine, bytes: Buffer): RecordedEvent {
  const { seq, time, durable, prev, hash, chain, data } = line;
  return { seq, time, durable, prev, hash, chain, json: data.toString('utf8'), bytes };
}
