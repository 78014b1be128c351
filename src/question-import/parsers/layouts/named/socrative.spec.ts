import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

const steps = [
  '',
  '',
  '4. If you selected multiple choice question, enter answers below each column:',
  '',
  '',
  '',
  '',
  '5. Optional (Choose correct answer - you may leave this blank, or choose one or more correct answers.)',
];
const above = [
  ['Instructions:', 'Please fill in the below quiz'],
  ['x'],
  ['1. Quiz Name:', 'Trees'],
  ['x'],
  steps,
];
const rows = [
  [
    'Multiple choice',
    'Which are trees?',
    'Oak',
    'Daisy',
    'Elm',
    '',
    '',
    'A',
    'C',
    '',
    '',
    '',
    'Daisies are herbs.',
  ],
  ['True/False', 'Oaks have leaves.', '', '', '', '', '', 'A', '', '', '', '', ''],
  ['True/False', 'Elms fly.', 'True', 'False', '', '', '', 'B', '', '', '', '', ''],
  ['Open-ended', 'Name the tree of acorns.', 'oak', 'Oak', '', '', '', '', '', '', '', '', ''],
  ['Open-ended', 'Why plant trees?', '', '', '', '', '', '', '', '', '', '', ''],
];

describe('the Socrative template', () => {
  it.each([
    [
      'all columns have headers',
      [
        'Answer A:',
        'Answer B:',
        'Answer C:',
        'Answer D:',
        'Answer E:',
        'Correct Answer',
        'Correct Answer',
        'Correct Answer',
        'Correct Answer',
        'Correct Answer',
      ],
    ],
    ['the options have none', ['', '', '', '', '', 'Correct Answer', '', '', '', '']],
    [
      'the right answers have none',
      ['Answer A:', 'Answer B:', 'Answer C:', 'Answer D:', 'Answer E:', '', '', '', '', ''],
    ],
    ['none of them has any', ['', '', '', '', '', '', '', '', '', '']],
  ])('is read where %s', async (_name, answers) => {
    const header = ['2. Question Type:', '3. Question:', ...answers, '6. Explanation (Optional):'];
    const file = await readRows([...above, header, ...rows]);
    expect(file.layout).toBe('Socrative template, header in row 6');
    expect(problemsOf(file)).toEqual([]);
    const questions = questionsOf(file);
    expect(questions.map(({ kind }) => kind)).toEqual([
      'multiple_choice',
      'true_false',
      'true_false',
      'short_answer',
      'essay',
    ]);
    expect(starred(questions[0])).toEqual(['*Oak', 'Daisy', '*Elm']);
    expect(questions.map(({ correct }) => correct).slice(1, 3)).toEqual([true, false]);
    expect(questions[0]?.explanation).toBe('Daisies are herbs.');
    expect(questions[3]?.accepted?.map((one) => 'text' in one && one.text)).toEqual(['oak', 'Oak']);
  });
});
