import { describe, expect, it } from 'vitest';
import { normalisePassword, passwordLimits, passwordProblem } from './password.rules.js';

const code = (password: string, context: string[] = []): string | undefined =>
  passwordProblem(password, context)?.code;

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'zxcvbn, but longer than that',
    'ünïcödé päßwörter sind gut',
    '                 a lot of blanks around  ',
    '🐴🔋📎🎲🌧🧦🚲🪴🧊🎻🍋🧵🪁🧲🎈',
    'Tr0ub4dor&3Tr0ub4dor&4',
  ])('may be %s', (password) => {
    expect(code(password, ['ada@example.org', 'Ada Lovelace', 'Analytical Engines'])).toBeUndefined();
  });

  it('has from 15 to 128 characters, counted as people count them', () => {
    const letters = (count: number): string =>
      Array.from({ length: count }, (_, index) => String.fromCodePoint(0x1f400 + ((index * 37) % 200))).join(
        '',
      );
    expect(code(letters(14))).toBe('too-short');
    expect(code(letters(15))).toBeUndefined();
    expect(code(letters(128))).toBeUndefined();
    expect(code(letters(129))).toBe('too-long');
    expect(Buffer.byteLength(letters(128))).toBeLessThanOrEqual(passwordLimits.maximumBytes);
  });

  it('counts after composing', () => {
    expect(code('e\u0301a\u0301o\u0301u\u0301i\u0301e\u0301n\u0303')).toBe('too-short');
    expect(normalisePassword('e\u0301')).toBe(normalisePassword('\u00e9'));
    expect(normalisePassword('ﬁ')).not.toBe(normalisePassword('fi'));
  });

  it.each([
    'aaaaaaaaaaaaaaa',
    'passwordpassword',
    'abcabcabcabcabcab',
    'ABCDEFGHIJKLMNOP',
    '1234567890123456',
    '9876543210987654',
    'qwertyuiopasdfgh',
  ])('is too simple as %s', (password) => {
    expect(code(password)).toBe('too-simple');
  });

  it.each([
    ['the address', 'ada.lovelace@example.org', 'Ada.Lovelace@example.org'],
    ['a part of the address', 'ada.lovelace@example.org', 'lovelace@example'],
    ['the name', 'Augusta Ada King Lovelace', 'augusta ada king'],
    ['names and a number', 'Augusta Lovelace', 'augustalovelace1815'],
    ['the product', 'x', 'assay-assay-2026'],
  ])('is too guessable as %s', (_, context, password) => {
    expect(code(password, [context])).toBe('too-guessable');
  });

  it('may contain a name among enough of its own', () => {
    expect(code('ada walks her three dogs', ['ada@example.org', 'Ada'])).toBeUndefined();
  });
});
