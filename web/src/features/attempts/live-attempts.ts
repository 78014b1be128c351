import type { StreamMessage } from '../../api/event-stream.js';
import type { components } from '../../api/schema.js';

export type RunningAttempt = components['schemas']['RunningAttemptView'];

export interface LiveAttempt {
  readonly attempt: RunningAttempt;
  /**
   * When the time is up, by the clock of this page that nobody sets: what the server says is left is counted on from
   * when it came. Null: no time limit.
   */
  readonly endsAt: number | null;
}

export interface LivePicture {
  /** By id; null until the first snapshot is whole. */
  readonly attempts: ReadonlyMap<string, LiveAttempt> | null;
  /** A snapshot that comes in several messages, and replaces what is shown when it is whole. */
  readonly arriving: ReadonlyMap<string, LiveAttempt>;
}

export const nothingYet: LivePicture = { attempts: null, arriving: new Map() };

/** Those that ended while somebody looked stay in sight for a while. */
const mostEnded = 50;

interface Snapshot {
  readonly items: readonly RunningAttempt[];
  readonly hasMore: boolean;
}

/**
 * What is shown after a message of the stream.
 *
 * @param now by the same clock as `endsAt`
 */
export function afterMessage(picture: LivePicture, message: StreamMessage, now: number): LivePicture {
  if (message.type === 'snapshot') {
    const { items, hasMore } = message.data as Snapshot;
    const arriving = new Map(picture.arriving);
    for (const attempt of items) arriving.set(attempt.id, live(attempt, now));
    return hasMore ? { ...picture, arriving } : { attempts: arriving, arriving: new Map() };
  }
  const attempt = message.data as RunningAttempt;
  const attempts = new Map(picture.attempts ?? []);
  attempts.set(attempt.id, live(attempt, now));
  return { ...picture, attempts: withoutOldEnds(attempts) };
}

function live(attempt: RunningAttempt, now: number): LiveAttempt {
  const left = attempt.remainingMilliseconds;
  return { attempt, endsAt: left === null ? null : now + left };
}

function withoutOldEnds(attempts: Map<string, LiveAttempt>): ReadonlyMap<string, LiveAttempt> {
  const ended = [...attempts.values()].filter(({ attempt }) => attempt.state === 'finished');
  const old = ended
    .sort((left, right) => Date.parse(right.attempt.endedAt ?? '') - Date.parse(left.attempt.endedAt ?? ''))
    .slice(mostEnded);
  for (const { attempt } of old) attempts.delete(attempt.id);
  return attempts;
}

/** A broken snapshot begins anew with the next connection. */
export function afterBreak(picture: LivePicture): LivePicture {
  return picture.arriving.size === 0 ? picture : { ...picture, arriving: new Map() };
}

/** Those at work first, whose time is up soonest at the top; then those that have ended, the latest first. */
export function inOrder(attempts: ReadonlyMap<string, LiveAttempt>): LiveAttempt[] {
  return [...attempts.values()].sort((left, right) => {
    const [leftEnded, rightEnded] = [left, right].map(({ attempt }) => attempt.state === 'finished');
    if (leftEnded !== rightEnded) return leftEnded ? 1 : -1;
    if (leftEnded) return Date.parse(right.attempt.endedAt ?? '') - Date.parse(left.attempt.endedAt ?? '');
    const difference = (left.endsAt ?? Infinity) - (right.endsAt ?? Infinity);
    // Infinity less Infinity is no number: neither has a limit.
    return difference || (left.attempt.startedAt < right.attempt.startedAt ? -1 : 1);
  });
}
