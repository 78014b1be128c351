import { noHash } from './line-format.js';
import type { DurableState } from './log-appender.js';

export type LogHealth =
  | { readonly status: 'ok' }
  | {
      readonly status: 'degraded';
      readonly since: string;
      readonly reason: 'disk-full' | 'write-failed';
      readonly detail: string;
    }
  | { readonly status: 'failed'; readonly since: string; readonly detail: string };

export interface LogStats {
  /** The log's own name; null before its first event. */
  readonly log: string | null;
  readonly count: number;
  /** 0 while there is none. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** The same as `lastSeq`: what is not on disk is not counted. */
  readonly durableSeq: number;
  /** Of all segments, headers included, up to the last acknowledged line. */
  readonly bytes: number;
  readonly segments: number;
  /** The hash of the last line; what a checkpoint of the log as a whole signs. */
  readonly lastHash: string;
  readonly lastTime: string | null;
  readonly observedAt: string;
  readonly health: LogHealth;
  /** How many handles were given up after an error of write, sync or close. */
  readonly retiredHandles: number;
}

export function observeLog(
  state: DurableState,
  health: LogHealth,
  retiredHandles: number,
  now: Date,
): LogStats {
  const count = state.segments.reduce((sum, segment) => sum + segment.count, 0);
  const lastSeq = state.nextSeq - 1;
  return {
    log: state.log ?? null,
    count,
    firstSeq: count === 0 ? 0 : lastSeq - count + 1,
    lastSeq,
    durableSeq: lastSeq,
    bytes: state.segments.reduce((sum, segment) => sum + segment.end, 0),
    segments: state.segments.length,
    lastHash: state.segments.length === 0 ? noHash : state.lastHash,
    lastTime: state.lastTime ?? null,
    observedAt: now.toISOString(),
    health,
    retiredHandles,
  };
}
