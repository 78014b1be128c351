export type AttemptState = 'in_progress' | 'ending' | 'finished';
/** 'ended': the employer ended this one attempt. */
export type FinishReason = 'submitted' | 'deadline' | 'closed' | 'revoked' | 'ended';

/**
 * How long after the deadline an answer or a submission is still taken. The same figure is the function attempt_grace()
 * in the database, which is the judge; a test compares them.
 */
export const graceMilliseconds = 10_000;

interface AttemptFacts {
  readonly state: AttemptState;
  readonly deadlineAt: Date | null;
  readonly endedAt: Date | null;
  readonly finishReason: FinishReason | null;
}

export interface AttemptEnd {
  readonly reason: FinishReason;
  readonly endedAt: Date;
}

/**
 * How and when the attempt ends if it is asked to end now, or `undefined` where it goes on.
 *
 * @param now the database's time at the start of the transaction, so that waiting for a lock is not charged to the candidate
 * @param asked 'submitted' when the candidate presses the button, 'due' when only time or the employer may end it
 */
export function endOfAttempt(
  attempt: AttemptFacts,
  now: Date,
  asked: 'submitted' | 'due',
): AttemptEnd | undefined {
  if (attempt.endedAt !== null && attempt.finishReason !== null) {
    return { reason: attempt.finishReason, endedAt: attempt.endedAt };
  }
  if (attempt.deadlineAt !== null && now.getTime() > attempt.deadlineAt.getTime() + graceMilliseconds) {
    return { reason: 'deadline', endedAt: attempt.deadlineAt };
  }
  return asked === 'submitted' ? { reason: 'submitted', endedAt: now } : undefined;
}
