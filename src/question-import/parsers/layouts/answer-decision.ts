import type { ProblemList } from '../problem-list.js';
import type { AnswerReading } from '../read-settings.js';
import {
  chooseReading,
  decideAnswerColumn,
  type AnswerEvidence,
  type DecidedColumn,
} from './answer-column.js';
import type { HeaderRow } from './header-row.js';
import { columnName } from './question-row.js';
import type { RowReading, TypedRow } from './row-reading.js';
import { truthValue } from './words.js';

/** Our own exports name options by letters, also where an option has the text "A". */
const answersOfExport: DecidedColumn = {
  letters: ['position'],
  numbers: ['position'],
  isExport: true,
  answerReadings: ['letters'],
  countsFromZero: false,
};

/**
 * Rows of choice questions tell how the column of right answers is meant.
 *
 * @param wanted how a person, or the layout, says that it is meant
 */
export function decideAnswers(
  rows: readonly TypedRow[],
  header: HeaderRow,
  wanted: AnswerReading | undefined,
): DecidedColumn {
  if (header.texts.includes('assay_id')) {
    return answersOfExport;
  }
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
  const decided = decideAnswerColumn(evidence, header.texts[header.correct[0] ?? -1] ?? '');
  return wanted === undefined || evidence.length === 0 ? decided : chooseReading(decided, wanted);
}

const readings: Readonly<Record<AnswerReading, string>> = {
  letters: 'letters (A is the first option)',
  numbers: 'numbers (1 is the first option)',
  zero_based_numbers: 'numbers that count from 0 (0 is the first option)',
  texts: 'the texts of the options',
};

/** What holds for the whole column is said once. */
export function reportAnswers(
  { answers, hasAnswerColumn }: RowReading,
  rows: readonly TypedRow[],
  header: HeaderRow,
  problems: ProblemList,
  sheet: string | undefined,
): void {
  const place = sheet === undefined ? {} : { sheet };
  const column = columnName(header, header.correct[0] ?? 0);
  if (answers.countsFromZero) {
    problems.add({
      severity: 'warning',
      code: 'zero_based_index',
      message:
        'The right answers contain a 0, so all numbers of this column are taken to count from 0: 0 is the first option.',
      column,
      ...place,
    });
  }
  if (answers.answerReadings.length > 1) {
    const ways = answers.answerReadings.map((reading) => readings[reading]).join(', or as ');
    problems.add({
      severity: 'error',
      code: 'correct_ambiguous',
      message: `The right answers can be read as ${ways}. Each way fits every row, and they name different options. Choose how this column is meant; until then its questions cannot be imported.`,
      column,
      ...place,
    });
  }
  if (!hasAnswerColumn && rows.some(({ kind }) => kind !== undefined && isChoice(kind.kind))) {
    problems.add({
      severity: 'error',
      code: 'no_answer_column',
      message:
        'No column says which options are right. Add a column "correct" with the letters of the right options, or say which column holds them.',
      row: header.row,
      ...place,
    });
  }
}

function isChoice(kind: string): boolean {
  return kind === 'single_choice' || kind === 'multiple_choice';
}
