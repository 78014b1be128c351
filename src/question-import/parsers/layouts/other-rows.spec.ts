import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../test/support/table-sample.js';

const header = ['No.', 'Question', 'Option A', 'Option B', 'Answer', 'Points'];
const good = [1, 'Good?', 'x', 'y', 'A', 1];

describe('rows that are no questions', () => {
  it.each([
    ['a heading', ['', 'Section B: Geography']],
    ['a heading in a merged cell', ['Part two of the test']],
    ['a note', ['', '* Calculators are allowed.']],
    ['a named note', ['', 'Note: two points each']],
    ['a total', ['', 'Total', '', '', '', 10]],
    ['the header once more', header],
    ['a text below the table', ['', '', '', 'End of the test']],
  ])('are left out with a warning: %s', async (_name, row) => {
    const file = await readRows([header, good, row, [2, 'Better?', 'x', 'y', 'B', 1]]);
    expect(problemsOf(file)).toEqual(['row_skipped in row 3']);
    expect(questionsOf(file).map(({ text }) => text)).toEqual(['Good?', 'Better?']);
  });

  it('are explained by a row below the header', async () => {
    const hints = [
      '',
      'Text of the question (required)',
      'First option (required)',
      'Optional',
      'Enter the letter of the right option',
      'Optional',
    ];
    const file = await readRows([header, hints, good]);
    expect(problemsOf(file)).toEqual(['row_skipped in row 2']);
    expect(questionsOf(file)).toHaveLength(1);
  });

  it.each([
    ['without options', ['', 'Section headings come where in a report?'], 'no_correct_answer in row 3'],
    ['without a key', ['', 'Part of a whole', 'x', 'y'], 'no_correct_answer in row 3'],
    ['without options or a question mark', ['', 'Capital of France'], 'no_correct_answer in row 3'],
    ['without a text', ['', '', 'x', 'y', 'A'], 'missing_question_text in row 3'],
  ])('are not faulty questions: one %s is reported', async (_name, row, problem) => {
    const file = await readRows([header, good, row]);
    expect(problemsOf(file)).toEqual([problem]);
  });

  it('are skipped in silence where they hold a running number or a default', async () => {
    const file = await readRows([header, good, [2, '', '', '', '', 1], [3]]);
    expect([problemsOf(file), file.rows.length]).toEqual([[], 1]);
  });
});

describe('right answers in other places', () => {
  it('are marked in a column beside each option', async () => {
    for (const marks of [
      ['Is correct 1', 'Is correct 2', 'Is correct 3'],
      ['Correct?', 'Correct?', 'Correct?'],
      ['Option 1 correct', 'Option 2 correct', 'Option 3 correct'],
    ]) {
      const file = await readRows([
        ['Question', 'Option 1', marks[0] ?? '', 'Option 2', marks[1] ?? '', 'Option 3', marks[2] ?? ''],
        ['Which?', 'a', 'x', 'b', '', 'c', '✓'],
        ['Which one?', 'a', 'FALSE', 'b', 'TRUE', '', ''],
        ['None?', 'a', '', 'b', ''],
        ['Word?', 'a', 'rather', 'b', ''],
      ]);
      expect(questionsOf(file).map(starred)).toEqual([
        ['*a', 'b', '*c'],
        ['a', '*b'],
      ]);
      expect(problemsOf(file)).toEqual(['no_correct_answer in row 4', 'bad_truth_value in row 5']);
    }
  });

  it('carry a star where no column names them', async () => {
    const file = await readRows([
      ['Question', 'Choice 1', 'Choice 2', 'Choice 3'],
      ['Which?', '*a', 'b', 'c *'],
      ['Which one?', 'a', 'b (correct)', ''],
    ]);
    expect(questionsOf(file).map(starred)).toEqual([
      ['*a', 'b', '*c'],
      ['a', '*b'],
    ]);
  });

  it('stand first where the header says so', async () => {
    const file = await readRows([
      ['Pregunta', 'Respuesta 1 (Correcta)', 'Respuesta 2', 'Respuesta 3'],
      ['¿Cuál?', 'a', 'b', 'c'],
    ]);
    expect(questionsOf(file).map(starred)).toEqual([['*a', 'b', 'c']]);
  });

  it('are named once where no column holds them', async () => {
    const file = await readRows([
      ['Question', 'Option 1', 'Option 2'],
      ['Which?', 'a', 'b'],
      ['What?', 'c', 'd'],
    ]);
    expect(problemsOf(file)).toEqual(['no_answer_column in row 1']);
    expect(file.rows.map(({ question }) => question)).toEqual([undefined, undefined]);
  });
});

describe('options in one cell', () => {
  it.each([
    ['bars', 'red|green|blue', 'green'],
    ['line breaks', 'A) red\nB) green\nC) blue', 'B'],
    ['semicolons', 'red; green; blue', 2],
    ['a JSON list', '["red","green","blue"]', '["green"]'],
    ['a JSON object', '{"A":"red","B":"green","C":"blue"}', 'B'],
    [
      'JSON with marks',
      '[{"text":"red","isCorrect":false},{"text":"green","isCorrect":true},{"text":"blue","isCorrect":false}]',
      '',
    ],
  ])('are separated by %s', async (_name, options, answer) => {
    const file = await readRows([
      ['Question', 'Options', 'Correct Answer'],
      ['Which?', options, answer],
    ]);
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file).map(starred)).toEqual([['red', '*green', 'blue']]);
  });
});
