import type { ImportedQuestion, ImportedRow } from '../imported-question.js';
import type { ProblemList } from '../problem-list.js';
import type { TextTable } from '../text-table.js';
import { decideAnswerColumn, type AnswerColumn, type AnswerEvidence } from './answer-cell.js';
import { commonProperties } from './common-properties.js';
import { DuplicateFinder } from './duplicates.js';
import { columnName, QuestionRow } from './question-row.js';
import { kindOfPlainAnswers, reportUnsupportedType, rowKind, type RowKind } from './question-type.js';
import type { HeaderRow } from './header-row.js';
import { convertKind } from './kinds.js';
import { reportUnusedColumns } from './unused-columns.js';
import { truthValue } from './words.js';

interface TypedRow {
  readonly row: QuestionRow;
  readonly kind: RowKind | undefined;
}

/** Turns the rows below a header into questions. Every fault is reported; a faulty row takes no other with it. */
export function rowsToQuestions(table: TextTable, header: HeaderRow, problems: ProblemList): ImportedRow[] {
  const below = table.rows.filter((row) => row.row > header.row);
  reportUnusedColumns(below, header, problems, table.sheet);
  const rows = below
    .map((row) => new QuestionRow(row, header, problems, table.sheet))
    .filter((row) => !row.isBlank);
  const plainAnswers = kindOfPlainAnswers(rows);
  const typed = rows.map((row) => ({ row, kind: rowKind(row, plainAnswers) }));
  const answers = decideAnswers(typed, header);
  if (answers.numbers[0] === 'zero_based' && answers.numbers.length === 1) {
    problems.add({
      severity: 'warning',
      code: 'zero_based_index',
      message:
        'The right answers contain a 0, so all numbers of this column are taken to count from 0: 0 is the first option.',
      column: columnName(header, header.correct[0] ?? 0),
      ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
    });
  }
  const duplicates = new DuplicateFinder();
  const imported = typed.map(({ row, kind }): ImportedRow => {
    const question = convertRow(row, kind, answers);
    const place = { row: row.number, ...(table.sheet === undefined ? {} : { sheet: table.sheet }) };
    if (question === undefined) {
      return place;
    }
    duplicates.report(row, question);
    return { ...place, question };
  });
  if (imported.length === 0) {
    problems.add({
      severity: 'error',
      code: 'no_questions',
      message: 'There is no question below the header row.',
      ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
    });
  }
  return imported;
}

/** Rows of choice questions tell how the column of right answers is meant. */
function decideAnswers(rows: readonly TypedRow[], header: HeaderRow): AnswerColumn {
  const evidence: AnswerEvidence[] = [];
  for (const { row, kind } of rows) {
    const options = row.options();
    const isChoice = kind?.kind === 'single_choice' || kind?.kind === 'multiple_choice';
    const isTruth = kind?.kind === 'true_false';
    if (options.length < 2 || (!isChoice && !isTruth)) {
      continue;
    }
    for (const cell of row.correctCells()) {
      // TRUE and F are answers to a statement, not the twentieth and the sixth option.
      if (!isTruth || truthValue(cell) === undefined || /^\d$/.test(cell)) {
        evidence.push({ options, cell });
      }
    }
  }
  return decideAnswerColumn(evidence, header.texts[header.correct[0] ?? -1] ?? '');
}

function convertRow(
  row: QuestionRow,
  kind: RowKind | undefined,
  answers: AnswerColumn,
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
  const content = convertKind(row, kind, answers);
  return row.isFaulty || content === undefined ? undefined : { text, ...common, ...content };
}
