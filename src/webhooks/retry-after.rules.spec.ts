import { describe, expect, it } from 'vitest';
import { readRetryAfter } from './retry-after.rules.js';

const now = new Date('2026-11-20T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120],
    ['  86400 ', 86_400],
    ['00007', 7],
    ['999999999', 999_999_999],
    ['Fri, 20 Nov 2026 12:01:00 GMT', 60],
    ['fri, 20 nov 2026 12:01:00 gmt', 60],
    ['Sat, 21 Nov 2026 12:00:00 GMT', 86_400],
    ['Fri, 20 Nov 2026 11:59:00 GMT', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['Friday, 20-Nov-26 12:00:05 GMT', 5],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Fri Nov 20 12:00:09 2026', 9],
    ['Tue Dec  1 12:00:00 2026', 11 * 86_400],
    ['Thu, 31 Dec 2026 23:59:60 GMT', 3_585_600],
  ])('%j is %d seconds', (value, seconds) => {
    expect(readRetryAfter(value, now)).toBe(seconds);
  });

  it('rounds a part of a second up, since earlier than asked is too early', () => {
    expect(readRetryAfter('Fri, 20 Nov 2026 12:00:01 GMT', new Date('2026-11-20T12:00:00.001Z'))).toBe(1);
  });

  it.each([
    '',
    ' ',
    '-1',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '١٢',
    '120s',
    '120, 60',
    '1000000000',
    '9'.repeat(10_000_000),
    'soon',
    'tomorrow',
    '2026-11-20T12:01:00Z',
    'Fri, 20 Nov 2026 12:01:00 +0100',
    'Fri, 20 Nov 2026 12:01:00',
    'Fri, 31 Feb 2026 12:01:00 GMT',
    'Fri, 31 Feb 2026 12:01:60 GMT',
    'Fri, 00 Nov 2026 12:01:00 GMT',
    'Fri, 20 Foo 2026 12:01:00 GMT',
    'Fri, 20 Nov 2026 24:00:00 GMT',
    'Fri, 20 Nov 2026 12:60:00 GMT',
    'Fri, 20 Nov 2026 12:00:61 GMT',
    'Fri, 20 Nov 2026 1:01:00 GMT',
    'NaN',
    '__proto__',
  ])('anything else is ignored', (value) => {
    expect(readRetryAfter(value, now)).toBeUndefined();
  });
});
