import type { Rational } from '../../../common/exact/rational.js';
import type { ImportedOption } from '../imported-question.js';
import { readAnswerCell } from './answer-cell.js';
import type { NumberedOption } from './answer-texts.js';
import type { KindContent } from './kind-content.js';
import { checkOptions } from './option-checks.js';
import { withFeedback } from './option-feedback.js';
import type { QuestionRow } from './question-row.js';
import type { RowKind } from './question-type.js';
import { markedRight } from './right-marks.js';
import type { RowReading } from './row-reading.js';
import { weightsOf } from './weight-columns.js';
import { weightedChoice } from './weighted-choice.js';

/** Options in columns, and the right ones named by letter, number or text, marked beside them, or weighted. */
export function convertChoice(row: QuestionRow, kind: RowKind, reading: RowReading): KindContent | undefined {
  const options = row.options();
  if (options.length === 0 && row.wrongAnswers().length > 0) {
    return convertRightAndWrong(row);
  }
  const isUsable = checkOptions(
    row,
    options.map((option) => option.text),
    row.firstOptionColumn(),
  );
  const weights = isUsable ? weightsOf(row, reading.weightScale) : undefined;
  if (weights === undefined) {
    return undefined;
  }
  if (weights !== 'none') {
    return convertWeighted(row, kind, reading, weights);
  }
  const correct = readCorrect(row, options, reading);
  if (correct === undefined) {
    return undefined;
  }
  if (correct.size > 1 && kind.kind === 'single_choice' && !kind.isLooseChoice) {
    row.error(
      'several_correct_answers',
      'A question with one right answer has several. Keep one, or make it a multiple_choice question.',
      row.columnOf('correct'),
    );
    return undefined;
  }
  return {
    kind: correct.size > 1 ? 'multiple_choice' : kind.kind,
    options: withFeedback(
      row,
      options.map(({ number, text }) => ({ number, text, correct: correct.has(number) })),
    ),
  };
}

function convertWeighted(
  row: QuestionRow,
  kind: RowKind,
  reading: RowReading,
  weights: ReadonlyMap<number, Rational>,
): KindContent | undefined {
  const isNamed = row.correctCells().length > 0 || row.header.right.length > 0;
  const named = isNamed ? readCorrect(row, row.options(), reading) : 'none';
  return named === undefined ? undefined : weightedChoice(row, kind, weights, named, reading.weightScale);
}

/** Numbers of the right options, from marks or from every column that names any. */
export function readCorrect(
  row: QuestionRow,
  options: readonly NumberedOption[],
  reading: RowReading,
): ReadonlySet<number> | undefined {
  const cells = row.correctCells();
  const marked = cells.length === 0 ? markedRight(row) : 'none';
  if (marked !== 'none') {
    return marked;
  }
  if (!reading.hasAnswerColumn) {
    row.leaveOut();
    return undefined;
  }
  const correct = new Set<number>();
  for (const cell of cells.length === 0 ? [''] : cells) {
    const result = readAnswerCell(options, cell, reading.answers);
    if (!result.ok) {
      if (result.isUndecided === true) {
        row.leaveOut();
      } else {
        row.error(result.code, result.detail, row.columnOf('correct'));
      }
      return undefined;
    }
    for (const number of result.correct) {
      correct.add(number);
    }
  }
  return correct;
}

/** The right answer stands in its own column as a text, the wrong ones beside it. */
function convertRightAndWrong(row: QuestionRow): KindContent | undefined {
  const right = row.correctCells();
  if (right.length === 0) {
    row.error('no_correct_answer', 'No right answer is given.', row.columnOf('correct'));
    return undefined;
  }
  const options: ImportedOption[] = [
    ...right.map((text) => ({ text, correct: true })),
    ...row.wrongAnswers().map((text) => ({ text, correct: false })),
  ];
  const isUsable = checkOptions(
    row,
    options.map((option) => option.text),
    row.columnOf('correct'),
  );
  return isUsable ? { kind: right.length > 1 ? 'multiple_choice' : 'single_choice', options } : undefined;
}
