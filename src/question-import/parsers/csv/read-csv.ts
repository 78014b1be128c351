import { CsvError, parse } from 'csv-parse/sync';
import { ImportRefused, tooLarge } from '../import-refused.js';
import { lastSpreadsheetRow, type ImportLimits } from '../limits.js';
import { TableBudget } from '../table-budget.js';
import { cleanCellText, type TextRow, type TextTable } from '../text-table.js';
import { decodeText } from './decode-text.js';
import { findDelimiter } from './delimiter.js';
import { countRows } from './count-rows.js';

/**
 * Reads delimited text as rows of texts.
 *
 * @throws ImportRefused
 */
export function readCsv(bytes: Uint8Array, limits: ImportLimits): TextTable {
  const { text, delimiter, linesBefore } = findDelimiter(decodeText(bytes));
  if (countRows(text, delimiter, linesBefore) > lastSpreadsheetRow) {
    throw tooLarge('The file has more rows than a spreadsheet can show. Delete the blank lines at its end.');
  }
  const budget = new TableBudget(limits);
  const rows: TextRow[] = [];
  let row = 0;
  const takeRecord = (record: string[]): null => {
    row += 1;
    const cells = record.slice(0, filledLength(record)).map((cell, column) => {
      budget.checkColumn(column, row);
      budget.checkCellLength(cell.length, column, row);
      return cleanCellText(withoutFormulaGuard(cell));
    });
    if (cells.length > 0) {
      budget.addRow(cells);
      rows.push({ row, cells });
    }
    // The records are kept here; csv-parse would keep them a second time.
    return null;
  };
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      // A line as long as all its cells may be is refused for a cell, with its place.
      max_record_size: limits.cellCharacters * 64,
      on_record: takeRecord,
    });
  } catch (error) {
    throw refusalFor(error, row + 1);
  }
  return { rows };
}

/** Trailing delimiters make no cells. */
function filledLength(record: readonly string[]): number {
  let length = record.length;
  while (length > 0 && (record[length - 1] ?? '').trim() === '') {
    length -= 1;
  }
  return length;
}

/** Exports put an apostrophe in front of what a spreadsheet program would run as a formula. */
function withoutFormulaGuard(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function refusalFor(error: unknown, row: number): unknown {
  if (!(error instanceof CsvError)) {
    return error;
  }
  return error.code === 'CSV_MAX_RECORD_SIZE'
    ? tooLarge(`Row ${row} is longer than a table row can be. Check its quotation marks and line ends.`)
    : new ImportRefused(
        'unreadable_text',
        `Row ${row} cannot be read as a table row. Check its quotation marks.`,
      );
}
