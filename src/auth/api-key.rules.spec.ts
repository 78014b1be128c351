import { describe, expect, it } from 'vitest';
import { expiryProblem, longestKeyLifeDays, readInstant } from './api-key.rules.js';

const now = new Date('2026-11-20T12:00:00Z');
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
const longest = longestKeyLifeDays * 86_400_000;

describe('the end of a key', () => {
  it('lies in the future and at most a year ahead', () => {
    expect(expiryProblem(later(1), now)).toBeUndefined();
    expect(expiryProblem(later(longest), now)).toBeUndefined();
    expect(expiryProblem(now, now)?.code).toBe('not-in-future');
    expect(expiryProblem(later(-1), now)?.code).toBe('not-in-future');
    expect(expiryProblem(later(longest + 1), now)?.code).toBe('too-far-ahead');
  });

  it('is an instant, not a day', () => {
    expect(readInstant('2026-12-01T10:00:00+02:00')?.toISOString()).toBe('2026-12-01T08:00:00.000Z');
    for (const text of [
      '2026-12-01',
      '2026-12-01T10:00:00',
      '1 December 2026',
      '2026-13-01T10:00:00Z',
      '1796040000000',
      '+020262-12-01T10:00:00Z',
      '',
    ]) {
      expect(readInstant(text)).toBeUndefined();
    }
  });
});
