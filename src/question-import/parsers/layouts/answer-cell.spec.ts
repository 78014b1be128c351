import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAnswerCell } from './answer-cell.js';
import { decideAnswerColumn } from './answer-column.js';

interface AnswerCase {
  readonly id: string;
  readonly header: string;
  readonly options: readonly string[];
  readonly cell: string;
  readonly column?: readonly string[];
  readonly expected?: readonly number[];
  readonly code?: string;
}

const file = new URL('../../../../test/fixtures/import/answer-cells.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly AnswerCase[] };

const colours = ['red', 'green', 'blue', 'black'];
const moreCases: readonly AnswerCase[] = [
  { id: 'lower case', header: 'correct', options: colours, cell: '(b)', expected: [2] },
  { id: 'letters without separator', header: 'correct', options: colours, cell: 'ACD', expected: [1, 3, 4] },
  { id: 'letters with spaces', header: 'correct', options: colours, cell: 'A C', expected: [1, 3] },
  { id: 'numbers with spaces', header: 'correct', options: colours, cell: '1 3', expected: [1, 3] },
  { id: 'a number of a data program', header: 'correct', options: colours, cell: '2.0', expected: [2] },
  { id: 'column name', header: 'correct', options: colours, cell: 'option_3', expected: [3] },
  { id: 'number sign', header: 'correct', options: colours, cell: '#4', expected: [4] },
  { id: 'other letter case', header: 'correct', options: colours, cell: 'GREEN', expected: [2] },
  { id: 'several texts', header: 'correct', options: colours, cell: 'red; Blue', expected: [1, 3] },
  { id: 'number and text', header: 'correct', options: colours, cell: '2) green', expected: [2] },
  {
    id: 'label and text differ',
    header: 'correct',
    options: colours,
    cell: 'B. blue',
    code: 'correct_ambiguous',
  },
  { id: 'letter out of range', header: 'correct', options: colours, cell: 'E', code: 'correct_not_found' },
  { id: 'a list with and', header: 'correct', options: colours, cell: 'A, C and D', expected: [1, 3, 4] },
  {
    id: 'names in a list',
    header: 'correct',
    options: colours,
    cell: 'Option A and Option C',
    expected: [1, 3],
  },
  { id: 'brackets in a list', header: 'correct', options: colours, cell: '(a), (d)', expected: [1, 4] },
  { id: 'a JSON list', header: 'correct', options: colours, cell: '["A","C"]', expected: [1, 3] },
  {
    id: 'a JSON list of texts',
    header: 'correct',
    options: colours,
    cell: "['red', 'blue']",
    expected: [1, 3],
  },
  { id: 'numbers with bars', header: 'correct', options: colours, cell: '1|3', expected: [1, 3] },
  { id: 'numbers with semicolons', header: 'correct', options: colours, cell: '1;3', expected: [1, 3] },
  { id: 'a sentence', header: 'correct', options: colours, cell: 'Correct answer: B', expected: [2] },
  { id: 'both', header: 'correct', options: colours, cell: 'Both A and B', expected: [1, 2] },
  {
    id: 'a letter and a text with a dash',
    header: 'correct',
    options: colours,
    cell: 'B - green',
    expected: [2],
  },
  { id: 'a name and a text', header: 'correct', options: colours, cell: 'Option B: green', expected: [2] },
  { id: 'a label behind', header: 'correct', options: colours, cell: 'green (B)', expected: [2] },
  { id: 'labelled texts', header: 'correct', options: colours, cell: 'A. red; C. blue', expected: [1, 3] },
  { id: 'a quoted text', header: 'correct', options: colours, cell: '"green"', expected: [2] },
  {
    id: 'the letters E and I',
    header: 'correct',
    options: [...'abcdefghi'].map((one) => `${one}!`),
    cell: 'E, I',
    expected: [5, 9],
  },
  {
    id: 'the text of a labelled option',
    header: 'correct',
    options: ['A) red', 'B) green'],
    cell: 'green',
    expected: [2],
  },
  {
    id: 'a ratio is no label',
    header: 'correct',
    options: ['1:2', '2:1'],
    cell: '2',
    column: ['2', '1'],
    expected: [2],
  },
  {
    id: 'all of the above',
    header: 'correct',
    options: ['red', 'green', 'All of the above'],
    cell: 'All of the above',
    expected: [3],
  },
  {
    id: 'all of the above by its label',
    header: 'correct',
    options: ['red', 'green', 'All of the above'],
    cell: 'C. all of the above',
    expected: [3],
  },
  {
    id: 'all of the above where no option says so',
    header: 'correct',
    options: colours,
    cell: 'All of the above',
    code: 'correct_not_found',
  },
  {
    id: 'short words for True and False',
    header: 'correct',
    options: ['True', 'False'],
    cell: 'F',
    column: ['T', 'F'],
    expected: [2],
  },
  {
    id: 'doubt stays where a faulty cell stands in the column',
    header: 'answer',
    options: ['2', '3', '4', '5'],
    cell: '3',
    column: ['3', '4', '9'],
    code: 'correct_ambiguous',
  },
  {
    id: 'a blank cell in a column of texts',
    header: 'answer',
    options: colours,
    cell: `red${' '.repeat(30_000)}x`,
    code: 'correct_not_found',
  },
  { id: 'unknown text', header: 'correct', options: colours, cell: 'purple', code: 'correct_not_found' },
  { id: 'blank', header: 'correct', options: colours, cell: '  ', code: 'no_correct_answer' },
  { id: 'one wrong in a list', header: 'correct', options: colours, cell: 'A, F', code: 'correct_not_found' },
  {
    id: 'texts with separators in a list',
    header: 'correct',
    options: ['rock, paper', 'scissors', 'paper'],
    cell: 'rock, paper, scissors',
    expected: [1, 2],
  },
  {
    id: 'a list that is one option',
    header: 'correct',
    options: ['x', 'y', 'A and B'],
    cell: 'A and B',
    column: ['C', 'A and B'],
    expected: [3],
  },
  {
    id: 'texts elsewhere decide for text',
    header: 'answer',
    options: ['C', 'Java', 'Go'],
    cell: 'Go',
    column: ['Java', 'Go'],
    expected: [3],
  },
  {
    id: 'a text that looks like a letter among texts',
    header: 'answer',
    options: ['Java', 'Go', 'C'],
    cell: 'C',
    column: ['Java', 'C'],
    expected: [3],
  },
  {
    id: 'a text that looks like a letter alone',
    header: 'answer',
    options: ['Java', 'C', 'Go'],
    cell: 'C',
    code: 'correct_ambiguous',
  },
  {
    id: 'an index without a zero may count from zero',
    header: 'correctIndex',
    options: colours,
    cell: '2',
    column: ['1', '2', '3'],
    code: 'correct_ambiguous',
  },
  {
    id: 'an index that reaches the last option counts from one',
    header: 'correct_index',
    options: colours,
    cell: '2',
    column: ['1', '2', '4'],
    expected: [2],
  },
];

describe('an answer cell', () => {
  it.each([...cases, ...moreCases])('$id: "$cell" is read as expected', (sample) => {
    const options = sample.options.map((text, index) => ({ number: index + 1, text }));
    const cells = sample.column ?? [sample.cell];
    const column = decideAnswerColumn(
      cells.map((cell) => ({ options, cell })),
      sample.header,
    );
    const result = readAnswerCell(options, sample.cell, column);
    expect(result.ok ? result.correct : result.code).toEqual(sample.expected ?? sample.code);
  });

  it('counts option columns, so that a blank one shifts nothing', () => {
    const options = [
      { number: 1, text: 'yes' },
      { number: 3, text: 'no' },
    ];
    const column = decideAnswerColumn([{ options, cell: 'C' }], 'correct');
    expect(readAnswerCell(options, 'C', column)).toEqual({ ok: true, correct: [3] });
    expect(readAnswerCell(options, 'B', column)).toMatchObject({ ok: false, code: 'correct_not_found' });
  });
});
