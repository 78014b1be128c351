import { describe, expect, it } from 'vitest';
import { mayMakeCode } from './one-time-code.rules.js';

const now = new Date('2026-03-01T12:00:00Z');
const minutesAgo = (...minutes: number[]): Date[] =>
  minutes.map((each) => new Date(now.getTime() - each * 60_000));

describe('another code for an address', () => {
  it.each([
    ['the first', [], true],
    ['a third within the hour', minutesAgo(1, 59), true],
    ['a fourth within the hour', minutesAgo(1, 2, 59), false],
    ['a fourth when the first is an hour old', minutesAgo(1, 2, 60), true],
    ['a tenth within the day', minutesAgo(...Array.from({ length: 9 }, (_, index) => 61 + index)), true],
    ['an eleventh', minutesAgo(...Array.from({ length: 10 }, (_, index) => 61 + index)), false],
    [
      'an eleventh a day later',
      minutesAgo(1440, ...Array.from({ length: 9 }, (_, index) => 61 + index)),
      true,
    ],
  ])('%s', (_, madeAt, allowed) => {
    expect(mayMakeCode(madeAt, now)).toBe(allowed);
  });
});
