import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from '../../index.js';
import {
  problemsOf,
  questionsOf,
  readRows,
  starred,
  workbookOf,
} from '../../../../../test/support/table-sample.js';

describe('the Quizalize template', () => {
  it('names options by letter and says whether their order is fixed', async () => {
    const file = await parseQuestionFile(
      await workbookOf({
        Questions: [
          ['QUESTION', 'A', 'B', 'C', 'D', 'CORRECT', 'FIXED_ORDER', 'TIME_LIMIT'],
          ['Grade after B?', 'A', 'B', 'C', 'D', 'C', 'TRUE', 30],
          ['Largest?', 'one', 'two', '', '', 'B', 'FALSE', 20],
        ],
        Meta: [['QUIZ_NAME'], ['Grades']],
      }),
    );
    expect(file.layout).toBe('Quizalize template, header in row 1 of sheet "Questions"');
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file).map(starred)).toEqual([
      ['A', 'B', '*C', 'D'],
      ['one', '*two'],
    ]);
    expect(questionsOf(file).map(({ shuffle }) => shuffle)).toEqual([false, true]);
  });

  it('has the right answer as a text in other versions', async () => {
    const file = await readRows([
      ['Quizalize spreadsheet'],
      ['Question', 'Right answer', 'Wrong answer', 'Wrong answer', 'Wrong answer'],
      ['Capital of Chile?', 'Santiago', 'Lima', 'Quito', ''],
    ]);
    expect(file.layout).toBe('Quizalize template, header in row 2');
    expect(questionsOf(file).map(starred)).toEqual([['*Santiago', 'Lima', 'Quito']]);
  });
});
