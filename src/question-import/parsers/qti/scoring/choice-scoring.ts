import { Rational } from '../../../../common/exact/rational.js';
import type { Mapping } from './declarations.js';
import { NotUnderstood } from './not-understood.js';

/** Points of a response, given as the values chosen. */
export type ScoreOf = (values: readonly string[]) => Rational;

export interface ChoiceScoring {
  readonly points: Rational;
  readonly correct: readonly boolean[];
  /** Absent where one option is right and every other gives the same. */
  readonly scoring?: 'all_or_nothing' | 'weights';
  /** Shares of the points, with `weights`. */
  readonly fractions?: readonly Rational[];
  /** Points lost by a wrong answer, where it is the same for all. */
  readonly wrongPenalty?: Rational;
  /** Some response scores below zero, or one that is left out does: nothing else can say that. */
  readonly goesBelowZero: boolean;
}

const minusOne = Rational.of(-1);
/** All subsets of so many options are tried; of more options the ones that tell the models apart. */
const mostForAllSubsets = 4;
/** Trying the ways to choose among more options takes seconds. */
const mostOptions = 200;

export function understandSingleChoice(
  identifiers: readonly string[],
  scoreOf: ScoreOf,
): ChoiceScoring | undefined {
  const blank = scoreOf([]);
  const scores = identifiers.map((identifier) => scoreOf([identifier]));
  const points = scores.reduce(Rational.largest, Rational.zero);
  if (!isPositive(points) || isPositive(blank)) {
    return undefined;
  }
  const correct = scores.map((score) => score.equals(points));
  const wrong = scores.filter((_score, index) => correct[index] !== true);
  const [first = Rational.zero] = wrong;
  const base = { points, correct, goesBelowZero: isNegative(blank) };
  if (!wrong.every((score) => score.equals(first)) || isPositive(first)) {
    const fractions = scores.map((score) => share(score, points));
    return { ...base, scoring: 'weights', fractions };
  }
  return isNegative(first) ? { ...base, wrongPenalty: first.negate() } : base;
}

/**
 * Proposes all-or-nothing and then weights per option, and keeps what gives the points of every response that is tried.
 *
 * @param most options that a candidate may choose
 * @param expected the options that the file declares right
 */
export function understandMultipleChoice(
  identifiers: readonly string[],
  most: number,
  expected: ReadonlySet<string>,
  mapping: Mapping | undefined,
  scoreOf: ScoreOf,
): ChoiceScoring | undefined {
  if (identifiers.length > mostOptions) {
    throw new NotUnderstood(`more than ${mostOptions} options`);
  }
  const probes = probesOf(identifiers, expected).map((chosen) => ({
    chosen,
    score: scoreOf(identifiers.filter((identifier) => chosen.has(identifier))),
  }));
  const allowed = probes.filter(({ chosen }) => chosen.size <= most);
  const best = allowed.reduce<(typeof probes)[number] | undefined>(
    (found, probe) => (found === undefined || better(probe, found, expected) ? probe : found),
    undefined,
  );
  if (best === undefined || !isPositive(best.score)) {
    return undefined;
  }
  const points = best.score;
  const goesBelowZero = allowed.some(({ score }) => isNegative(score));
  if (allowed.every(({ chosen, score }) => (sameSet(chosen, best.chosen) ? true : !isPositive(score)))) {
    const correct = identifiers.map((identifier) => best.chosen.has(identifier));
    return { points, correct, scoring: 'all_or_nothing', goesBelowZero };
  }
  const proposals = [
    mapping && identifiers.map((identifier) => mappedPoints(mapping, identifier)),
    marginalPoints(identifiers, best.chosen, scoreOf),
  ];
  for (const weights of proposals) {
    const fits = allowed.every(({ chosen, score }) =>
      floored(score).equals(weighted(identifiers, weights ?? [], chosen, points)),
    );
    if (weights !== undefined && fits) {
      return {
        points,
        correct: weights.map(isPositive),
        scoring: 'weights',
        fractions: weights.map((weight) => share(weight, points)),
        goesBelowZero,
      };
    }
  }
  return undefined;
}

/** Of equal scores the declared response, else the smallest one. */
function better(
  probe: { readonly chosen: ReadonlySet<string>; readonly score: Rational },
  found: { readonly chosen: ReadonlySet<string>; readonly score: Rational },
  expected: ReadonlySet<string>,
): boolean {
  const order = probe.score.compare(found.score);
  if (order !== 0 || sameSet(found.chosen, expected)) {
    return order > 0;
  }
  return sameSet(probe.chosen, expected) || probe.chosen.size < found.chosen.size;
}

function probesOf(identifiers: readonly string[], expected: ReadonlySet<string>): ReadonlySet<string>[] {
  if (identifiers.length <= mostForAllSubsets) {
    return Array.from(
      { length: 2 ** identifiers.length },
      (_set, bits) => new Set(identifiers.filter((_identifier, index) => (bits & (1 << index)) !== 0)),
    );
  }
  const toggled = identifiers.map((identifier) => {
    const others = new Set(expected);
    if (!others.delete(identifier)) {
      others.add(identifier);
    }
    return others;
  });
  const singles = identifiers.map((identifier) => new Set([identifier]));
  return [new Set<string>(), new Set(expected), new Set(identifiers), ...singles, ...toggled];
}

function mappedPoints(mapping: Mapping, identifier: string): Rational {
  return mapping.entries.find(({ key }) => key === identifier)?.points ?? mapping.fallback;
}

/** What each option adds to the best response, or takes from it. */
function marginalPoints(
  identifiers: readonly string[],
  best: ReadonlySet<string>,
  scoreOf: ScoreOf,
): Rational[] {
  const points = scoreOf([...best]);
  return identifiers.map((identifier) =>
    best.has(identifier)
      ? points.subtract(scoreOf([...best].filter((other) => other !== identifier)))
      : scoreOf([...best, identifier]).subtract(points),
  );
}

function weighted(
  identifiers: readonly string[],
  weights: readonly Rational[],
  chosen: ReadonlySet<string>,
  points: Rational,
): Rational {
  const total = Rational.sum(weights.filter((_weight, index) => chosen.has(identifiers[index] ?? '')));
  return Rational.smallest(points, floored(total));
}

/** Less than minus all points is minus all points: the sum stops at zero. */
function share(score: Rational, points: Rational): Rational {
  return Rational.largest(minusOne, score.divide(points));
}

function floored(score: Rational): Rational {
  return Rational.largest(Rational.zero, score);
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((item) => right.has(item));
}

export function isPositive(value: Rational): boolean {
  return value.compare(Rational.zero) > 0;
}

export function isNegative(value: Rational): boolean {
  return value.compare(Rational.zero) < 0;
}

export function shareNumber(value: Rational): number {
  return Number(value.toDecimal(12));
}
