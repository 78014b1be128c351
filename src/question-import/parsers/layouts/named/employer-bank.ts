import type { TableLayout } from '../table-layout.js';

const columns = [
  'skill',
  'topic',
  'sub topic',
  'difficulty level',
  'negative marks',
  'duration (sec)',
  'question type',
];

/**
 * The workbook of a platform on which employers test: a sheet of instructions first, mandatory columns with a star, points lost,
 * a difficulty. The sheet that holds the questions is found wherever it stands.
 */
export const employerBank: TableLayout = {
  name: 'Employer question bank',

  recognise({ words, row }) {
    const starred = row.cells.filter((cell) => /\*\s*$/.test(cell.slice(-5))).length;
    const known = columns.filter((column) => words.includes(column)).length;
    return starred >= 2 && known >= 3 ? {} : undefined;
  },
};
