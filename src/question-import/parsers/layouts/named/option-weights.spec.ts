import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

const header = ['Question', 'Option 1', 'Weight 1', 'Option 2', 'Weight 2', 'Option 3', 'Weight 3'];

describe('a table with a weight for each option', () => {
  it.each([
    ['shares', [1, 0.5, -0.25]],
    ['percents', [100, 50, -25]],
    ['percents with their sign', ['100%', '50 %', '-25%']],
    ['points', [8, 4, -2]],
  ])('reads weights that are %s', async (_name, [first = '', second = '', third = '']) => {
    const file = await readRows([header, ['Best?', 'x', first, 'y', second, 'z', third]]);
    expect(file.layout).toBe('Question table with a weight for each option, header in row 1');
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file)).toMatchObject([
      {
        kind: 'single_choice',
        scoring: 'weights',
        options: [
          { text: 'x', correct: true, fraction: 1 },
          { text: 'y', correct: false, fraction: 0.5 },
          { text: 'z', correct: false, fraction: -0.25 },
        ],
      },
    ]);
    expect(questionsOf(file)[0]?.points).toBe(_name === 'points' ? '8' : undefined);
  });

  it('takes shares that add up as several right options, and 1 and 0 as marks', async () => {
    const file = await readRows([
      header,
      ['Which two?', 'x', 0.5, 'y', 0.5, 'z', -0.5],
      ['Which are right?', 'x', 1, 'y', 0, 'z', 1],
      ['Thirds?', 'x', '33.33333%', 'y', '33.33333%', 'z', '33.33333%'],
    ]);
    const [shares, marks, thirds] = questionsOf(file);
    expect([shares?.kind, starred(shares), shares?.scoring]).toEqual([
      'multiple_choice',
      ['*x', '*y', 'z'],
      'weights',
    ]);
    expect(shares?.options?.map(({ fraction }) => fraction)).toEqual([0.5, 0.5, -0.5]);
    expect([marks?.kind, starred(marks), marks?.scoring]).toEqual([
      'multiple_choice',
      ['*x', 'y', '*z'],
      undefined,
    ]);
    expect(thirds?.kind).toBe('multiple_choice');
  });

  it('reports weights that are none', async () => {
    const file = await readRows([
      header,
      ['Nothing right?', 'x', 0, 'y', -1, '', ''],
      ['A word?', 'x', 'much', 'y', 0, '', ''],
      ['No text?', 'x', 1, 'y', 0, '', 1],
    ]);
    expect(problemsOf(file)).toEqual([
      'no_correct_answer in row 2',
      'bad_number in row 3',
      'no_correct_answer in row 4',
    ]);
    expect(questionsOf(file)).toEqual([]);
  });
});
