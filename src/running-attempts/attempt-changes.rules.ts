import type { Picture } from '../live/shared-picture.js';
import type { RunningAttemptRow } from './running-attempts.queries.js';

/** An attempt as it was read, and when: by the clock that only this process has. */
export interface WatchedAttempt {
  readonly row: RunningAttemptRow;
  readonly readAt: number;
}

export type AttemptChange = 'started' | 'progress' | 'time' | 'ending' | 'ended' | 'reopened';

/** How long one that has ended is still shown to streams that may not have told it yet. */
const keptMilliseconds = 60_000;

function isSame(left: RunningAttemptRow, right: RunningAttemptRow): boolean {
  return (
    left.state === right.state &&
    left.answered_count === right.answered_count &&
    left.last_saved_at?.getTime() === right.last_saved_at?.getTime() &&
    left.deadline_at?.getTime() === right.deadline_at?.getTime()
  );
}

/** What a picture shows that the newest rows do not: those have ended since, or are further down than was read. */
export function missingIn(previous: Picture<WatchedAttempt>, rows: readonly RunningAttemptRow[]): string[] {
  const read = new Set(rows.map(({ id }) => id));
  return [...previous].flatMap(([id, { row }]) => (read.has(id) || row.state === 'finished' ? [] : [id]));
}

/**
 * The picture after a look. What has not changed stays the same object, and the whole picture does where nothing has.
 *
 * @param rows the running attempts and those of `missingIn`
 */
export function nextPicture(
  previous: Picture<WatchedAttempt>,
  rows: readonly RunningAttemptRow[],
  now: number,
): Picture<WatchedAttempt> {
  const next = new Map<string, WatchedAttempt>();
  let hasChanged = false;
  for (const row of rows) {
    const known = previous.get(row.id);
    const isKnown = known !== undefined && isSame(known.row, row);
    hasChanged ||= !isKnown;
    next.set(row.id, isKnown ? known : { row, readAt: now });
  }
  for (const [id, known] of previous) {
    if (next.has(id)) continue;
    if (now - known.readAt < keptMilliseconds) next.set(id, known);
    else hasChanged = true;
  }
  return hasChanged ? next : previous;
}

/** What a stream tells that has told one picture and finds another. One that was started and ended in between is ended. */
export function changesBetween(
  told: Picture<WatchedAttempt>,
  newest: Picture<WatchedAttempt>,
): { readonly change: AttemptChange; readonly attempt: WatchedAttempt }[] {
  return [...newest].flatMap(([id, attempt]) => {
    const before = told.get(id);
    return before === attempt ? [] : [{ change: changeOf(before?.row, attempt.row), attempt }];
  });
}

function changeOf(before: RunningAttemptRow | undefined, now: RunningAttemptRow): AttemptChange {
  if (now.state === 'finished') return 'ended';
  if (before === undefined) return 'started';
  if (before.state === 'finished') return 'reopened';
  if (now.state !== before.state) return 'ending';
  return now.deadline_at?.getTime() === before.deadline_at?.getTime() ? 'progress' : 'time';
}
