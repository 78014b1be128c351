import type { Import, ImportProblem, ImportRow } from './import.queries.js';
import { columnIndex } from './mapping.js';

export interface EditableCell {
  readonly letter: string;
  readonly label: string;
  readonly text: string;
  readonly problem: string | undefined;
}

type Column = Import['columns'][number];

/** The cells that say something: those of columns with a meaning, and whatever has a problem. */
export function editableCells(
  columns: readonly Column[],
  { cells, problems }: Pick<ImportRow, 'cells' | 'problems'>,
): EditableCell[] {
  return columns
    .map((column) => ({ column, problem: problemOf(column, problems) }))
    .filter(({ column, problem }) => column.meaning !== null || problem !== undefined)
    .map(({ column: { letter, header }, problem }) => ({
      letter,
      label: header === '' ? letter : `${header} (${letter})`,
      text: cells?.[columnIndex(letter)] ?? '',
      problem,
    }));
}

/** Only what differs from the file and what was put right before. */
export function changedCells(
  fields: readonly EditableCell[],
  texts: Readonly<Record<string, string>>,
): Record<string, string> {
  const changed = fields.filter(({ letter, text }) => (texts[letter] ?? text) !== text);
  return Object.fromEntries(changed.map(({ letter }) => [letter, texts[letter]!]));
}

function problemOf({ letter, header }: Column, problems: readonly ImportProblem[]): string | undefined {
  return problems.find(
    ({ severity, column }) => severity === 'error' && (column === header || column === letter),
  )?.message;
}
