import type { ImportedOption } from '../imported-question.js';
import { readAnswerCell, type AnswerColumn } from './answer-cell.js';
import type { NumberedOption } from './answer-texts.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';
import type { RowKind } from './question-type.js';
import { normaliseText } from './words.js';

/** Options in columns, and the right ones named in another column by letter, number or text. */
export function convertChoice(
  row: QuestionRow,
  kind: RowKind,
  answers: AnswerColumn,
): KindContent | undefined {
  const options = row.options();
  if (options.length === 0 && row.wrongAnswers().length > 0) {
    return convertRightAndWrong(row);
  }
  const hasUsableOptions = checkOptions(
    row,
    options.map((option) => option.text),
  );
  const correct = hasUsableOptions ? readCorrect(row, options, answers) : undefined;
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
    options: options.map(({ number, text }) => ({ text, correct: correct.has(number) })),
  };
}

/** Numbers of the right options, from every column that names any. */
export function readCorrect(
  row: QuestionRow,
  options: readonly NumberedOption[],
  answers: AnswerColumn,
): ReadonlySet<number> | undefined {
  const cells = row.correctCells();
  const correct = new Set<number>();
  for (const cell of cells.length === 0 ? [''] : cells) {
    const result = readAnswerCell(options, cell, answers);
    if (!result.ok) {
      row.error(result.code, result.detail, row.columnOf('correct'));
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
  const right = row.correctText();
  if (right === '') {
    row.error('no_correct_answer', 'No right answer is given.', row.columnOf('correct'));
    return undefined;
  }
  const options: ImportedOption[] = [
    { text: right, correct: true },
    ...row.wrongAnswers().map((text) => ({ text, correct: false })),
  ];
  const isUsable = checkOptions(
    row,
    options.map((option) => option.text),
  );
  return isUsable ? { kind: 'single_choice', options } : undefined;
}

function checkOptions(row: QuestionRow, texts: readonly string[]): boolean {
  if (texts.length < 2) {
    row.error('too_few_options', 'A choice question needs at least two options.', row.firstOptionColumn());
    return false;
  }
  const normal = texts.map(normaliseText);
  const repeated = normal.find((text, index) => normal.indexOf(text) !== index);
  if (repeated !== undefined) {
    row.error(
      'duplicate_options',
      `The option "${[...repeated].slice(0, 60).join('')}" stands there twice.`,
      row.firstOptionColumn(),
    );
    return false;
  }
  return true;
}
