import { Rational } from '../common/exact/rational.js';

/** One item of a test as it counts for one candidate. */
export interface CountedItem {
  /** The points the item is worth; zero or more. */
  readonly maximum: Rational;
  /** Negative only under a penalty. */
  readonly fraction: Rational;
  /** Withdrawn after the fact: leaves both the points and the maximum. */
  readonly withdrawn?: boolean;
  /** Everybody gets the maximum, also those who left it blank. */
  readonly fullMarksForAll?: boolean;
  /** Raises the points but not the maximum. */
  readonly bonus?: boolean;
}

export interface TestResult {
  /** From zero to maximumPoints. */
  readonly points: Rational;
  /** Of this candidate's own items: with random pools it differs between candidates. */
  readonly maximumPoints: Rational;
  /** Two decimals, such as "66.67"; null when there is nothing to score. */
  readonly percent: string | null;
  /** Null when there is no pass mark or no percentage. */
  readonly passed: boolean | null;
}

/**
 * Adds up a test (science.md 1.2, rules 2, 3, 5 and 10). Exact until the one rounding, of the percentage, half up
 * to two decimals. That published figure is what the pass mark is compared with, so nobody reads "70 %, pass
 * mark 70 %, failed". The floor at zero is for the total, not for each question.
 *
 * @param passMarkPercent decimal text from "0" to "100", or null. Throws a RangeError on anything else.
 */
export function testResult(items: readonly CountedItem[], passMarkPercent: string | null): TestResult {
  const passMark = passMarkPercent === null ? null : Rational.fromText(passMarkPercent);
  const counted = items.filter((item) => item.withdrawn !== true);
  const maximumPoints = Rational.sum(
    counted.filter((item) => item.bonus !== true).map((item) => item.maximum),
  );
  const earned = Rational.sum(
    counted.map((item) =>
      item.fullMarksForAll === true ? item.maximum : item.maximum.multiply(item.fraction),
    ),
  );
  const points = Rational.smallest(Rational.largest(Rational.zero, earned), maximumPoints);
  if (maximumPoints.equals(Rational.zero)) {
    return { points, maximumPoints, percent: null, passed: null };
  }
  const percent = points.multiply(Rational.of(100)).divide(maximumPoints).toDecimal(2);
  const passed = passMark === null ? null : Rational.fromText(percent).compare(passMark) >= 0;
  return { points, maximumPoints, percent, passed };
}
