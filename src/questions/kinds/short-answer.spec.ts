import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { shortAnswer } from './short-answer.js';

function parse(key: unknown) {
  const result = shortAnswer.parseBody({ content: {}, key }, () => 'unused');
  return result.ok ? result.value : result.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

function score(accepted: string | object[], response: unknown, settings: object = {}): string {
  const list = typeof accepted === 'string' ? [{ text: accepted }] : accepted;
  const body = parse({ accepted: list, ...settings });
  if (Array.isArray(body)) {
    throw new Error(body.join());
  }
  const result = shortAnswer.score(body.content, body.key, response, Rational.of(4));
  return `${result.status} ${result.points.toDecimal(1)}`;
}

const right = 'correct 4.0';
const wrong = 'incorrect 0.0';

describe('short answer: body', () => {
  it('writes every setting out', () => {
    expect(parse({ accepted: [{ text: ' Paris ' }] })).toEqual({
      content: {},
      key: {
        accepted: [{ text: 'Paris', fraction: '1' }],
        caseSensitive: false,
        compatibility: false,
        ignoreDiacritics: false,
        ignorePunctuation: false,
        turkishLetters: false,
      },
    });
  });

  it.each([
    [{}, '/key/accepted required'],
    [{ accepted: [] }, '/key/accepted too-few'],
    [{ accepted: ['Paris'] }, '/key/accepted/0 wrong-type'],
    [{ accepted: [{ text: ' ' }] }, '/key/accepted/0/text empty'],
    [{ accepted: [{ text: '\u200B' }] }, '/key/accepted/0/text empty'],
    [{ accepted: [{ text: '?!' }], ignorePunctuation: true }, '/key/accepted/0/text empty'],
    [{ accepted: [{ text: 'x'.repeat(1001) }] }, '/key/accepted/0/text too-long'],
    [{ accepted: [{ text: 'x', fraction: 0.5 }] }, '/key/accepted/0/fraction wrong-type'],
    [{ accepted: [{ text: 'x', fraction: '0' }] }, '/key/accepted nothing-right'],
    [{ accepted: [{ text: 'x' }], caseSensitive: 'no' }, '/key/caseSensitive wrong-type'],
    [{ accepted: [{ text: 'x' }], wildcards: true }, '/key/wildcards unknown-property'],
  ])('refuses the key %j', (key, problem) => {
    expect(parse(key)).toEqual([problem]);
  });
});

describe('short answer: response', () => {
  it('keeps what was typed, in its normal form', () => {
    expect(shortAnswer.parseResponse({}, ' Cafe\u0301\r\n')).toEqual({ ok: true, value: ' Caf\u00E9\n' });
    expect(shortAnswer.parseResponse({}, '0')).toEqual({ ok: true, value: '0' });
    expect(shortAnswer.parseResponse({}, '\u200B \t')).toEqual({ ok: true, value: null });
    expect(shortAnswer.parseResponse({}, '😀'.repeat(1000)).ok).toBe(true);
  });

  it.each([
    ['x'.repeat(1001), 'too-long'],
    [0, 'wrong-type'],
    ['a\u0000', 'control-character'],
  ])('refuses %j', (response, code) => {
    expect(shortAnswer.parseResponse({}, response)).toMatchObject({
      ok: false,
      problems: [{ pointer: '/response', code }],
    });
  });
});

describe('short answer: score', () => {
  it.each([
    ['Paris', 'paris', right],
    ['Paris ', 'Paris', right],
    ['New York', ' New \n York ', right],
    ['Café', 'Cafe\u0301', right],
    ['Café', 'Cafe', wrong],
    ['Straße', 'STRASSE', right],
    ['title', 'TITLE', right],
    ['Iğdır', 'iğdir', wrong],
    ["don't", 'don’t', right],
    ['password', 'pass\u200Bword', right],
    ['a.c', 'abc', wrong],
    ['*', 'anything', wrong],
    ['*', '*', right],
    ['.*', 'x', wrong],
    ['0', '0', right],
    ['1', '0', wrong],
    ['Paris', 'Paris, France', wrong],
    ['Paris', '', 'unanswered 0.0'],
    ['Paris', ' \t', 'unanswered 0.0'],
    ['Paris', null, 'unanswered 0.0'],
    ['Paris', 5, 'invalid 0.0'],
    ['Paris', 'x'.repeat(100_000), wrong],
  ])('accepted %j, response %j: %s', (accepted, response, expected) => {
    expect(score(accepted, response)).toBe(expected);
  });

  it('obeys the settings of the author', () => {
    expect(score('Paris', 'paris', { caseSensitive: true })).toBe(wrong);
    expect(score('m2', 'm²', { compatibility: true })).toBe(right);
    expect(score('Café', 'cafe', { ignoreDiacritics: true })).toBe(right);
    expect(score('U.S.A.', 'usa', { ignorePunctuation: true })).toBe(right);
    expect(score('usa', '...', { ignorePunctuation: true })).toBe(wrong);
    expect(score('ısı', 'ISI', { turkishLetters: true })).toBe(right);
  });

  it('counts the highest fraction among equal texts, in whatever order', () => {
    const accepted = [
      { text: 'Oslo', fraction: '1/4' },
      { text: 'OSLO ', fraction: '1' },
      { text: 'Bergen', fraction: '0.5' },
    ];
    for (const list of [accepted, accepted.toReversed()]) {
      expect(score(list, 'oslo')).toBe(right);
      expect(score(list, 'bergen')).toBe('partially_correct 2.0');
    }
  });
});
