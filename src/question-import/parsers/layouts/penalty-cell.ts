import { shorten } from './answer-cell.js';
import { readDecimal } from './decimal-text.js';
import type { ImportedQuestion } from '../imported-question.js';
import type { QuestionRow } from './question-row.js';

const ratio = /^\d{1,6}\/[1-9]\d{0,5}$/;
const shareOfPoints = /^(\d{1,6}(?:\/[1-9]\d{0,5}|\.\d{1,12})?) of points$/i;

/** Points lost are written as 0.25, as -0.25 or as 1/3, a share of the points as `1/3 of points`, the usual share as `automatic`. */
export function penaltyOf(row: QuestionRow): Pick<ImportedQuestion, 'wrongPenalty' | 'wrongPenaltyShare'> {
  const cell = row.text('penalty');
  if (cell === '') {
    return {};
  }
  if (/^auto(?:matic)?$/i.test(cell)) {
    return { wrongPenaltyShare: 'automatic' };
  }
  const share = shareOfPoints.exec(cell)?.[1];
  if (share !== undefined) {
    return { wrongPenaltyShare: share };
  }
  if (ratio.test(cell)) {
    return { wrongPenalty: cell };
  }
  const decimal = readDecimal(cell);
  if (!decimal.ok) {
    row.error(
      'bad_number',
      `"${shorten(cell)}" ${decimal.detail}. Give the points lost by a wrong answer.`,
      row.columnOf('penalty'),
    );
    return {};
  }
  const amount = decimal.value.replace('-', '');
  return /^[0.]*$/.test(amount) ? {} : { wrongPenalty: amount };
}
