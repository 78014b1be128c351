import { describe, expect, it } from 'vitest';
import { changedCells, editableCells } from './editable-cells.js';

const columns = [
  { letter: 'A', header: 'question', meaning: 'question' },
  { letter: 'B', header: 'note', meaning: null },
  { letter: 'C', header: '', meaning: 'option_1' },
  { letter: 'D', header: 'correct', meaning: 'correct' },
];
const wrong = {
  severity: 'error',
  code: 'no_correct_answer',
  message: 'Which is right?',
  column: 'correct',
} as const;

describe('the cells of a row that can be put right', () => {
  const fields = editableCells(columns, { cells: ['Why?', 'x', 'because'], problems: [wrong] });

  it('are those with a meaning, also behind the end of the row, with what is wrong', () => {
    expect(fields).toEqual([
      { letter: 'A', label: 'question (A)', text: 'Why?', problem: undefined },
      { letter: 'C', label: 'C', text: 'because', problem: undefined },
      { letter: 'D', label: 'correct (D)', text: '', problem: 'Which is right?' },
    ]);
  });

  it('include a column without a meaning where the problem is there', () => {
    const [, note] = editableCells(columns, { cells: [], problems: [{ ...wrong, column: 'B' }] });
    expect(note).toMatchObject({ letter: 'B', problem: 'Which is right?' });
  });

  it('are sent where they differ', () => {
    expect(changedCells(fields, { A: 'Why?', D: 'A', C: '' })).toEqual({ C: '', D: 'A' });
    expect(changedCells(fields, {})).toEqual({});
  });
});
