import { describe, expect, it } from 'vitest';
import { toKindBody } from './kind-body.js';
import type { ImportedQuestion } from './parsers/imported-question.js';

const number: ImportedQuestion = { kind: 'numeric', text: 'How far?', accepted: [{ value: '1' }] };

function notesOf(question: ImportedQuestion): string[] {
  return toKindBody('numeric', question).notes.map(({ code }) => code);
}

describe('the unit of a number', () => {
  it('is the one in which the answer is given', () => {
    const { body, notes } = toKindBody('numeric', { ...number, units: { km: '1' } });
    expect(body.content).toEqual({ unit: 'km' });
    expect(notes).toEqual([]);
  });

  it('is shown and not converted: other units are named', () => {
    const { body, notes } = toKindBody('numeric', { ...number, units: { m: '0.001', km: '1.0', mi: '1.6' } });
    expect(body.content).toEqual({ unit: 'km' });
    expect(notes).toMatchObject([
      {
        severity: 'loss',
        code: 'units',
        message: 'Answers in other units ("m", "mi") are not converted here; the answer is given in "km".',
      },
    ]);
  });

  it('cannot be wrong', () => {
    expect(notesOf({ ...number, unit: 'km', unitPenalty: 0.1 })).toEqual(['unit_penalty']);
    expect(notesOf({ ...number, unit: 'km', unitPenalty: 0 })).toEqual([]);
  });
});

describe('a limit of selections', () => {
  const options = ['a', 'b', 'c'].map((text) => ({ text, correct: text === 'a' }));
  it.each([
    [0, {}],
    [4, {}],
    [2, { maximumSelections: 2 }],
    [3, { maximumSelections: 3 }],
  ])('of %d', (maxSelections, expected) => {
    const question: ImportedQuestion = { kind: 'multiple_choice', text: 'Which?', options, maxSelections };
    const { content } = toKindBody('multiple_choice', question).body;
    expect(content).toEqual({
      options: options.map(({ text }) => ({ text })),
      shuffleOptions: undefined,
      ...expected,
    });
  });
});

it('a scoring that was not understood is named, and weights do not count then', () => {
  const options = [
    { text: 'a', correct: true, fraction: 0.5 },
    { text: 'b', correct: false, fraction: -0.1 },
  ];
  const { body, notes } = toKindBody('multiple_choice', {
    kind: 'multiple_choice',
    text: 'Which?',
    options,
    scoring: 'review',
  });
  expect(body.key).toEqual({ correctOptionIndexes: [0], scoring: 'all_or_nothing' });
  expect(notes).toMatchObject([{ severity: 'loss', code: 'scoring_review' }]);
});
