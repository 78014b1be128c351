import { largestEnvelope, noHash, parseLine, type RecordLine } from './line-format.js';
import { type LogFiles, readUpTo } from './log-files.js';
import { listSegments, segmentName } from './log-names.js';
import { type Damage, type LogLimits, scanSegment, type SegmentScan } from './scan-segment.js';

export interface SegmentSummary {
  readonly firstSeq: number;
  readonly count: number;
  /** Where the whole lines end. */
  readonly end: number;
}

/** What a log's folder holds: everything up to the first thing that is not whole. */
export interface LogContent {
  /** The log's own name (32 hexadecimal digits); undefined while it has no segment. */
  readonly log: string | undefined;
  readonly segments: readonly SegmentSummary[];
  /** The newest segment in full, for a writer to go on from. */
  readonly newest: SegmentScan | undefined;
  readonly nextSeq: number;
  readonly lastHash: string;
  readonly lastTime: string | undefined;
  readonly damage: (Damage & { readonly firstSeq: number; readonly segment: string }) | undefined;
}

export interface ReadLogOptions {
  readonly limits: LogLimits;
  /** See `scanSegment`; 0 if nobody outside knows anything. */
  readonly knownDurable: number;
  readonly onRecord?: (record: RecordLine, segment: string, offset: number) => void;
  readonly onSegment?: (firstSeq: number, scan: SegmentScan) => Promise<void>;
}

/** Reads and checks all segments in order. Changes nothing. Rejects only with what the disk says. */
export async function readLog(files: LogFiles, options: ReadLogOptions): Promise<LogContent> {
  const firstSeqs = await listSegments(files);
  const segments: SegmentSummary[] = [];
  const state = { nextSeq: 1, lastHash: noHash };
  let lastTime: string | undefined;
  let log: string | undefined;
  let newest: SegmentScan | undefined;
  let damage: LogContent['damage'];
  for (const [place, firstSeq] of firstSeqs.entries()) {
    const isNewest = place === firstSeqs.length - 1;
    const segment = segmentName(firstSeq);
    if (firstSeq !== state.nextSeq) {
      damage = { ...outOfOrder(firstSeq, state.nextSeq), firstSeq, segment };
      break;
    }
    newest = await scanFile(files, segment, { ...state, log }, firstSeq, isNewest, options);
    segments.push({ firstSeq, count: newest.offsets.length, end: newest.end });
    state.nextSeq = firstSeq + newest.offsets.length;
    state.lastHash = newest.lastHash;
    lastTime = newest.lastTime ?? lastTime;
    log = newest.log;
    damage = newest.damage === undefined ? undefined : { ...newest.damage, firstSeq, segment };
    if (damage !== undefined) break;
    await options.onSegment?.(firstSeq, newest);
  }
  damage ??= endsTooSoon(state.nextSeq, options.knownDurable, segments.at(-1));
  return { log, segments, newest, ...state, lastTime, damage };
}

/** The log's own name by its first line; undefined where there is no segment, or its first line is not whole. */
export async function readLogName(files: LogFiles): Promise<{ isEmpty: boolean; log: string | undefined }> {
  const [firstSeq] = await listSegments(files);
  if (firstSeq === undefined) return { isEmpty: true, log: undefined };
  const file = await files.open(segmentName(firstSeq), 'read');
  try {
    const start = await readUpTo(file, 0, largestEnvelope);
    const line = parseLine(start.subarray(0, start.indexOf(0x0a) + 1));
    return { isEmpty: false, log: line?.kind === 'header' ? line.log : undefined };
  } finally {
    await file.close();
  }
}

async function scanFile(
  files: LogFiles,
  segment: string,
  before: { readonly lastHash: string; readonly log: string | undefined },
  firstSeq: number,
  isNewest: boolean,
  options: ReadLogOptions,
): Promise<SegmentScan> {
  const file = await files.open(segment, 'read');
  try {
    const scan = await scanSegment(
      file,
      { firstSeq, ...before },
      options.limits,
      options.knownDurable,
      (record, offset) => options.onRecord?.(record, segment, offset),
    );
    if (isNewest || scan.damage === undefined || scan.damage.kind === 'interior') return scan;
    const proof = 'A newer segment exists, and it is begun only when all before it is stored.';
    return {
      ...scan,
      damage: { ...scan.damage, kind: 'interior', detail: `${scan.damage.detail} ${proof}` },
    };
  } finally {
    await file.close();
  }
}

function outOfOrder(firstSeq: number, expected: number): Damage {
  const detail =
    firstSeq > expected
      ? `Events ${expected} to ${firstSeq - 1} are missing before this segment.`
      : `The segments before this one hold events up to ${expected - 1}.`;
  return { offset: 0, seq: Math.min(expected, firstSeq), kind: 'interior', detail };
}

function endsTooSoon(
  nextSeq: number,
  knownDurable: number,
  newest: SegmentSummary | undefined,
): LogContent['damage'] {
  if (nextSeq > knownDurable) return undefined;
  const firstSeq = newest?.firstSeq ?? 1;
  const detail = `The log ends with event ${nextSeq - 1}, and event ${knownDurable} is known to have been stored.`;
  return {
    offset: newest?.end ?? 0,
    seq: nextSeq,
    kind: 'interior',
    detail,
    firstSeq,
    segment: segmentName(firstSeq),
  };
}
