import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from '../../index.js';
import { problemsOf, questionsOf, starred } from '../../../../../test/support/table-sample.js';

const read = async (...lines: readonly string[]) =>
  parseQuestionFile(new TextEncoder().encode(lines.map((line) => line.replaceAll(' > ', '\t')).join('\n')));

describe('the upload file of Blackboard', () => {
  it('has one question in each line, its type first', async () => {
    const file = await read(
      'MC > Which is a metal? > Iron > correct > Oak > incorrect',
      'MA > Which are gases? > Neon > Correct > Gold > Incorrect > Argon > Correct',
      'TF > Gold floats. > false',
      'ESS > Describe gold. > It is heavy.',
      'ORD > By weight. > Feather > Book > Car',
      'MAT > Match. > Au > Gold > Fe > Iron',
      'FIB > Ag is … > silver > Silver metal',
      'FIB_PLUS > [b] after [a]. > a > one > uno >  > b > two',
      'NUM > 10 / 4? > 2.5 > 0.1',
      'SR > One word on gold? > shiny',
    );
    expect(file.layout).toBe('Blackboard upload file, one question in each line');
    expect(file.headerRow).toBeUndefined();
    expect(problemsOf(file)).toEqual([]);
    const questions = questionsOf(file);
    expect([starred(questions[0]), starred(questions[1])]).toEqual([
      ['*Iron', 'Oak'],
      ['*Neon', 'Gold', '*Argon'],
    ]);
    expect(questions.slice(2)).toMatchObject([
      { kind: 'true_false', correct: false },
      { kind: 'essay', graderInfo: 'It is heavy.' },
      { kind: 'ordering', order: ['Feather', 'Book', 'Car'] },
      {
        kind: 'matching',
        pairs: [
          { stem: 'Au', choice: 'Gold' },
          { stem: 'Fe', choice: 'Iron' },
        ],
      },
      { kind: 'short_answer', accepted: [{ text: 'silver' }, { text: 'Silver metal' }] },
      {
        kind: 'cloze',
        text: '[[gap]] after [[gap]].',
        gaps: [{ accepted: [{ text: 'two' }] }, { accepted: [{ text: 'one' }, { text: 'uno' }] }],
      },
      { kind: 'numeric', accepted: [{ value: '2.5', tolerance: { absolute: '0.1' } }] },
      { kind: 'essay', graderInfo: 'shiny' },
    ]);
    expect(file.rows[2]).toMatchObject({ row: 3, cells: ['TF', 'Gold floats.', 'false'] });
  });

  it('reports faults with row and column, and takes the others', async () => {
    const file = await read(
      'MC > Good? > a > correct > b > incorrect',
      'MC > None? > a > incorrect > b > incorrect',
      'MC > Two? > a > correct > b > correct',
      'MC > Word? > a > right > b > incorrect',
      'TF > Maybe? > maybe',
      'NUM > Many? > many',
      'OP > Opinion?',
      'MC >  > a > correct > b > incorrect',
      'MAT > Odd? > a > 1 > b',
      'MC > Good? > b > incorrect > a > correct',
    );
    expect(problemsOf(file)).toEqual([
      'no_correct_answer in row 2',
      'several_correct_answers in row 3',
      'correct_not_found in row 4',
      'correct_not_found in row 5',
      'bad_number in row 6',
      'unsupported_type in row 7',
      'missing_question_text in row 8',
      'bad_pair in row 9',
      'too_few_options in row 9',
      'duplicate_question in row 10',
    ]);
    expect(file.problems[2]?.column).toBe('D');
    expect(questionsOf(file)).toHaveLength(2);
  });
});
