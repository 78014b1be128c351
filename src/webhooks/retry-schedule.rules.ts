/** Seconds to wait before each attempt: about three days together, which leaves room for a long weekend. */
export const secondsBeforeAttempt: readonly number[] = [
  0,
  5,
  5 * 60,
  30 * 60,
  2 * 3_600,
  5 * 3_600,
  10 * 3_600,
  14 * 3_600,
  20 * 3_600,
  24 * 3_600,
];

export const attemptsAllowed = secondsBeforeAttempt.length;

/** Up to so much longer or shorter, so that what failed together does not come back together. */
export const jitterShare = 0.2;

export const longestRetryAfterSeconds = 24 * 3_600;

/**
 * When to try again after a failed attempt.
 *
 * @param attempt the number of the attempt that failed, from 1.
 * @param endedAt when it failed.
 * @param random from 0 to below 1.
 * @param retryAfterSeconds what the receiver asked for. It can only delay: a receiver that says 1 second each time would
 *   otherwise have used up all attempts before anybody looks. Up to a day is honoured.
 * @returns undefined after the last attempt.
 */
export function nextAttemptAt(
  attempt: number,
  endedAt: Date,
  random: number,
  retryAfterSeconds = 0,
): Date | undefined {
  const scheduled = secondsBeforeAttempt[attempt];
  if (scheduled === undefined) return undefined;
  const jittered = scheduled * (1 - jitterShare + 2 * jitterShare * random);
  const seconds = Math.max(jittered, Math.min(retryAfterSeconds, longestRetryAfterSeconds));
  return new Date(endedAt.getTime() + Math.round(seconds * 1_000));
}
