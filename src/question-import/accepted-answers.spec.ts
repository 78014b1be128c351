import { describe, expect, it } from 'vitest';
import { acceptedNumbers, acceptedTexts } from './accepted-answers.js';
import type { ImportedAccepted, ImportedQuestion } from './parsers/imported-question.js';

const settings = {
  caseSensitive: false,
  compatibility: false,
  ignoreDiacritics: false,
  ignorePunctuation: false,
  turkishLetters: false,
};

function texts(
  accepted: readonly (readonly [string, number])[],
  more: Partial<ImportedQuestion> = {},
): ImportedQuestion {
  const entries = accepted.map(([text, fraction]) => ({ text, fraction }));
  return { kind: 'short_answer', text: 'What?', accepted: entries, ...more };
}

function numbers(...accepted: ImportedAccepted[]): ImportedQuestion {
  return { kind: 'numeric', text: 'How many?', accepted };
}

describe('accepted texts', () => {
  it('keep their shares', () => {
    const question = texts([
      ['colour', 1],
      ['color', 0.3333333],
    ]);
    expect(acceptedTexts(question, settings)).toEqual({
      accepted: [
        { text: 'colour', fraction: '1' },
        { text: 'color', fraction: '1/3' },
      ],
      notes: [],
    });
  });

  it('are never patterns: those of the file are left out, and that is said', () => {
    const accepted = [
      ['beer', 1],
      ['*beer*', 0.5],
    ] as const;
    expect(acceptedTexts(texts(accepted, { wildcards: true }), settings)).toMatchObject({
      accepted: [{ text: 'beer' }],
      notes: [{ severity: 'loss', code: 'wildcard', message: expect.stringContaining('"*beer*"') }],
    });
    expect(acceptedTexts(texts(accepted), settings)).toMatchObject({
      accepted: [{ text: 'beer' }, { text: '*beer*' }],
      notes: [],
    });
  });

  it('that are patterns only are an error: such a question could not be answered', () => {
    expect(acceptedTexts(texts([['*beer*', 1]], { wildcards: true }), settings).notes).toMatchObject([
      { severity: 'error', code: 'wildcard_only' },
    ]);
  });

  it('lose a pattern for all other answers without a word about points', () => {
    const question = texts(
      [
        ['beer', 1],
        ['*', 0],
      ],
      { wildcards: true },
    );
    expect(acceptedTexts(question, settings).notes).toMatchObject([
      { severity: 'loss', message: expect.stringContaining('earns nothing in the file') },
    ]);
  });

  it('say where the first would count in the file and the better one counts here', () => {
    const question = texts([
      ['Berlin', 0.5],
      ['berlin', 1],
    ]);
    expect(acceptedTexts(question, settings).notes).toMatchObject([{ code: 'order_of_answers' }]);
    expect(acceptedTexts(question, { ...settings, caseSensitive: true }).notes).toEqual([]);
  });

  it('take no points off', () => {
    const question = texts([
      ['beer', 1],
      ['wine', -0.5],
    ]);
    expect(acceptedTexts(question, settings)).toMatchObject({
      accepted: [{ text: 'beer' }],
      notes: [{ severity: 'loss', code: 'negative_answer' }],
    });
  });
});

describe('accepted numbers', () => {
  it('keep their shares, and the better one counts in any order where it comes first', () => {
    const question = numbers(
      { value: '1822', tolerance: { absolute: '0' }, fraction: 1 },
      { value: '1822', tolerance: { absolute: '2' }, fraction: 0.5 },
    );
    expect(acceptedNumbers(question)).toEqual({
      accepted: [
        { value: '1822', tolerance: { absolute: '0' }, fraction: '1' },
        { value: '1822', tolerance: { absolute: '2' }, fraction: '0.5' },
      ],
      notes: [],
    });
  });

  it.each<[string, ImportedAccepted, ImportedAccepted, number]>([
    ['a range and a value in it', { min: '1', max: '3', fraction: 0.5 }, { value: '3' }, 1],
    ['a range and a value outside', { min: '1', max: '3', fraction: 0.5 }, { value: '3.01' }, 0],
    [
      'relative to the value',
      { value: '-10', tolerance: { relative: '0.1' }, fraction: 0.5 },
      { value: '-9' },
      1,
    ],
    ['exact shares of a table', { min: '1', max: '3', fraction: 0.5, share: '0.5' }, { value: '3' }, 0],
  ])('are compared: %s', (_name, earlier, later, count) => {
    expect(acceptedNumbers(numbers(earlier, later)).notes).toHaveLength(count);
  });
});
