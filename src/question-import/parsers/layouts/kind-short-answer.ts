import { answerShares } from './answer-shares.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';

/** Accepted texts separated by | in the answer column, or one in each option column. */
export function convertShortAnswer(row: QuestionRow): KindContent | undefined {
  const cells = row.correctCells();
  const texts =
    cells.length > 0 ? cells.flatMap((cell) => cell.split(/[|\n]/)) : row.options().map(({ text }) => text);
  const accepted = [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
  const caseSensitive = row.truth('case_sensitive');
  if (accepted.length === 0) {
    row.error(
      'no_correct_answer',
      'No accepted answer is given. Write the accepted texts, separated by |.',
      row.columnOf('correct'),
    );
    return undefined;
  }
  const shares = answerShares(row, accepted.length);
  if (shares === undefined) {
    return undefined;
  }
  return {
    kind: 'short_answer',
    accepted: accepted.map((text, index) => ({ text, fraction: 1, ...(shares !== 'all' && shares[index]) })),
    ...(caseSensitive === undefined ? {} : { caseSensitive }),
  };
}
