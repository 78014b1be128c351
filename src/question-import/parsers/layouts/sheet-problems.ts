import type { ImportLimits } from '../limits.js';
import type { ProblemList } from '../problem-list.js';
import type { TextTable } from '../text-table.js';
import { shownHeader, type HeaderRow } from './header-row.js';
import type { Sheet } from './recognise-table.js';

export function reportUnknownHeader(table: TextTable, limits: ImportLimits, problems: ProblemList): void {
  const first = table.rows[0];
  problems.add({
    severity: 'error',
    code: 'unknown_header',
    message: `None of the first ${limits.headerSearchRows} rows is a header with a question column and an answer or option column. The first row reads ${quoted(first?.cells ?? [])}. Name the columns question, option_1, option_2 … and correct, or say which column is which.`,
    ...(first === undefined ? {} : { row: first.row }),
    ...placeOf(table),
  });
}

function quoted(texts: readonly string[]): string {
  const found = texts
    .slice(0, 200)
    .map((text) => shownHeader(text.slice(0, 100)))
    .filter((text) => text !== '')
    .slice(0, 8);
  return found.map((text) => `"${text.slice(0, 40)}"`).join(', ');
}

export function reportUnknownSheet(name: string, sheets: readonly Sheet[], problems: ProblemList): void {
  problems.add({
    severity: 'error',
    code: 'unknown_sheet',
    message: `The workbook has no visible sheet "${name.slice(0, 100)}". Choose one of ${quoted(sheets.map(({ table }) => table.sheet ?? ''))}.`,
  });
}

/** Only one sheet is read; that another one holds questions as well must not go unsaid. */
export function reportOtherSheets(sheets: readonly Sheet[], used: Sheet, problems: ProblemList): void {
  for (const sheet of sheets) {
    const { table, recognised } = sheet;
    if (sheet !== used && recognised !== undefined) {
      problems.add({
        severity: 'warning',
        code: 'sheet_not_read',
        message: `Only sheet "${used.table.sheet ?? ''}" is read. Sheet "${table.sheet ?? ''}" holds a question table as well: choose it, or import it as a file of its own.`,
        ...placeOf(table),
      });
    }
  }
}

/** A person has mapped the columns and left out what no question can do without. */
export function reportMissingColumns(header: HeaderRow, table: TextTable, problems: ProblemList): void {
  const isQuestionMissing = !header.single.has('question');
  problems.add({
    severity: 'error',
    code: isQuestionMissing ? 'no_question_column' : 'no_answer_column',
    message: isQuestionMissing
      ? 'No column is mapped to the question text. Say which column holds it.'
      : 'No column is mapped to options or to right answers. Say which columns hold them.',
    row: header.row,
    ...placeOf(table),
  });
}

function placeOf({ sheet }: TextTable): { sheet?: string } {
  return sheet === undefined ? {} : { sheet };
}
