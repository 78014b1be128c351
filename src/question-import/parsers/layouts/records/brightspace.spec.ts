import { describe, expect, it } from 'vitest';
import {
  problemsOf,
  questionsOf,
  readRows,
  starred,
  type Cells,
} from '../../../../../test/support/table-sample.js';

const read = async (...lines: readonly string[]) => readRows(lines.map((line): Cells => line.split('|')));

describe('the question list of D2L Brightspace', () => {
  it('has several lines for each question', async () => {
    const file = await read(
      '//MULTIPLE CHOICE||||',
      'NewQuestion|MC|||',
      'ID|CHEM-1|||',
      'Title|Metals|||',
      'QuestionText|Which is a <b>metal</b>?|HTML||',
      'Points|2|||',
      'Difficulty|3|||',
      'Image|images/metal.png|||',
      'Option|100|Iron||Right.',
      'Option|25|Rust||Nearly.',
      'Option|0|Oak||',
      'Hint|It rusts.|||',
      'Feedback||||Iron is a metal.',
      '||||',
      'NewQuestion|MS|||',
      'QuestionText|Which are gases?|||',
      'Scoring|RightAnswers|||',
      'Option|1|Neon||',
      'Option|0|Gold||',
      'Option|1|Argon||',
      'NewQuestion|TF|||',
      'QuestionText|Gold floats.|||',
      'TRUE|0|||',
      'FALSE|100|||',
      'NewQuestion|SA|||',
      'QuestionText|Symbol of gold?|||',
      'InputBox|3|40||',
      'Answer|100|Au|sensitive|',
      'Answer|50|au|sensitive|',
      'NewQuestion|WR|||',
      'QuestionText|Describe gold.|||',
      'InitialText|Gold is|||',
      'AnswerKey|It is heavy.|||',
      'NewQuestion|M|||',
      'QuestionText|Match.|||',
      'Choice|1|Au||',
      'Choice|2|Fe||',
      'Match|1|Gold||',
      'Match|2|Iron||',
      'NewQuestion|O|||',
      'QuestionText|Order.|||',
      'Item|first|NOT HTML||',
      'Item|second|NOT HTML||',
    );
    expect(file.layout).toBe('D2L Brightspace question list, several lines for each question');
    expect(problemsOf(file)).toEqual([]);
    const [metal, ...others] = questionsOf(file);
    expect(metal).toMatchObject({
      kind: 'single_choice',
      text: 'Which is a metal?',
      externalId: 'CHEM-1',
      title: 'Metals',
      points: '2',
      difficulty: '3',
      explanation: 'Iron is a metal.',
      attachments: ['images/metal.png'],
      scoring: 'weights',
    });
    expect(metal?.options).toEqual([
      { text: 'Iron', correct: true, fraction: 1, feedback: 'Right.' },
      { text: 'Rust', correct: false, fraction: 0.25, feedback: 'Nearly.' },
      { text: 'Oak', correct: false, fraction: 0 },
    ]);
    expect(starred(others[0])).toEqual(['*Neon', 'Gold', '*Argon']);
    expect(others).toMatchObject([
      { kind: 'multiple_choice', scoring: 'per_option' },
      { kind: 'true_false', correct: false },
      {
        kind: 'short_answer',
        caseSensitive: true,
        accepted: [
          { text: 'Au', fraction: 1 },
          { text: 'au', fraction: 0.5 },
        ],
      },
      { kind: 'essay', graderInfo: 'It is heavy.' },
      {
        kind: 'matching',
        pairs: [
          { stem: 'Au', choice: 'Gold' },
          { stem: 'Fe', choice: 'Iron' },
        ],
      },
      { kind: 'ordering', order: ['first', 'second'] },
    ]);
    expect(file.rows.map(({ row, losses }) => [row, losses?.map(({ code }) => code)])).toEqual([
      [2, ['hint']],
      [15, undefined],
      [21, undefined],
      [25, undefined],
      [30, ['initial_text']],
      [34, undefined],
      [40, undefined],
    ]);
  });

  it('reports faults at the first line of a question, and takes the others', async () => {
    const file = await read(
      'NewQuestion|MC',
      'QuestionText|None?',
      'Option|0|a',
      'Option|0|b',
      'NewQuestion|XY',
      'NewQuestion|SA',
      'QuestionText|Pattern?',
      'Answer|100|a+|regexp',
      'NewQuestion|TF',
      'QuestionText|Neither?',
      'NewQuestion|MC',
      'Option|100|a',
      'Option|many|b',
      'NewQuestion|TF',
      'QuestionText|Good.',
      'TRUE|100',
      'Colour|red',
    );
    expect(problemsOf(file)).toEqual([
      'no_correct_answer in row 1',
      'unsupported_type in row 5',
      'unsupported_answer in row 6',
      'no_correct_answer in row 9',
      'missing_question_text in row 11',
      'bad_number in row 11',
      'too_few_options in row 11',
      'unknown_line in row 14',
    ]);
    expect(questionsOf(file)).toMatchObject([{ text: 'Good.', correct: true }]);
  });
});
