import { describe, expect, it } from 'vitest';
import { errorText } from './error-text.js';

describe('the text that is kept of an error', () => {
  it.each([
    [new Error('550 no such user\nsecond line'), '550 no such user'],
    [new Error('a\u0000b\u001b[31m'), 'a b [31m'],
    [new Error('cafe\u0301'), 'caf\u00e9'],
    [new Error('half \ud83d'), 'half  '],
    [new TypeError(''), 'TypeError'],
    ['thrown text', 'thrown text'],
    [undefined, 'undefined'],
    [Object.create(null), 'an error without words'],
  ])('%#', (error, text) => {
    expect(errorText(error)).toBe(text);
  });

  it('is at most 500 characters, none of them cut in half', () => {
    expect([...errorText(new Error('🎉'.repeat(600)))]).toHaveLength(500);
    expect(errorText(new Error('x'.repeat(10_000_000)))).toHaveLength(500);
  });
});
