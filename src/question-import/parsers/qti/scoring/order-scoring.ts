import { Rational } from '../../../../common/exact/rational.js';
import { isNegative, isPositive, type ScoreOf } from './choice-scoring.js';

export interface OrderScoring {
  readonly points: Rational;
  /** `position`: a share for every item that stands in its place. */
  readonly scoring: 'exact' | 'position';
  readonly goesBelowZero: boolean;
}

export function understandOrder(correct: readonly string[], scoreOf: ScoreOf): OrderScoring | undefined {
  const points = scoreOf(correct);
  const blank = scoreOf([]);
  if (!isPositive(points) || isPositive(blank)) {
    return undefined;
  }
  const probes = otherOrders(correct).map((order) => ({ order, score: scoreOf(order) }));
  const goesBelowZero = isNegative(blank) || probes.some(({ score }) => isNegative(score));
  if (probes.every(({ score }) => !isPositive(score))) {
    return { points, scoring: 'exact', goesBelowZero };
  }
  const share = points.divide(Rational.of(correct.length));
  const isByPosition = probes.every(({ order, score }) => {
    const inPlace = order.filter((item, index) => item === correct[index]).length;
    return score.equals(share.multiply(Rational.of(inPlace)));
  });
  return isByPosition ? { points, scoring: 'position', goesBelowZero } : undefined;
}

/** Every exchange of two items, every rotation and the reverse: they tell the ways of scoring apart. */
function otherOrders(correct: readonly string[]): string[][] {
  const orders = [correct.toReversed()];
  for (let first = 0; first < Math.min(correct.length, 12); first++) {
    orders.push([...correct.slice(first), ...correct.slice(0, first)]);
    for (let second = first + 1; second < Math.min(correct.length, 12); second++) {
      orders.push(
        correct.map((item, index) =>
          index === first ? (correct[second] ?? item) : index === second ? (correct[first] ?? item) : item,
        ),
      );
    }
  }
  return orders.filter((order) => order.some((item, index) => item !== correct[index]));
}
