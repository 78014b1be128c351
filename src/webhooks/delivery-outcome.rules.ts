import { type OutboundResult } from '../outbound/guarded-client.js';
import { readRetryAfter } from './retry-after.rules.js';
import { nextAttemptAt } from './retry-schedule.rules.js';

/** What becomes of a delivery after an attempt. Each ends in one of the first three, none just stops. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** To the dead letters, from where it can be sent again. */
  | { readonly kind: 'dead'; readonly reason: 'attempts_exhausted' | 'permanent_failure' }
  /** The receiver says that it is gone for good: the endpoint is disabled, and with it what waits for it. */
  | { readonly kind: 'endpoint_gone' }
  | { readonly kind: 'retry'; readonly at: Date }
  /** We stopped ourselves: the attempt does not count and may be made at once. */
  | { readonly kind: 'returned' };

const gone = 410;
/** Too many requests, service unavailable. */
const statusesWithRetryAfter: readonly number[] = [429, 503];

/**
 * Only 2xx is a success. A redirect is a failure like others: it is not followed, and its owner can correct it within the
 * time of the schedule.
 *
 * @param attempt its number, from 1.
 * @param endedAt when the result came.
 * @param random from 0 to below 1.
 */
export function deliveryOutcome(
  result: OutboundResult,
  attempt: number,
  endedAt: Date,
  random: number,
): DeliveryOutcome {
  if (isDelivered(result)) return { kind: 'delivered' };
  if (result.kind === 'failure' && result.failureClass === 'cancelled') return { kind: 'returned' };
  if (result.kind === 'failure' && result.failureClass === 'permanent') {
    return { kind: 'dead', reason: 'permanent_failure' };
  }
  if (result.kind === 'answer' && result.status === gone) return { kind: 'endpoint_gone' };
  const at = nextAttemptAt(attempt, endedAt, random, retryAfterSeconds(result, endedAt));
  return at === undefined ? { kind: 'dead', reason: 'attempts_exhausted' } : { kind: 'retry', at };
}

export function isDelivered(result: OutboundResult): boolean {
  return result.kind === 'answer' && result.status >= 200 && result.status <= 299;
}

function retryAfterSeconds(result: OutboundResult, now: Date): number | undefined {
  if (result.kind !== 'answer' || !statusesWithRetryAfter.includes(result.status)) return undefined;
  return result.headers.retryAfter === undefined ? undefined : readRetryAfter(result.headers.retryAfter, now);
}
