import { toShortDecimal } from '../../../../common/exact/decimal.js';
import { Rational } from '../../../../common/exact/rational.js';
import type { ImportedAccepted } from '../../imported-question.js';
import { isNegative, isPositive, shareNumber, type ScoreOf } from './choice-scoring.js';
import { NotUnderstood } from './not-understood.js';

export interface NumberScoring {
  readonly points: Rational;
  readonly accepted: readonly ImportedAccepted[];
  /** An end of an interval is not accepted itself; accepted intervals always hold their ends. */
  readonly hasOpenEnd: boolean;
  readonly goesBelowZero: boolean;
}

interface Interval {
  readonly low: Rational;
  readonly high: Rational;
  readonly isOpen: boolean;
}

const mostDigits = 30;

/**
 * Finds which numbers are accepted. The points can change only at the numbers that the scoring compares with and at the
 * ends of their tolerances: so the points there and between any two of them are the points of all numbers.
 *
 * @param edges all numbers at which the points may change
 * @param centres the numbers around which tolerances lie, the preferred ones first
 */
export function understandNumbers(
  edges: readonly Rational[],
  centres: readonly Rational[],
  scoreOf: ScoreOf,
): NumberScoring | undefined {
  const ordered = sortedOnce(edges);
  const [lowest, highest] = [ordered[0], ordered.at(-1)];
  if (lowest === undefined || highest === undefined) {
    return undefined;
  }
  const score = (value: Rational): Rational => scoreOf([`${value.numerator}/${value.denominator}`]);
  const far = [score(lowest.subtract(Rational.one)), score(highest.add(Rational.one)), scoreOf([])];
  const places = placesOf(ordered).map((value) => ({ value, score: score(value) }));
  const levels = sortedOnce(places.map((place) => place.score).filter(isPositive)).reverse();
  const [points] = levels;
  if (points === undefined || far.some(isPositive)) {
    return undefined;
  }
  const found = new Map<string, { readonly interval: Interval; readonly level: Rational }>();
  for (const level of levels) {
    for (const interval of intervalsAbove(level, places)) {
      const key = `${interval.low.toDecimal(mostDigits)}..${interval.high.toDecimal(mostDigits)}`;
      if (!found.has(key)) {
        found.set(key, { interval, level });
      }
    }
  }
  return {
    points,
    accepted: [...found.values()].map(({ interval, level }) =>
      accepted(interval, centres, level.divide(points)),
    ),
    hasOpenEnd: [...found.values()].some(({ interval }) => interval.isOpen),
    goesBelowZero: [...far, ...places.map((place) => place.score)].some(isNegative),
  };
}

/** Every edge, and a number between any two neighbours: edges have even places. */
function placesOf(ordered: readonly Rational[]): Rational[] {
  return ordered.flatMap((edge, index) => {
    const next = ordered[index + 1];
    return next === undefined ? [edge] : [edge, edge.add(next).divide(Rational.of(2))];
  });
}

function intervalsAbove(
  level: Rational,
  places: readonly { readonly value: Rational; readonly score: Rational }[],
): Interval[] {
  const intervals: Interval[] = [];
  let start: number | undefined;
  for (let index = 0; index <= places.length; index++) {
    const place = places[index];
    const isInside = place !== undefined && place.score.compare(level) >= 0;
    if (isInside) {
      start ??= index;
    } else if (start !== undefined) {
      const [first, last] = [start, index - 1];
      const low = places[first - (first % 2)]?.value;
      const high = places[last + (last % 2)]?.value;
      if (low !== undefined && high !== undefined) {
        intervals.push({ low, high, isOpen: first % 2 === 1 || last % 2 === 1 });
      }
      start = undefined;
    }
  }
  return intervals;
}

function accepted(
  { low, high }: Interval,
  centres: readonly Rational[],
  fraction: Rational,
): ImportedAccepted {
  const part = fraction.equals(Rational.one) ? {} : { fraction: shareNumber(fraction) };
  if (low.equals(high)) {
    return { value: exactDecimal(low), ...part };
  }
  const centre = centres.find((value) => value.subtract(low).equals(high.subtract(value)));
  return centre === undefined
    ? { min: exactDecimal(low), max: exactDecimal(high), ...part }
    : { value: exactDecimal(centre), tolerance: { absolute: exactDecimal(high.subtract(centre)) }, ...part };
}

function exactDecimal(value: Rational): string {
  const text = toShortDecimal(value, mostDigits);
  if (!Rational.fromText(text).equals(value)) {
    throw new NotUnderstood('a number that no decimal number equals');
  }
  return text;
}

function sortedOnce(values: readonly Rational[]): Rational[] {
  const ordered = [...values].sort((left, right) => left.compare(right));
  return ordered.filter((value, index) => index === 0 || ordered[index - 1]?.equals(value) !== true);
}
