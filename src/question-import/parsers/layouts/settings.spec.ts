import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from '../index.js';
import { defaultImportLimits } from '../limits.js';
import type { ReadOptions, ReadSettings } from '../read-settings.js';
import {
  problemsOf,
  questionsOf,
  readRows,
  starred,
  workbookOf,
} from '../../../../test/support/table-sample.js';
import { parseSheets } from './parse-sheets.js';

const good = [
  ['question', 'option a', 'option b', 'correct'],
  ['First?', 'x', 'y', 'A'],
  ['Second?', 'x', 'y', 'B'],
];
const foreign = [
  ['Topic', 'What', 'Good', 'Bad'],
  ['Birds', 'Which flies?', 'Owl', 'Emu'],
];

describe('a mapping by hand', () => {
  it('starts from the columns of the first row where no header is known', async () => {
    const file = await readRows([[], ...foreign]);
    expect(problemsOf(file)).toEqual(['unknown_header in row 2']);
    expect([file.headerRow, file.rows]).toEqual([undefined, []]);
    expect(file.columns).toEqual([
      { letter: 'A', header: 'Topic' },
      { letter: 'B', header: 'What' },
      { letter: 'C', header: 'Good' },
      { letter: 'D', header: 'Bad' },
    ]);
  });

  it('reads by what a person says of columns', async () => {
    const columns = { A: 'category', B: 'question', C: 'correct', D: 'wrong_1' };
    for (const settings of [{ headerRow: 1, columns }, { columns }]) {
      const file = await readRows(foreign, { settings });
      expect(problemsOf(file)).toEqual([]);
      expect(file.headerRow).toBe(1);
      expect(questionsOf(file)[0]).toMatchObject({ text: 'Which flies?', category: 'Birds' });
      expect(starred(questionsOf(file)[0])).toEqual(['*Owl', 'Emu']);
      expect(file.columns[1]).toEqual({ letter: 'B', header: 'What', meaning: 'question' });
      expect(file.rows[0]?.cells).toEqual(['Birds', 'Which flies?', 'Owl', 'Emu']);
    }
  });

  it('goes before what was recognised, and leaves columns out', async () => {
    const rows = [
      ['Question', 'Text', 'Option 1', 'Option 2', 'Answer', 'Points'],
      ['Q1', 'Real text?', 'x', 'y', 'B', 'many'],
    ];
    const settings: ReadSettings = { columns: { A: 'title', B: 'question', F: null } };
    const file = await readRows(rows, { settings });
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file)[0]).toMatchObject({ text: 'Real text?', title: 'Q1' });
    expect(file.columns.map(({ meaning }) => meaning)).toEqual([
      'title',
      'question',
      'option_1',
      'option_2',
      'correct',
      undefined,
    ]);
  });

  it('may name a later row, and columns behind the last header', async () => {
    const rows = [good[0] ?? [], ['Notes'], ['Q', 'O1', 'O2'], ['Where?', 'here', 'there', 'B']];
    const settings: ReadSettings = {
      headerRow: 3,
      columns: { A: 'question', B: 'option_1', C: 'option_2', D: 'correct' },
    };
    const file = await readRows(rows, { settings });
    expect([problemsOf(file), file.headerRow, file.columns.length]).toEqual([[], 3, 4]);
    expect(questionsOf(file).map(starred)).toEqual([['here', '*there']]);
  });

  it.each<[string, ReadSettings, string[]]>([
    ['no question column', { columns: { A: null } }, ['no_question_column in row 1']],
    ['no answers', { columns: { B: null, C: null, D: null } }, ['no_answer_column in row 1']],
    ['a meaning that is none', { columns: { A: 'nonsense' } }, ['unknown_meaning']],
    ['a prototype as a meaning', { columns: { A: '__proto__' } }, ['unknown_meaning']],
    ['a column that is none', { columns: { A1: 'title' } }, ['unknown_meaning']],
    ['a blank header row', { headerRow: 9 }, ['header_row_not_found']],
    [
      'one meaning twice',
      { columns: { A: 'question', B: 'question' } },
      ['repeated_meaning', 'repeated_column', 'too_few_options in row 2', 'too_few_options in row 3'],
    ],
  ])('with %s says what is missing', async (_name, settings, expected) => {
    const file = await readRows(good, { settings });
    expect(problemsOf(file).toSorted()).toEqual(expected.toSorted());
    for (const { message } of file.problems) expect(message.length).toBeGreaterThan(20);
  });
});

describe('how right answers are read', () => {
  const numbers = [
    ['question', 'option 1', 'option 2', 'option 3', 'option 4', 'answer'],
    ['1 + 2?', 2, 3, 4, 5, 3],
    ['2 + 2?', 2, 3, 4, 5, 4],
    ['1 + 1?', 2, 3, 4, 5, 2],
    ['Essay', '', '', '', '', ''],
  ];

  it('is asked once where two ways fit every row and differ', async () => {
    const file = await readRows(numbers.slice(0, 4));
    expect(problemsOf(file)).toEqual(['correct_ambiguous']);
    expect(file.problems[0]).toMatchObject({ severity: 'error', column: 'answer' });
    expect(file.answerReadings).toEqual(['numbers', 'texts']);
    expect(file.rows.map(({ question }) => question)).toEqual([undefined, undefined, undefined]);
    expect(file.rows[0]?.cells).toEqual(['1 + 2?', '2', '3', '4', '5', '3']);
  });

  it.each([
    ['numbers', ['4', '5', '3']],
    ['texts', ['3', '4', '2']],
    ['zero_based_numbers', ['5', undefined, '4']],
  ] as const)('follows the choice of %s', async (answerReading, right) => {
    const file = await readRows(numbers.slice(0, 4), { settings: { answerReading } });
    expect(file.answerReadings).toEqual([answerReading]);
    expect(file.rows.map(({ question }) => question?.options?.find(({ correct }) => correct)?.text)).toEqual(
      right,
    );
  });

  it('holds no row back that is read in another way', async () => {
    const file = await readRows([
      ...numbers.slice(0, 3),
      ['Same in both?', 1, 2, 3, 4, 2],
      ['Letter?', 2, 3, 4, 5, 'D'],
    ]);
    expect(problemsOf(file)).toEqual(['correct_ambiguous']);
    expect(questionsOf(file).map(starred)).toEqual([['2', '3', '4', '*5']]);
  });

  it('is asked for letters and for indexes as well', async () => {
    const letters = await readRows([
      ['question', 'option 1', 'option 2', 'option 3', 'answer'],
      ['Blood group?', 'B', 'C', 'A', 'A'],
    ]);
    expect(letters.answerReadings).toEqual(['letters', 'texts']);
    const index = await readRows([
      ['question', 'option 1', 'option 2', 'option 3', 'correctIndex'],
      ['Which?', 'x', 'y', 'z', 1],
    ]);
    expect(index.answerReadings).toEqual(['numbers', 'zero_based_numbers']);
    expect(problemsOf(index)).toEqual(['correct_ambiguous']);
  });

  it('is not in doubt because of a cell that nothing fits', async () => {
    const file = await readRows([...numbers.slice(0, 4), ['9 + 1?', 2, 3, 4, 5, 10]]);
    expect(problemsOf(file)).toEqual(['correct_ambiguous', 'correct_not_found in row 5']);
  });
});

describe('the sheet of a workbook', () => {
  const sheets = { One: good, Two: [good[0] ?? [], ['Other?', 'x', 'y', 'B']], '-Hidden': good, Blank: [] };

  it('is the first with a header, and the others are named', async () => {
    const file = await parseQuestionFile(await workbookOf(sheets));
    expect(file.sheets).toEqual([
      { name: 'One', hasHeader: true, used: true },
      { name: 'Two', hasHeader: true, used: false },
      { name: 'Blank', hasHeader: false, used: false },
    ]);
    expect(problemsOf(file)).toEqual(['sheet_not_read']);
  });

  it('is the one with questions where a template before it is blank', async () => {
    const file = await parseQuestionFile(await workbookOf({ Template: [good[0] ?? []], Filled: good }));
    expect(file.rows.map(({ sheet }) => sheet)).toEqual(['Filled', 'Filled']);
  });

  it('is the one that a person names', async () => {
    const file = await parseQuestionFile(await workbookOf(sheets), {}, { settings: { sheet: 'Two' } });
    expect(questionsOf(file).map(({ text }) => text)).toEqual(['Other?']);
    expect(file.sheets?.map(({ used }) => used)).toEqual([false, true, false]);
  });

  it.each(['Three', 'Hidden'])('is none where there is no visible sheet %s', async (sheet) => {
    const file = await parseQuestionFile(await workbookOf(sheets), {}, { settings: { sheet } });
    expect(problemsOf(file)).toEqual(['unknown_sheet']);
    expect([file.rows, file.sheets?.length]).toEqual([[], 3]);
  });

  it('may have its header below the rows that are searched, and many rows', async () => {
    const lines = Array.from({ length: 40 }, () => ['Instructions']);
    const table = [...lines, ...good];
    const settings: ReadSettings = { sheet: 'Late', headerRow: 41 };
    const file = await parseQuestionFile(await workbookOf({ One: good, Late: table }), {}, { settings });
    expect([file.headerRow, file.rows.length]).toEqual([41, 2]);
  });
});

describe('corrections of cells', () => {
  const read = async (options: ReadOptions) => readRows([...good, ['Third?', 'x', 'y']], options);

  it('come before anything is decided, also behind the end of a row and in blank rows', async () => {
    const file = await read({
      corrections: [
        { row: 4, column: 'D', text: 'B' },
        { row: 2, column: 'A', text: ' Changed? ' },
        { row: 7, column: 'A', text: 'New?' },
        { row: 7, column: 'B', text: 'p' },
        { row: 7, column: 'C', text: 'q' },
        { row: 7, column: 'D', text: 'A' },
      ],
    });
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file).map(({ text }) => text)).toEqual(['Changed?', 'Second?', 'Third?', 'New?']);
    expect(file.rows.at(-1)).toMatchObject({ row: 7, cells: ['New?', 'p', 'q', 'A'] });
  });

  it('may make a header, and may blank a row', async () => {
    const file = await readRows([['Q', 'option a', 'option b', 'correct'], ...good.slice(1)], {
      corrections: [
        { row: 1, column: 'A', text: 'question' },
        ...['A', 'B', 'C', 'D'].map((column) => ({ row: 2, column, text: '' })),
      ],
    });
    expect([file.headerRow, file.rows.map(({ row }) => row)]).toEqual([1, [3]]);
  });

  it('of cells that cannot be are left out', async () => {
    const file = await read({
      corrections: [
        { row: 4, column: 'D', text: 'A' },
        { row: 4, column: 'D1', text: 'x' },
        { row: 0, column: 'A', text: 'x' },
        { row: 9e9, column: 'A', text: 'x' },
      ],
    });
    expect(problemsOf(file)).toEqual(Array.from({ length: 3 }, () => 'correction_left_out'));
    expect(questionsOf(file)).toHaveLength(3);
  });

  it.each([
    ['far cells', [{ row: 4, column: 'ZZZ', text: 'x' }]],
    ['long texts', [{ row: 2, column: 'A', text: 'x'.repeat(40_000) }]],
    [
      'long texts together',
      Array.from({ length: 1_200 }, (_, index) => ({
        row: index + 2,
        column: 'A',
        text: 'x'.repeat(30_000),
      })),
    ],
  ])('stay within the limits: %s', async (_name, corrections) => {
    await expect(read({ corrections })).rejects.toMatchObject({ code: 'import_too_large' });
  });

  it('belong to their sheet', async () => {
    const bytes = await workbookOf({ One: good, Two: good });
    const corrections = [
      { sheet: 'Two', row: 2, column: 'A', text: 'Only here?' },
      { sheet: 'Gone', row: 2, column: 'A', text: 'Nowhere?' },
    ];
    const file = await parseQuestionFile(bytes, {}, { corrections, settings: { sheet: 'Two' } });
    expect(questionsOf(file)[0]?.text).toBe('Only here?');
    expect(problemsOf(file)).toContain('correction_left_out');
    const other = await parseQuestionFile(bytes, {}, { corrections });
    expect(questionsOf(other)[0]?.text).toBe('First?');
  });

  it('take the error of a spreadsheet away', () => {
    const [header = [], ...rows] = good;
    const table = {
      rows: [
        { row: 1, cells: header },
        ...rows.map((cells, index) => ({
          row: index + 2,
          cells: cells.with(1, '#N/A'),
          failedCells: [1],
        })),
      ],
    };
    const corrections = [{ row: 2, column: 'B', text: 'x' }];
    const file = parseSheets('csv', [table], defaultImportLimits, { corrections });
    expect(problemsOf(file)).toEqual(['cell_error in row 3']);
    expect(file.rows[0]?.cells).toEqual(['First?', 'x', 'y', 'A']);
  });

  it('give the same result every time, and progress that never goes back', async () => {
    const seen: number[] = [];
    const rows = [...good, ...Array.from({ length: 1_200 }, (_, index) => [`No. ${index}?`, 'x', 'y', 'A'])];
    const options: ReadOptions = {
      corrections: [{ row: 3, column: 'D', text: 'A' }],
      onProgress: (count) => seen.push(count),
    };
    expect(await readRows(rows, options)).toEqual(await readRows(rows, options));
    expect(seen.slice(0, 3)).toEqual([500, 1000, 1202]);
  });
});
