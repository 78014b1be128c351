import type { ImportedQuestion, ImportedRow } from '../imported-question.js';
import type { ProblemList } from '../problem-list.js';
import type { AnswerReading } from '../read-settings.js';
import type { TextTable } from '../text-table.js';
import { decideAnswers, reportAnswers } from './answer-decision.js';
import { commonProperties } from './common-properties.js';
import { DuplicateFinder } from './duplicates.js';
import type { HeaderRow } from './header-row.js';
import { convertKind } from './kinds.js';
import { withoutRightMark } from './marked-options.js';
import { otherRow, reportOtherRow } from './other-rows.js';
import { QuestionRow, type RowContext } from './question-row.js';
import { kindOfPlainAnswers, reportUnsupportedType, rowKind, type RowKind } from './question-type.js';
import type { RowReading, TypedRow } from './row-reading.js';
import type { LayoutTraits, PreparedRows } from './table-layout.js';
import { reportUnusedColumns } from './unused-columns.js';
import { decideWeightScale } from './weight-columns.js';
import { normaliseWords } from './words.js';

export interface RowsWish {
  readonly answerReading?: AnswerReading | undefined;
  readonly onProgress?: ((rowsRead: number) => void) | undefined;
}

export interface ReadRows {
  readonly rows: readonly ImportedRow[];
  readonly answerReadings: readonly AnswerReading[];
}

/** Progress is told after so many rows. */
const rowsAtOnce = 500;

/** Turns the rows below a header into questions. Every fault is reported; a faulty row takes no other with it. */
export function rowsToQuestions(
  table: TextTable,
  header: HeaderRow,
  traits: LayoutTraits,
  problems: ProblemList,
  wish: RowsWish,
): ReadRows {
  const prepared: PreparedRows = traits.prepare?.(header) ?? { header, read: (row) => row };
  const rows = questionRows(table, prepared, traits, problems);
  const plainAnswers = traits.plainKind ?? kindOfPlainAnswers(rows, hasTruthHeader(header));
  const typed = rows.map((row): TypedRow => ({ row, kind: rowKind(row, plainAnswers) }));
  const reading: RowReading = {
    answers: decideAnswers(typed, prepared.header, wish.answerReading ?? traits.answerReading),
    weightScale: header.weights.length === 0 ? 'shares' : decideWeightScale(rows),
    hasAnswerColumn: hasAnswerColumn(rows, prepared.header),
  };
  reportAnswers(reading, typed, prepared.header, problems, table.sheet);
  const duplicates = new DuplicateFinder();
  const imported: ImportedRow[] = [];
  for (const { row, kind } of typed) {
    const question = convertRow(row, kind, reading);
    if (question !== undefined) {
      duplicates.report(row, question, row.columnOf('question'));
    }
    imported.push(importedRow(row, question, table.sheet));
    if (imported.length % rowsAtOnce === 0) {
      wish.onProgress?.(imported.length);
    }
  }
  wish.onProgress?.(imported.length);
  if (imported.length === 0) {
    problems.add({
      severity: 'error',
      code: 'no_questions',
      message: 'There is no question below the header row.',
      ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
    });
  }
  return { rows: imported, answerReadings: reading.answers.answerReadings };
}

/** Rows below the header without those that are blank or clearly something else. */
function questionRows(
  table: TextTable,
  prepared: PreparedRows,
  traits: LayoutTraits,
  problems: ProblemList,
): QuestionRow[] {
  const { header } = prepared;
  const below = table.rows.filter((row) => row.row > header.row && traits.isHint?.(row) !== true);
  reportUnusedColumns(below, header, problems, table.sheet);
  const read = below.map((source) => ({ source, read: prepared.read(source) }));
  const context: RowContext = {
    header,
    problems,
    sheet: table.sheet,
    hasMarkedOptions:
      header.correct.length + header.right.length + header.weights.length === 0 &&
      read.some((row) =>
        header.options.some(({ column }) => withoutRightMark(row.read.cells[column] ?? '') !== undefined),
      ),
  };
  const rows: QuestionRow[] = [];
  for (const [place, { source, read: adapted }] of read.entries()) {
    const row = new QuestionRow(source, adapted, context);
    const reason = otherRow(row, place);
    if (reason !== undefined) {
      reportOtherRow(row, reason);
    } else if (!row.isBlank) {
      rows.push(row);
    }
  }
  return rows;
}

const truthHeaders = /^(?:true\/false|true or false|t\/f|truth value|is true|is correct|correct\?)$|\w\/\w/;
const statementHeaders = /^(?:statement|assertion|claim|aussage|stelling)s?$/;

/** "Statement" and "True/False" say that 1 and 0 are truth values and no numbers. */
function hasTruthHeader({ texts, single, correct }: HeaderRow): boolean {
  const words = (column: number | undefined): string =>
    column === undefined ? '' : normaliseWords((texts[column] ?? '').slice(0, 100));
  return (
    statementHeaders.test(words(single.get('question'))) ||
    correct.some((column) => truthHeaders.test(words(column)))
  );
}

function hasAnswerColumn(rows: readonly QuestionRow[], header: HeaderRow): boolean {
  return (
    header.correct.length + header.right.length + header.weights.length > 0 ||
    rows.some((row) => row.markedRight().size > 0)
  );
}

function convertRow(
  row: QuestionRow,
  kind: RowKind | undefined,
  reading: RowReading,
): ImportedQuestion | undefined {
  row.reportFailedCells();
  row.reportSurplusCells();
  const text = row.text('question');
  if (text === '') {
    row.error('missing_question_text', 'The question text is missing.', row.columnOf('question'));
  }
  if (kind === undefined) {
    reportUnsupportedType(row);
    return undefined;
  }
  const common = commonProperties(row);
  const content = convertKind(row, kind, reading);
  return row.isFaulty || content === undefined ? undefined : { text, ...common, ...content };
}

function importedRow(
  row: QuestionRow,
  question: ImportedQuestion | undefined,
  sheet: string | undefined,
): ImportedRow {
  const hint = row.text('hint');
  return {
    row: row.number,
    cells: row.source.cells,
    ...(sheet === undefined ? {} : { sheet }),
    ...(question === undefined ? {} : { question }),
    ...(hint === ''
      ? {}
      : { losses: [{ code: 'hint', message: 'A candidate gets no hints; the hint is left out.' }] }),
  };
}
