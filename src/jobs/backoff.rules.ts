/**
 * What becomes of a job that did not succeed. Webhooks have a schedule of their own; the rest waits longer after each
 * failure, so that a mail server that is away for a night gets few calls and a hiccup costs seconds.
 */
export const attemptsAllowed = { mail: 12, webhook: 10, import: 5 } as const;

export type JobKind = keyof typeof attemptsAllowed;

/**
 * Permanent: trying again cannot help (an address that does not exist, a payload that nobody understands).
 * Transient: it can. Cancelled: we stopped ourselves, and nothing is known about the work.
 */
export type JobErrorClass = 'permanent' | 'transient' | 'cancelled';

export const longestBackoffSeconds = 6 * 3_600;

/** Up to so much longer or shorter, so that what failed together does not come back together. */
export const jitterShare = 0.25;

/** So many workers in a row have died over a job without a word: it is the job that kills them. */
export const leaseLossesToPoison = 3;

/**
 * Seconds to wait after a failed attempt: the fourth power of its number, 1 s, 16 s, 81 s … 5.8 h for the twelfth.
 *
 * @param attempt the number of the attempt that failed, from 1.
 * @param random from 0 to below 1.
 */
export function backoffSeconds(attempt: number, random: number): number {
  const jittered = attempt ** 4 * (1 - jitterShare + 2 * jitterShare * random);
  return Math.min(longestBackoffSeconds, jittered);
}

export interface FailedAttempt {
  readonly kind: JobKind;
  /** Its number, from 1. */
  readonly attempt: number;
  readonly errorClass: JobErrorClass;
  readonly failedAt: Date;
  /** Where the kind of job has its own schedule: when its next attempt is due, undefined after the last. */
  readonly scheduled?: { readonly nextAttemptAt: Date | undefined };
}

export type FailureDecision =
  | { readonly kind: 'retry'; readonly at: Date }
  | { readonly kind: 'dead'; readonly errorClass: 'permanent' | 'exhausted' }
  /** Back to the queue for any worker at once, and the attempt does not count. */
  | { readonly kind: 'returned' };

/** @param random from 0 to below 1. */
export function decideAfterFailure(failed: FailedAttempt, random: number): FailureDecision {
  if (failed.errorClass === 'cancelled') return { kind: 'returned' };
  if (failed.errorClass === 'permanent') return { kind: 'dead', errorClass: 'permanent' };
  const at = nextAttemptAt(failed, random);
  return at === undefined ? { kind: 'dead', errorClass: 'exhausted' } : { kind: 'retry', at };
}

function nextAttemptAt(
  { kind, attempt, failedAt, scheduled }: FailedAttempt,
  random: number,
): Date | undefined {
  if (attempt >= attemptsAllowed[kind]) return undefined;
  if (scheduled !== undefined) return scheduled.nextAttemptAt;
  return new Date(failedAt.getTime() + Math.round(backoffSeconds(attempt, random) * 1_000));
}

export interface LeaseLosses {
  /** In a row, without an attempt between them that ended, well or badly. */
  readonly inARow: number;
}

export type LeaseLossDecision =
  | { readonly kind: 'again'; readonly losses: LeaseLosses }
  | { readonly kind: 'dead'; readonly errorClass: 'poison' };

/** A lease ran out: its worker died or lost its database. The job is due at once, until it has done so too often. */
export function decideAfterLeaseLoss({ inARow }: LeaseLosses): LeaseLossDecision {
  const losses = { inARow: inARow + 1 };
  return losses.inARow >= leaseLossesToPoison
    ? { kind: 'dead', errorClass: 'poison' }
    : { kind: 'again', losses };
}

/** An attempt that ended, even with an error, shows that the job does not kill its worker. */
export const noLeaseLosses: LeaseLosses = { inARow: 0 };
