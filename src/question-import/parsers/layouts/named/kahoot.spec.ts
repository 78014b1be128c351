import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from '../../index.js';
import { problemsOf, questionsOf, starred, workbookOf } from '../../../../../test/support/table-sample.js';

const header = [
  '',
  'Question - max 120 characters',
  'Answer 1 - max 75 characters',
  'Answer 2 - max 75 characters',
  'Answer 3 - max 75 characters',
  'Answer 4 - max 75 characters',
  'Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs',
  'Correct answer(s) - choose at least one',
];

describe('the Kahoot template', () => {
  it('names answers by number, also where they are numbers, and skips numbered rows', async () => {
    const file = await parseQuestionFile(
      await workbookOf({
        Sheet1: [
          [],
          ['', 'Quiz template'],
          ['', 'Add questions, at least two answers and the time limit'],
          [],
          [],
          [],
          [],
          header,
          [1, 'Half of 4?', 4, 3, 2, 1, 20, 3],
          [2, 'Which are even?', 2, 3, 4, '', 30, '1,3'],
          [3],
          [4],
        ],
      }),
    );
    expect(file.layout).toBe('Kahoot template, header in row 8 of sheet "Sheet1"');
    expect(file.headerRow).toBe(8);
    expect(file.answerReadings).toEqual(['numbers']);
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file).map(starred)).toEqual([
      ['4', '3', '*2', '1'],
      ['*2', '3', '*4'],
    ]);
    expect(questionsOf(file)[0]?.timeLimitSeconds).toBe(20);
  });
});
