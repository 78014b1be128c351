import { shorten } from './answer-cell.js';
import type { QuestionRow } from './question-row.js';
import { truthValue } from './words.js';

/**
 * Numbers of the options that are marked as right, in a column beside them or in their own text. `none` where the row has
 * no mark.
 *
 * @returns undefined after an error was reported
 */
export function markedRight(row: QuestionRow): ReadonlySet<number> | 'none' | undefined {
  const numbers = new Set(row.options().map(({ number }) => number));
  const right = new Set(row.markedRight());
  for (const { number, column } of row.header.right) {
    const cell = row.at(column);
    const value = cell === '' ? false : truthValue(cell);
    if (value === undefined) {
      const message = `"${shorten(cell)}" does not say whether option ${number} is right. Write TRUE or FALSE, or x.`;
      row.error('bad_truth_value', message, column);
      return undefined;
    }
    if (value && !numbers.has(number)) {
      row.error('correct_not_found', `Option ${number} is marked as right but has no text.`, column);
      return undefined;
    }
    if (value) {
      right.add(number);
    }
  }
  return right.size === 0 ? 'none' : right;
}
