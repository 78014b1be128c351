import { ImportRefused } from '../import-refused.js';
import type { ImportedRow, ParsedFile, SheetSummary } from '../imported-question.js';
import type { ImportLimits } from '../limits.js';
import { ProblemList } from '../problem-list.js';
import type { AnswerReading, ReadOptions, ReadSettings } from '../read-settings.js';
import { TableBudget } from '../table-budget.js';
import type { TextRow, TextTable } from '../text-table.js';
import { correctTable, correctionsOf, reportStrayCorrections } from './corrections.js';
import { hasAnswers, readHeader, type HeaderRow } from './header-row.js';
import { givenMeanings, headerRowOf } from './mapping.js';
import { recogniseTable, tableWithHeader, type RecognisedTable, type Sheet } from './recognise-table.js';
import { rowsToQuestions } from './rows-to-questions.js';
import {
  reportMissingColumns,
  reportOtherSheets,
  reportUnknownHeader,
  reportUnknownSheet,
} from './sheet-problems.js';

/**
 * Reads the sheet that a person chose, else the first one that holds a question table, wherever it stands, and names the
 * others. The same tables and options always give the same result.
 *
 * @throws ImportRefused where no cell holds text, or corrections pass a limit
 */
export function parseSheets(
  format: ParsedFile['format'],
  tables: readonly TextTable[],
  limits: ImportLimits,
  options: ReadOptions = {},
): ParsedFile {
  if (tables.every((table) => table.rows.length === 0)) {
    throw new ImportRefused('empty_file', 'The file holds no text: every cell is blank.');
  }
  const { settings = {}, corrections = [], onProgress } = options;
  const problems = new ProblemList(limits.problems);
  const budget = new TableBudget(limits);
  const sheets = tables
    .map((table) => {
      const own = correctionsOf(table, corrections, settings.sheet ?? tables[0]?.sheet);
      return correctTable(table, own, budget, problems);
    })
    .map((table): Sheet => ({ table, recognised: recogniseTable(table.rows, limits.headerSearchRows) }));
  reportStrayCorrections(tables, corrections, problems);
  const used = usedSheet(sheets, settings);
  if (used === undefined) {
    reportUnknownSheet(settings.sheet ?? '', sheets, problems);
  } else {
    reportOtherSheets(sheets, used, problems);
  }
  const read = used === undefined ? nothingRead : readSheet(used, settings, limits, problems, onProgress);
  return {
    format,
    layout: read.layout,
    rows: read.rows,
    problems: problems.kept(),
    problemCounts: problems.counts,
    columns: read.header?.columns ?? [],
    ...(format === 'xlsx' ? { sheets: summarise(sheets, used) } : {}),
    ...(read.headerRow === undefined ? {} : { headerRow: read.headerRow }),
    ...(read.answerReadings.length === 0 ? {} : { answerReadings: read.answerReadings }),
  };
}

/** Whether all rows of a sheet are needed; asked with its first rows, before the others are kept. */
export function isSheetWanted(
  table: TextTable,
  limits: ImportLimits,
  { settings = {}, corrections = [] }: ReadOptions,
): boolean {
  if (settings.sheet !== undefined) {
    return table.sheet === settings.sheet;
  }
  const isMapped = hasMapping(settings);
  const corrected = correctTable(
    table,
    correctionsOf(table, corrections, table.sheet),
    new TableBudget(limits),
  );
  return isMapped || recogniseTable(corrected.rows, limits.headerSearchRows) !== undefined;
}

function hasMapping(settings: ReadSettings): boolean {
  return (settings.headerRow ?? 0) > 0 || Object.keys(settings.columns ?? {}).length > 0;
}

function usedSheet(sheets: readonly Sheet[], settings: ReadSettings): Sheet | undefined {
  if (settings.sheet !== undefined && sheets.some(({ table }) => table.sheet !== undefined)) {
    return sheets.find(({ table }) => table.sheet === settings.sheet);
  }
  const recognised = sheets.filter((sheet) => sheet.recognised !== undefined);
  // A template sheet may stay blank while another one is filled in.
  return (
    recognised.find(hasRowsBelow) ??
    recognised[0] ??
    sheets.find(({ table }) => table.rows.length > 0) ??
    sheets[0]
  );
}

function hasRowsBelow({ table, recognised }: Sheet): boolean {
  return recognised?.kind === 'records' || table.rows.some(({ row }) => row > (recognised?.header.row ?? 0));
}

interface ReadSheet {
  readonly layout: string;
  readonly header?: HeaderRow;
  readonly headerRow?: number;
  readonly rows: readonly ImportedRow[];
  readonly answerReadings: readonly AnswerReading[];
}

const nothingRead: ReadSheet = { layout: 'No question table was recognised', rows: [], answerReadings: [] };

function readSheet(
  { table, recognised }: Sheet,
  settings: ReadSettings,
  limits: ImportLimits,
  problems: ProblemList,
  onProgress: ReadOptions['onProgress'],
): ReadSheet {
  if (recognised?.kind === 'records' && !hasMapping(settings)) {
    const rows = recognised.layout.read(table, problems, (count) => onProgress?.(count));
    return { layout: recognised.layout.name, rows, answerReadings: [] };
  }
  const found = hasMapping(settings)
    ? mappedTable(table, recognised, settings, problems)
    : (recognised as RecognisedTable | undefined);
  const first = table.rows[0];
  if (found === undefined) {
    if (!hasMapping(settings)) {
      reportUnknownHeader(table, limits, problems);
    }
    return { ...nothingRead, ...(first && { header: columnsWithoutMeaning(first) }) };
  }
  const { header, traits } = found;
  const layout = `${found.name}, ${placeOf(header, table)}`;
  // Essays need a type and nothing else.
  const isReadable = header.single.has('question') && (hasAnswers(header) || header.single.has('type'));
  if (!isReadable) {
    reportMissingColumns(header, table, problems);
    return { layout, header, headerRow: header.row, rows: [], answerReadings: [] };
  }
  const { answerReading } = settings;
  const { rows, answerReadings } = rowsToQuestions(table, header, traits, problems, {
    answerReading,
    onProgress,
  });
  return { layout, header, headerRow: header.row, rows, answerReadings };
}

/** The table as the settings say; nothing where they name a row that is not there, which is reported. */
function mappedTable(
  table: TextTable,
  recognised: Sheet['recognised'],
  settings: ReadSettings,
  problems: ProblemList,
): RecognisedTable | undefined {
  const own = recognised?.kind === 'table' ? recognised.header.row : undefined;
  const headerRow = headerRowOf(table, settings, own, problems);
  return headerRow && tableWithHeader(table.rows, headerRow, givenMeanings(table, settings, problems));
}

/** For a person to map by hand. */
function columnsWithoutMeaning(row: TextRow): HeaderRow {
  const header = readHeader(row);
  return {
    ...header,
    columns: header.columns.map(({ letter, header: text }) => ({ letter, header: text })),
  };
}

function summarise(sheets: readonly Sheet[], used: Sheet | undefined): SheetSummary[] {
  return sheets.map((sheet) => ({
    name: sheet.table.sheet ?? '',
    hasHeader: sheet.recognised !== undefined,
    used: sheet === used,
  }));
}

function placeOf({ row }: HeaderRow, { sheet }: TextTable): string {
  return sheet === undefined ? `header in row ${row}` : `header in row ${row} of sheet "${sheet}"`;
}
