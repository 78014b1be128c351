import { describe, expect, it } from 'vitest';
import {
  type FailedAttempt,
  type JobKind,
  attemptsAllowed,
  backoffSeconds,
  decideAfterFailure,
  decideAfterLeaseLoss,
  longestBackoffSeconds,
  noLeaseLosses,
} from './backoff.rules.js';

const start = new Date('2026-10-25T00:30:00Z');

function failed(kind: JobKind, attempt: number, change: Partial<FailedAttempt> = {}): FailedAttempt {
  return { kind, attempt, errorClass: 'transient', failedAt: start, ...change };
}

describe('the wait after a failure', () => {
  it('grows with the fourth power of the attempt', () => {
    const waits = Array.from({ length: 12 }, (_, index) => backoffSeconds(index + 1, 0.5));
    expect(waits).toEqual([1, 16, 81, 256, 625, 1_296, 2_401, 4_096, 6_561, 10_000, 14_641, 20_736]);
  });

  it('is a quarter shorter or longer by chance', () => {
    expect(backoffSeconds(10, 0)).toBe(7_500);
    expect(backoffSeconds(10, 1 - Number.EPSILON)).toBeCloseTo(12_500, 5);
  });

  it('is never longer than six hours', () => {
    expect(longestBackoffSeconds).toBe(21_600);
    for (const attempt of [12, 13, 100, 1e9]) {
      for (const random of [0, 0.5, 0.999]) {
        expect(backoffSeconds(attempt, random)).toBeLessThanOrEqual(21_600);
      }
    }
    expect(backoffSeconds(13, 0.5)).toBe(21_600);
    expect(backoffSeconds(12, 0.999)).toBe(21_600);
  });
});

describe('a failed attempt', () => {
  it.each([
    ['mail', 12],
    ['webhook', 10],
    ['import', 5],
  ] as const)('of %s is the last at %i', (kind, last) => {
    expect(attemptsAllowed[kind]).toBe(last);
    let attempts = 1;
    let now = start;
    for (; ; attempts += 1) {
      const decision = decideAfterFailure(failed(kind, attempts, { failedAt: now }), 0.5);
      if (decision.kind !== 'retry') {
        expect(decision).toEqual({ kind: 'dead', errorClass: 'exhausted' });
        break;
      }
      expect(decision.at.getTime()).toBeGreaterThan(now.getTime());
      now = decision.at;
    }
    expect(attempts).toBe(last);
  });

  it('waits from the time of the failure', () => {
    expect(decideAfterFailure(failed('mail', 2), 0.5)).toEqual({
      kind: 'retry',
      at: new Date(start.getTime() + 16_000),
    });
  });

  it('takes the schedule of its kind where it has one', () => {
    const at = new Date(start.getTime() + 5_000);
    expect(decideAfterFailure(failed('webhook', 3, { scheduled: { nextAttemptAt: at } }), 0.5)).toEqual({
      kind: 'retry',
      at,
    });
    expect(
      decideAfterFailure(failed('webhook', 3, { scheduled: { nextAttemptAt: undefined } }), 0.5),
    ).toEqual({
      kind: 'dead',
      errorClass: 'exhausted',
    });
  });

  it('is not repeated where that cannot help', () => {
    expect(decideAfterFailure(failed('mail', 1, { errorClass: 'permanent' }), 0.5)).toEqual({
      kind: 'dead',
      errorClass: 'permanent',
    });
  });

  it.each([1, 12])('does not count where we stopped it: attempt %i', (attempt) => {
    expect(decideAfterFailure(failed('mail', attempt, { errorClass: 'cancelled' }), 0.5)).toEqual({
      kind: 'returned',
    });
  });
});

describe('a lost lease', () => {
  it('is forgiven twice; the third makes the job poison', () => {
    const first = decideAfterLeaseLoss(noLeaseLosses);
    expect(first).toEqual({ kind: 'again', losses: { inARow: 1 } });
    expect(decideAfterLeaseLoss({ inARow: 1 })).toEqual({ kind: 'again', losses: { inARow: 2 } });
    expect(decideAfterLeaseLoss({ inARow: 2 })).toEqual({ kind: 'dead', errorClass: 'poison' });
    expect(decideAfterLeaseLoss({ inARow: 7 })).toEqual({ kind: 'dead', errorClass: 'poison' });
  });
});
