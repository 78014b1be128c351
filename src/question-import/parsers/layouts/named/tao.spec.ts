import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

const header = [
  'name',
  'question',
  'shuffle',
  'min_choices',
  'max_choices',
  'language',
  'choice_1',
  'choice_1_score',
  'choice_2',
  'choice_2_score',
  'choice_3',
  'choice_3_score',
  'correct_answer',
];

describe('the tabular import of TAO', () => {
  it('has weights for each choice and right answers by name', async () => {
    const file = await readRows([
      header,
      [
        'Q1',
        'What is the <strong>highest</strong> mountain?',
        1,
        '',
        1,
        '',
        'Brocken',
        0,
        'Everest',
        5,
        'Elbrus',
        3,
        'choice_2',
      ],
      ['Q2', 'Which are seas?', 0, '', 0, '', 'North', 1, 'Alps', -1, 'Baltic', 1, 'choice_1/choice_3'],
      ['Q3', 'Which is blue?', '', '', '', '', 'Sky', '', 'Grass', '', '', '', 'choice_1'],
    ]);
    expect(file.layout).toBe('TAO tabular import, header in row 1');
    expect(problemsOf(file)).toEqual([]);
    const [first, second, third] = questionsOf(file);
    expect(first).toMatchObject({
      kind: 'single_choice',
      text: 'What is the highest mountain?',
      title: 'Q1',
      shuffle: true,
      points: '5',
      scoring: 'weights',
    });
    expect(first?.options).toEqual([
      { text: 'Brocken', correct: false, fraction: 0 },
      { text: 'Everest', correct: true, fraction: 1 },
      { text: 'Elbrus', correct: false, fraction: 0.6 },
    ]);
    expect([second?.kind, second?.points, starred(second)]).toEqual([
      'multiple_choice',
      '2',
      ['*North', 'Alps', '*Baltic'],
    ]);
    expect(second?.options?.map(({ fraction }) => fraction)).toEqual([0.5, -0.5, 0.5]);
    expect([third?.kind, starred(third), third?.scoring]).toEqual([
      'single_choice',
      ['*Sky', 'Grass'],
      undefined,
    ]);
  });
});
