import { describe, expect, it } from 'vitest';
import { attemptsAllowed as attemptsOfJobs } from '../jobs/backoff.rules.js';
import { type OutboundResult } from '../outbound/guarded-client.js';
import { type FailureName, failureClasses } from '../outbound/outbound-failure.js';
import { type DeliveryOutcome, deliveryOutcome } from './delivery-outcome.rules.js';
import { attemptsAllowed, nextAttemptAt, secondsBeforeAttempt } from './retry-schedule.rules.js';

const start = new Date('2026-03-27T12:00:00Z');
const timings = { total: 1 };

function answer(status: number, retryAfter?: string): OutboundResult {
  const headers = retryAfter === undefined ? {} : { retryAfter };
  return { kind: 'answer', status, headers, body: Buffer.alloc(0), isBodyCut: false, timings };
}

function failure(name: FailureName): OutboundResult {
  return { kind: 'failure', failure: name, failureClass: failureClasses[name], detail: '', timings };
}

/** A clock, a receiver and a worker that sleeps exactly until it is due. */
function runSchedule(
  receiver: (attempt: number, now: Date) => OutboundResult,
  random: () => number,
): { readonly hours: readonly number[]; readonly end: DeliveryOutcome; readonly endedAt: Date } {
  let now = start;
  const hours: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    hours.push((now.getTime() - start.getTime()) / 3_600_000);
    const end = deliveryOutcome(receiver(attempt, now), attempt, now, random());
    if (end.kind !== 'retry') return { hours, end, endedAt: now };
    now = end.at;
  }
}

describe('the schedule', () => {
  it('is walked to its end, ten attempts in about three days, and then the letter is dead', () => {
    const { hours, end } = runSchedule(
      () => answer(500),
      () => 0.5,
    );
    const expected = [0, 5, 305, 2_105, 9_305, 27_305, 63_305, 113_705, 185_705, 272_105];
    expect(hours.map((hour) => Math.round(hour * 3_600))).toEqual(expected);
    expect(end).toEqual({ kind: 'dead', reason: 'attempts_exhausted' });
  });

  it.each([
    [0, 0.8],
    [0.25, 0.9],
    [1 - Number.EPSILON, 1.2],
  ])('is stretched by chance: %d gives %d of it', (random, share) => {
    const { hours } = runSchedule(
      () => failure('timeout'),
      () => random,
    );
    expect(hours).toHaveLength(10);
    expect(hours.at(-1)).toBeCloseTo((272_105 * share) / 3_600, 3);
  });

  it('never leaves the twenty per cent, and uses all of them', () => {
    const shares: number[] = [];
    for (let attempt = 1; attempt < attemptsAllowed; attempt += 1) {
      for (let step = 0; step < 1_000; step += 1) {
        const at = nextAttemptAt(attempt, start, step / 1_000);
        shares.push(((at?.getTime() ?? 0) - start.getTime()) / 1_000 / (secondsBeforeAttempt[attempt] ?? 0));
      }
    }
    expect(Math.min(...shares)).toBeCloseTo(0.8, 3);
    expect(Math.max(...shares)).toBeLessThan(1.2);
    expect(Math.max(...shares)).toBeCloseTo(1.2, 2);
  });

  it('ends with the first success, also at the last attempt', () => {
    const { hours, end } = runSchedule(
      (attempt) => answer(attempt === 10 ? 204 : 503),
      () => 0.3,
    );
    expect(hours).toHaveLength(10);
    expect(end).toEqual({ kind: 'delivered' });
  });

  it('has as many attempts as the queue gives to its jobs', () => {
    expect(attemptsOfJobs.webhook).toBe(attemptsAllowed);
  });

  it('has nothing after the tenth attempt', () => {
    expect(nextAttemptAt(9, start, 0)).toBeInstanceOf(Date);
    expect(nextAttemptAt(10, start, 0)).toBeUndefined();
    expect(nextAttemptAt(11, start, 0, 60)).toBeUndefined();
  });
});

describe('the outcome of an attempt', () => {
  it.each([200, 201, 202, 204, 299])('%i is delivered', (status) => {
    expect(deliveryOutcome(answer(status), 1, start, 0.5)).toEqual({ kind: 'delivered' });
  });

  it.each([
    0, 199, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 408, 409, 411, 422, 429, 500, 502, 503, 504,
    599,
  ])('%i is tried again', (status) => {
    expect(deliveryOutcome(answer(status), 1, start, 0.5)).toEqual({
      kind: 'retry',
      at: new Date(start.getTime() + 5_000),
    });
  });

  it.each([1, 10])('410 ends the endpoint, at attempt %i', (attempt) => {
    expect(deliveryOutcome(answer(410), attempt, start, 0.5)).toEqual({ kind: 'endpoint_gone' });
  });

  it.each(Object.keys(failureClasses) as FailureName[])('%s is judged by its class', (name) => {
    const kinds = { permanent: 'dead', transient: 'retry', cancelled: 'returned' } as const;
    expect(deliveryOutcome(failure(name), 1, start, 0.5).kind).toBe(kinds[failureClasses[name]]);
  });

  it('is that a cancelled attempt does not count, even the last one', () => {
    expect(deliveryOutcome(failure('cancelled'), 10, start, 0.5)).toEqual({ kind: 'returned' });
  });

  it('is no success where the answer began with 200 and never ended', () => {
    expect(
      deliveryOutcome({ ...failure('timeout'), status: 200 } as OutboundResult, 1, start, 0.5).kind,
    ).toBe('retry');
  });
});

describe('Retry-After', () => {
  const waitSeconds = (result: OutboundResult, attempt = 1): number => {
    const outcome = deliveryOutcome(result, attempt, start, 0.5);
    return outcome.kind === 'retry' ? (outcome.at.getTime() - start.getTime()) / 1_000 : Number.NaN;
  };

  it.each([429, 503])('with %i delays the next attempt', (status) => {
    expect(waitSeconds(answer(status, '120'))).toBe(120);
    expect(waitSeconds(answer(status, 'Fri, 27 Mar 2026 12:10:00 GMT'))).toBe(600);
    expect(waitSeconds(answer(status, '86400'))).toBe(86_400);
  });

  it('is honoured up to a day', () => {
    expect(waitSeconds(answer(429, '86401'))).toBe(86_400);
    expect(waitSeconds(answer(429, 'Fri, 27 Mar 2099 12:10:00 GMT'))).toBe(86_400);
  });

  it('is ignored where it is garbage, or comes with another status', () => {
    expect(waitSeconds(answer(429, 'soon'))).toBe(5);
    expect(waitSeconds(answer(500, '120'))).toBe(5);
    expect(waitSeconds(answer(301, '120'))).toBe(5);
  });

  it('never brings an attempt forward', () => {
    expect(waitSeconds(answer(429, '1'), 4)).toBe(7_200);
    expect(waitSeconds(answer(429, 'Fri, 27 Mar 2020 12:10:00 GMT'), 4)).toBe(7_200);
  });

  it('of a day each time still ends after ten attempts', () => {
    const { hours, end } = runSchedule(
      () => answer(429, '86400'),
      () => 0.5,
    );
    expect(hours).toHaveLength(10);
    expect(hours.at(-1)).toBe(9 * 24);
    expect(end).toEqual({ kind: 'dead', reason: 'attempts_exhausted' });
  });
});
