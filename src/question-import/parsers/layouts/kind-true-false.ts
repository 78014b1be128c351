import { shorten } from './answer-cell.js';
import { readCorrect } from './kind-choice.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';
import type { RowKind } from './question-type.js';
import type { RowReading } from './row-reading.js';
import { truthValue } from './words.js';

/** A truth word, or the place of the option whose text is one: sheets often list True and False as options. */
export function convertTrueFalse(
  row: QuestionRow,
  _kind: RowKind,
  reading: RowReading,
): KindContent | undefined {
  const cell = row.correctText();
  const options = row.options();
  const column = row.columnOf('correct');
  if (cell === '' && !hasMarks(row)) {
    row.error('no_correct_answer', 'No right answer is given. Write TRUE or FALSE.', column);
    return undefined;
  }
  const isPosition = options.length > 0 && /^\d+$/.test(cell);
  const word = isPosition || cell === '' ? undefined : truthValue(cell);
  if (word !== undefined) {
    return { kind: 'true_false', correct: word };
  }
  if (options.length === 0) {
    row.error('correct_not_found', `"${shorten(cell)}" is neither TRUE nor FALSE.`, column);
    return undefined;
  }
  // The mark or the number of an option.
  const correct = readCorrect(row, options, reading);
  if (correct === undefined) {
    return undefined;
  }
  const chosen = options.filter((option) => correct.has(option.number));
  const value = chosen.length === 1 ? truthValue(chosen[0]?.text ?? '') : undefined;
  if (value === undefined) {
    row.error(
      'correct_not_found',
      `"${shorten(cell)}" does not name the option True or the option False.`,
      column,
    );
    return undefined;
  }
  return { kind: 'true_false', correct: value };
}

function hasMarks(row: QuestionRow): boolean {
  return row.options().length > 0 && (row.header.right.length > 0 || row.markedRight().size > 0);
}
