import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from '../../index.js';
import { problemsOf, questionsOf, starred, workbookOf } from '../../../../../test/support/table-sample.js';

describe('the question bank of an employer platform', () => {
  it('is found behind a sheet of instructions', async () => {
    const file = await parseQuestionFile(
      await workbookOf({
        Instructions: [
          ['How to fill in this workbook'],
          ['Question Type', 'MCQ or MCA'],
          ['Marks', 'A number'],
        ],
        Questions: [
          [
            'Skill *',
            'Topic',
            'Difficulty Level *',
            'Question Type *',
            'Question Text *',
            'Option 1',
            'Option 2',
            'Correct Option(s) *',
            'Marks',
            'Negative Marks',
            'Duration (min)',
          ],
          ['SQL', 'Joins', 'Easy', 'MCQ', 'Which join keeps all rows?', 'FULL', 'INNER', 1, 2, 0.5, 1.5],
        ],
        Lists: [['Easy'], ['Hard']],
        '-Data': [['question', 'option 1', 'correct']],
      }),
    );
    expect(file.layout).toBe('Employer question bank, header in row 1 of sheet "Questions"');
    expect(problemsOf(file)).toEqual([]);
    expect(file.sheets).toEqual([
      { name: 'Instructions', hasHeader: false, used: false },
      { name: 'Questions', hasHeader: true, used: true },
      { name: 'Lists', hasHeader: false, used: false },
    ]);
    expect(questionsOf(file)[0]).toMatchObject({
      category: 'SQL/Joins',
      points: '2',
      wrongPenalty: '0.5',
      timeLimitSeconds: 90,
    });
    expect(starred(questionsOf(file)[0])).toEqual(['*FULL', 'INNER']);
  });
});
