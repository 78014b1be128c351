import { ImportRefused } from '../import-refused.js';
import type { ImportedRow, ParsedFile, SheetSummary } from '../imported-question.js';
import type { ImportLimits } from '../limits.js';
import { ProblemList } from '../problem-list.js';
import type { ReadOptions } from '../read-settings.js';
import type { TextTable } from '../text-table.js';
import { findHeaderRow, shownHeader, type HeaderRow } from './header-row.js';
import { rowsToQuestions } from './rows-to-questions.js';
import { normaliseWords } from './words.js';

/** Reads the first sheet with a header that is understood, wherever it stands, and names the others. */
export function parseSheets(
  format: ParsedFile['format'],
  tables: readonly TextTable[],
  limits: ImportLimits,
  _options: ReadOptions = {},
): ParsedFile {
  if (tables.every((table) => table.rows.length === 0)) {
    throw new ImportRefused('empty_file', 'The file holds no text: every cell is blank.');
  }
  const problems = new ProblemList(limits.problems);
  const headers = tables.map((table) => findHeaderRow(table.rows, limits.headerSearchRows));
  const used = headers.findIndex((header) => header !== undefined);
  const table = tables[used];
  const header = headers[used];
  let rows: ImportedRow[] = [];
  if (table === undefined || header === undefined) {
    reportUnknownHeader(tables, limits, problems);
  } else {
    reportOtherSheets(tables, headers, used, problems);
    rows = rowsToQuestions(table, header, problems);
  }
  return {
    format,
    layout: header === undefined ? 'No question table was recognised' : describeLayout(header, table?.sheet),
    rows,
    problems: problems.kept(),
    problemCounts: problems.counts,
    columns: header?.columns ?? [],
    ...(format === 'xlsx' ? { sheets: summarise(tables, headers, used) } : {}),
  };
}

function summarise(
  tables: readonly TextTable[],
  headers: readonly (HeaderRow | undefined)[],
  used: number,
): SheetSummary[] {
  return tables.map((table, index) => ({
    name: table.sheet ?? '',
    hasHeader: headers[index] !== undefined,
    used: index === used,
  }));
}

function reportUnknownHeader(
  tables: readonly TextTable[],
  limits: ImportLimits,
  problems: ProblemList,
): void {
  const table = tables.find((candidate) => candidate.rows.length > 0);
  const first = table?.rows[0];
  const found = (first?.cells ?? [])
    .map(shownHeader)
    .filter((text) => text !== '')
    .slice(0, 8)
    .map((text) => `"${text.slice(0, 40)}"`);
  problems.add({
    severity: 'error',
    code: 'unknown_header',
    message: `None of the first ${limits.headerSearchRows} rows is a header with a question column and an answer or option column. The first row reads ${found.join(', ')}. Name the columns question, option_1, option_2 … and correct.`,
    ...(first === undefined ? {} : { row: first.row }),
    ...(table?.sheet === undefined ? {} : { sheet: table.sheet }),
  });
}

function reportOtherSheets(
  tables: readonly TextTable[],
  headers: readonly (HeaderRow | undefined)[],
  used: number,
  problems: ProblemList,
): void {
  tables.forEach((table, index) => {
    if (index !== used && headers[index] !== undefined) {
      problems.add({
        severity: 'warning',
        code: 'sheet_not_read',
        message: `Only sheet "${tables[used]?.sheet ?? ''}" is read. Sheet "${table.sheet ?? ''}" holds a question table as well: import it as a file of its own.`,
        ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
      });
    }
  });
}

const templateColumns = ['external_id', 'type', 'question', 'option_1', 'correct', 'time_limit_seconds'];

function describeLayout(header: HeaderRow, sheet: string | undefined): string {
  const words = new Set(header.texts.map(normaliseWords));
  const isTemplate = templateColumns.every((column) => words.has(normaliseWords(column)));
  const place =
    sheet === undefined ? `header in row ${header.row}` : `header in row ${header.row} of sheet "${sheet}"`;
  return `${isTemplate ? 'Assay template' : 'Question table'}, ${place}`;
}
