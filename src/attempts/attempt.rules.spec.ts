import { describe, expect, it } from 'vitest';
import { endOfAttempt, graceMilliseconds } from './attempt.rules.js';

const deadlineAt = new Date('2026-03-01T10:00:00Z');
const running = { state: 'in_progress', deadlineAt, endedAt: null, finishReason: null } as const;
const after = (milliseconds: number): Date => new Date(deadlineAt.getTime() + milliseconds);

describe('endOfAttempt', () => {
  it('takes the button until deadline plus grace, at the time it was pressed', () => {
    expect(endOfAttempt(running, after(-1), 'submitted')).toEqual({
      reason: 'submitted',
      endedAt: after(-1),
    });
    expect(endOfAttempt(running, after(graceMilliseconds), 'submitted')).toEqual({
      reason: 'submitted',
      endedAt: after(graceMilliseconds),
    });
  });

  it('ends at the deadline, whoever asks later and however late', () => {
    const end = { reason: 'deadline', endedAt: deadlineAt };
    expect(endOfAttempt(running, after(graceMilliseconds + 1), 'submitted')).toEqual(end);
    expect(endOfAttempt(running, after(86_400_000), 'due')).toEqual(end);
  });

  it('goes on while time is left, and for ever without a limit', () => {
    expect(endOfAttempt(running, after(graceMilliseconds), 'due')).toBeUndefined();
    expect(endOfAttempt({ ...running, deadlineAt: null }, after(1e12), 'due')).toBeUndefined();
  });

  it('keeps the end that close or revoke gave it', () => {
    const ending = { state: 'ending', deadlineAt, endedAt: after(-5_000), finishReason: 'closed' } as const;
    expect(endOfAttempt(ending, after(60_000), 'due')).toEqual({ reason: 'closed', endedAt: after(-5_000) });
    expect(endOfAttempt(ending, after(-1_000), 'submitted')).toEqual({
      reason: 'closed',
      endedAt: after(-5_000),
    });
  });
});
