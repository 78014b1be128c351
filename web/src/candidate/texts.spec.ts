import { describe, expect, it } from 'vitest';
import english from '../texts/en/candidate.json';
import polish from '../texts/pl/candidate.json';
import { translator } from './texts.js';

describe('texts', () => {
  it('takes the form of the plural that the language has for a number', () => {
    const say = translator('pl', polish);
    expect([1, 2, 5, 22].map((count) => say('questionCount', { count }))).toEqual([
      '1 pytanie',
      '2 pytania',
      '5 pytań',
      '22 pytania',
    ]);
    expect(translator('en', english)('questionCount', { count: 1_200 })).toBe('1,200 questions');
  });

  it('puts people’s words in as they are, and shows a place that has no value', () => {
    const say = translator('en', { start: '{{name}} and {{other}}' });
    expect(say('start', { name: '{{other}} $& <b>' })).toBe('{{other}} $& <b> and {{other}}');
  });
});
