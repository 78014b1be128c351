import { Rational } from '../../../common/exact/rational.js';
import { shorten } from './answer-cell.js';
import type { QuestionRow } from './question-row.js';

/** What one accepted answer earns: as written, and as the nearest number. */
export interface AnswerShare {
  readonly share: string;
  readonly fraction: number;
}

const sharePattern = /^\d{1,6}(?:\/[1-9]\d{0,5}|\.\d{1,12})?$/;

/**
 * Reads `1|0.5|1/3`, a share of the points for each accepted answer in their order. Nothing where the cell is blank: then
 * every answer earns all points.
 *
 * @returns undefined after an error was reported
 */
export function answerShares(row: QuestionRow, answers: number): readonly AnswerShare[] | 'all' | undefined {
  const cell = row.text('answer_shares');
  if (cell === '') {
    return 'all';
  }
  const shares = cell.split(/[|\n]/).map((text) => text.trim());
  const wrong = shares.find((share) => !sharePattern.test(share));
  if (wrong === undefined && shares.length === answers) {
    return shares.map((share) => {
      const { numerator, denominator } = Rational.fromText(share);
      return { share, fraction: Number(numerator) / Number(denominator) };
    });
  }
  const message =
    wrong === undefined
      ? `There are ${shares.length} shares for ${answers} accepted answers. Give one for each answer, separated by |.`
      : `"${shorten(wrong)}" is no share of the points. Write 0.5 or 1/3, from 0 to 1.`;
  row.error('bad_share', message, row.columnOf('answer_shares'));
  return undefined;
}
