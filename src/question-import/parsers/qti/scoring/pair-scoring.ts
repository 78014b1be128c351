import { Rational } from '../../../../common/exact/rational.js';
import { isNegative, isPositive, type ScoreOf } from './choice-scoring.js';

export interface PairScoring {
  readonly points: Rational;
  /** Absent where each right pair gives the same share. */
  readonly scoring?: 'all_or_nothing';
  readonly goesBelowZero: boolean;
}

/** Pairs are compared with one replaced at a time; so many replacements tell whether wrong pairs cost. */
const mostReplacements = 200;

/**
 * @param correct the right pairs, as the file writes them
 * @param wrongFor pairs that put something else in the place of a right one
 */
export function understandPairs(
  correct: readonly string[],
  wrongFor: (pair: string) => readonly string[],
  scoreOf: ScoreOf,
): PairScoring | undefined {
  const points = scoreOf(correct);
  const blank = scoreOf([]);
  if (!isPositive(points) || isPositive(blank)) {
    return undefined;
  }
  const lacking = correct.map((_pair, index) => scoreOf(correct.filter((_other, at) => at !== index)));
  const share = points.divide(Rational.of(correct.length));
  const isProportional = lacking.every((score) => points.subtract(score).equals(share));
  const isAllOrNothing = lacking.every((score) => !isPositive(score));
  if (!isProportional && !isAllOrNothing) {
    return undefined;
  }
  const replaced = correct
    .flatMap((pair, index) => wrongFor(pair).map((wrong) => ({ index, wrong })))
    .slice(0, mostReplacements);
  const wrongPairsAreNeutral = replaced.every(({ index, wrong }) => {
    const score = scoreOf(correct.map((pair, at) => (at === index ? wrong : pair)));
    const expected = lacking[index] ?? Rational.zero;
    return score.equals(expected) || (isAllOrNothing && !isPositive(score));
  });
  if (!wrongPairsAreNeutral) {
    return undefined;
  }
  return {
    points,
    ...(isProportional ? {} : { scoring: 'all_or_nothing' as const }),
    goesBelowZero: isNegative(blank),
  };
}
