import type { ProblemList } from '../problem-list.js';
import type { TextRow } from '../text-table.js';
import type { HeaderRow, UnusedColumn } from './header-row.js';
import { columnName } from './question-row.js';

const messages: Readonly<Record<UnusedColumn['reason'], string>> = {
  unknown: 'The header of this column is not known; its cells are left out.',
  unnamed: 'This column has no header; its cells are left out.',
  repeated: 'Another column has the same meaning; the cells of this one are left out.',
  not_supported: 'What this column holds cannot be imported; its cells are left out.',
};

/** Columns that hold something and are left out are named once each, so that nothing is lost in silence. */
export function reportUnusedColumns(
  rows: readonly TextRow[],
  header: HeaderRow,
  problems: ProblemList,
  sheet: string | undefined,
): void {
  for (const { column, reason } of header.unused) {
    const cells = rows.map((row) => (row.cells[column] ?? '').trim()).filter((cell) => cell !== '');
    // Running numbers often stand in a column without a header.
    const isRunningNumber = reason === 'unnamed' && cells.every((cell) => /^\d+\.?$/.test(cell));
    if (cells.length > 0 && !isRunningNumber) {
      problems.add({
        severity: 'warning',
        code: reason === 'not_supported' ? 'column_not_imported' : `${reason}_column`,
        message: messages[reason],
        column: columnName(header, column),
        ...(sheet === undefined ? {} : { sheet }),
      });
    }
  }
}
