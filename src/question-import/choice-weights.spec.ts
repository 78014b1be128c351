import { describe, expect, it } from 'vitest';
import { Rational } from '../common/exact/rational.js';
import { multipleChoice } from '../questions/kinds/multiple-choice.js';
import { scoreMultipleChoice, scoreSingleChoice } from './choice-weights.js';
import type { ImportedOption, ImportedQuestion } from './parsers/imported-question.js';

function question(
  options: readonly ImportedOption[],
  more: Partial<ImportedQuestion> = {},
): ImportedQuestion {
  return { kind: 'multiple_choice', text: 'Which?', options, ...more };
}

/** K right options of N, each group with one weight, as files round them. */
function weighted(right: number, wrong: number, gain: number, price: number): ImportedOption[] {
  const rounded = (weight: number): number => Number(weight.toFixed(7));
  return [
    ...Array.from({ length: right }, (_, index) => ({
      text: `r${index}`,
      correct: true,
      fraction: rounded(gain),
    })),
    ...Array.from({ length: wrong }, (_, index) => ({
      text: `w${index}`,
      correct: false,
      fraction: rounded(-price),
    })),
  ];
}

/** The score by the file: the weights of the picked options added, from 0 to 1. */
function scoreByFile(options: readonly ImportedOption[], picked: readonly number[]): number {
  const sum = picked.reduce((total, index) => total + (options[index]?.fraction ?? 0), 0);
  return Math.min(1, Math.max(0, sum));
}

function scoreByRule(
  options: readonly ImportedOption[],
  picked: readonly number[],
  scoring: ReturnType<typeof scoreMultipleChoice>['scoring'],
): number {
  const content = {
    options: options.map(({ text }) => ({ id: text, text })),
    shuffleOptions: true,
  };
  const correctOptionIds = options.filter((option) => option.correct).map(({ text }) => text);
  const response = picked.map((index) => options[index]!.text);
  const { fraction } = multipleChoice.score(content, { correctOptionIds, scoring }, response, Rational.one);
  return Number(fraction.numerator) / Number(fraction.denominator);
}

function subsets(size: number): number[][] {
  return Array.from({ length: 2 ** size }, (_, bits) =>
    Array.from({ length: size }, (_unused, index) => index).filter((index) => (bits >> index) & 1),
  );
}

const shapes = [1, 2, 3, 4, 5].flatMap((right) => [0, 1, 2, 3, 4].map((wrong) => [right, wrong] as const));

describe('the weights of a multiple choice', () => {
  it.each(shapes.filter(([right, wrong]) => right + wrong > 1))(
    'that are a rule are scored as in the file for every answer: %d right, %d wrong',
    (right, wrong) => {
      const weightings = [
        weighted(right, wrong, 1 / right, 1 / right),
        weighted(right, wrong, 1 / right, wrong === 0 ? 0 : 1 / wrong),
      ];
      for (const options of weightings) {
        const { scoring, notes } = scoreMultipleChoice(question(options, { scoring: 'weights' }));
        expect(notes).toEqual([]);
        for (const picked of subsets(options.length)) {
          expect(scoreByRule(options, picked, scoring)).toBeCloseTo(scoreByFile(options, picked), 5);
        }
      }
    },
  );

  it.each(shapes.filter(([, wrong]) => wrong > 0))(
    'that are no rule are said to be scored otherwise, and no rule fits them: %d right, %d wrong',
    (right, wrong) => {
      const free = weighted(right, wrong, 1 / right, 0);
      const { scoring, notes } = scoreMultipleChoice(question(free));
      expect(scoring).toBe('balanced');
      expect(notes).toMatchObject([{ severity: 'loss', code: 'option_weights' }]);
      for (const rule of ['all_or_nothing', 'balanced', 'right_minus_wrong', 'per_option'] as const) {
        expect(
          subsets(free.length).some(
            (picked) => Math.abs(scoreByRule(free, picked, rule) - scoreByFile(free, picked)) > 0.01,
          ),
        ).toBe(true);
      }
    },
  );

  it.each([
    ['uneven shares', [0.6, 0.4, -0.5]],
    ['every right one earns all', [1, 1, -1]],
    ['a wrong pick costs everything', [0.5, 0.5, -1, -1]],
  ])('names them: %s', (_name, weights) => {
    const options = weights.map((fraction, index) => ({
      text: `o${index}`,
      correct: fraction > 0,
      fraction,
    }));
    const { notes } = scoreMultipleChoice(question(options));
    expect(notes[0]?.message).toContain(`"o0" ${weights[0]! * 100} %`);
  });

  it('count for nothing where the file says exactly the right ones, or nothing', () => {
    const options = weighted(2, 1, 0.7, 0.3);
    expect(scoreMultipleChoice(question(options, { scoring: 'all_or_nothing' }))).toEqual({
      scoring: 'all_or_nothing',
      notes: [],
    });
    const plain = options.map(({ text, correct }) => ({ text, correct }));
    expect(scoreMultipleChoice(question(plain)).scoring).toBe('all_or_nothing');
  });
});

describe('the weights of a single choice', () => {
  const options = (...fractions: number[]): ImportedOption[] =>
    fractions.map((fraction, index) => ({ text: `o${index}`, correct: fraction > 0, fraction }));

  it('make one right option and one penalty', () => {
    expect(scoreSingleChoice(question(options(0, 1, 0)))).toEqual({
      correctIndex: 1,
      wrongPenalty: undefined,
      notes: [],
    });
    expect(scoreSingleChoice(question(options(-0.3333333, 1, -0.33333)))).toEqual({
      correctIndex: 1,
      wrongPenalty: { fraction: '1/3' },
      notes: [],
    });
  });

  it('say that a part of the points is not given', () => {
    const { correctIndex, wrongPenalty, notes } = scoreSingleChoice(question(options(1, 0.5, 0)));
    expect({ correctIndex, wrongPenalty }).toEqual({ correctIndex: 0, wrongPenalty: undefined });
    expect(notes).toMatchObject([
      { severity: 'loss', code: 'partial_credit', message: expect.stringContaining('"o1" 50 %') },
    ]);
  });

  it('cost a candidate no more than in the file', () => {
    const { wrongPenalty, notes } = scoreSingleChoice(question(options(1, -0.5, -0.25)));
    expect(wrongPenalty).toBeUndefined();
    expect(notes).toMatchObject([{ severity: 'loss', code: 'different_penalties' }]);
  });

  it.each([
    [[1, 1, 0], 'several_correct_answers'],
    [[0.5, 0.25], 'nothing_earns_all_points'],
  ])('of %j are an error', (fractions, code) => {
    const { correctIndex, notes } = scoreSingleChoice(question(options(...fractions)));
    expect(correctIndex).toBeUndefined();
    expect(notes).toMatchObject([{ severity: 'error', code }]);
  });

  it('are not needed to see that several options are right', () => {
    const plain = options(1, 1, 0).map(({ text, correct }) => ({ text, correct }));
    expect(scoreSingleChoice(question(plain)).notes).toMatchObject([{ code: 'several_correct_answers' }]);
  });
});
