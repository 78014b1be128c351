import { Rational } from '../../common/exact/rational.js';
import type { ItemScore, ItemStatus } from './question-kind.js';

function itemScore(fraction: Rational, points: Rational, status: ItemStatus): ItemScore {
  return { fraction, points: fraction.multiply(points), status };
}

/** Costs nothing, whatever the penalty for wrong answers. */
export function unanswered(points: Rational): ItemScore {
  return itemScore(Rational.zero, points, 'unanswered');
}

/** An answer that could never have been right, such as an unknown option: no points and no penalty. */
export function invalid(points: Rational): ItemScore {
  return itemScore(Rational.zero, points, 'invalid');
}

/** Judged: the status follows from the fraction. */
export function judged(fraction: Rational, points: Rational): ItemScore {
  if (fraction.compare(Rational.one) >= 0) {
    return itemScore(fraction, points, 'correct');
  }
  return itemScore(fraction, points, fraction.compare(Rational.zero) > 0 ? 'partially_correct' : 'incorrect');
}
