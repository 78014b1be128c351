import { lastSpreadsheetRow } from '../limits.js';
import type { ProblemList } from '../problem-list.js';
import type { CellCorrection } from '../read-settings.js';
import type { TableBudget } from '../table-budget.js';
import { cleanCellText, type TextRow, type TextTable } from '../text-table.js';
import { columnIndex } from './column-letters.js';

/** Cells of one sheet that a person has put right: row, then column from 0, then text. */
type RowCorrections = ReadonlyMap<number, ReadonlyMap<number, string>>;

/**
 * The table with the texts that a person has put into its cells, before anything is decided from them. A cell may lie
 * behind the end of its row, and a row may have been blank.
 *
 * @param budget of the file: corrected cells count as cells that were read
 * @throws ImportRefused where the corrections pass a limit
 */
export function correctTable<Table extends TextTable>(
  table: Table,
  corrections: readonly CellCorrection[],
  budget: TableBudget,
  problems?: ProblemList,
): Table {
  const wanted = byRow(table.sheet, corrections, budget, problems);
  if (wanted.size === 0) {
    return table;
  }
  const rows = table.rows.map((row) => correctRow(row, wanted.get(row.row)));
  const present = new Set(table.rows.map((row) => row.row));
  for (const [row, cells] of wanted) {
    if (!present.has(row)) {
      rows.push(correctRow({ row, cells: [] }, cells));
    }
  }
  const kept = rows
    .filter((row) => row.cells.some((cell) => cell.trim() !== ''))
    .sort((left, right) => left.row - right.row);
  for (const row of kept) {
    budget.addRow(row.cells);
  }
  return { ...table, rows: kept };
}

function byRow(
  sheet: string | undefined,
  corrections: readonly CellCorrection[],
  budget: TableBudget,
  problems: ProblemList | undefined,
): RowCorrections {
  const rows = new Map<number, Map<number, string>>();
  for (const { row, column, text } of corrections) {
    const index = columnIndex(column);
    if (index === undefined || !Number.isInteger(row) || row < 1 || row > lastSpreadsheetRow) {
      problems?.add({
        severity: 'warning',
        code: 'correction_left_out',
        message: `The correction of cell ${column.slice(0, 10)}${row} is left out: there is no such cell.`,
      });
      continue;
    }
    budget.checkColumn(index, row, sheet);
    budget.checkCellLength(text.length, index, row, sheet);
    const cells = rows.get(row) ?? new Map<number, string>();
    cells.set(index, cleanCellText(text));
    rows.set(row, cells);
  }
  return rows;
}

function correctRow(row: TextRow, corrections: ReadonlyMap<number, string> | undefined): TextRow {
  if (corrections === undefined) {
    return row;
  }
  const width = Math.max(row.cells.length, ...[...corrections.keys()].map((column) => column + 1));
  const cells = Array.from(
    { length: width },
    (_, column) => corrections.get(column) ?? row.cells[column] ?? '',
  );
  while (cells.length > 0 && (cells.at(-1) ?? '').trim() === '') {
    cells.pop();
  }
  const { failedCells, plainNumbers } = row;
  return {
    row: row.row,
    cells,
    ...(failedCells && { failedCells: failedCells.filter((column) => !corrections.has(column)) }),
    ...(plainNumbers && {
      plainNumbers: new Map([...plainNumbers].filter(([column]) => !corrections.has(column))),
    }),
  };
}

/** The corrections that belong to one of the tables; those without a sheet belong to the one that is read by default. */
export function correctionsOf(
  table: TextTable,
  corrections: readonly CellCorrection[],
  defaultSheet: string | undefined,
): readonly CellCorrection[] {
  return corrections.filter(({ sheet }) => (sheet ?? defaultSheet) === table.sheet);
}

/** A correction of a sheet that is not there, or is hidden, changes nothing. */
export function reportStrayCorrections(
  tables: readonly TextTable[],
  corrections: readonly CellCorrection[],
  problems: ProblemList,
): void {
  const names = new Set(tables.map((table) => table.sheet));
  const stray = corrections.find(({ sheet }) => sheet !== undefined && !names.has(sheet));
  if (stray !== undefined) {
    problems.add({
      severity: 'warning',
      code: 'correction_left_out',
      message: `Corrections of sheet "${(stray.sheet ?? '').slice(0, 100)}" are left out: the file has no such visible sheet.`,
    });
  }
}
