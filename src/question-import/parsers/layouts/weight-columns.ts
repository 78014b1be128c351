import { Rational } from '../../../common/exact/rational.js';
import { shorten } from './answer-cell.js';
import { readDecimal } from './decimal-text.js';
import type { QuestionRow } from './question-row.js';

/** Weights are shares of the points (1, 0.5, -0.25), percents (100, 50, -25) or points of their own (5, 3, 0). */
export type WeightScale = 'shares' | 'percents' | 'points';

/**
 * Decides for all rows what the weights beside options are. Up to 1 they are shares; percents reach exactly 100 in every
 * row, by one option or by the sum of the right ones; all others are points.
 */
export function decideWeightScale(rows: readonly QuestionRow[]): WeightScale {
  let isAboveOne = false;
  let isPercent = true;
  for (const row of rows) {
    const cells = [...row.numberedTexts(row.header.weights).values()];
    const weights = cells.flatMap((cell) => {
      const weight = weightIn(cell);
      // A percent sign says it itself, whatever the other cells mean.
      return weight === undefined || weight.isPercent ? [] : [Number(weight.decimal)];
    });
    if (weights.length === 0) {
      continue;
    }
    const positive = weights.filter((weight) => weight > 0);
    const sum = positive.reduce((total, weight) => total + weight, 0);
    isAboveOne ||= weights.some((weight) => Math.abs(weight) > 1);
    isPercent &&= Math.max(...weights) === 100 || Math.abs(sum - 100) < 0.1;
  }
  if (!isAboveOne) {
    return 'shares';
  }
  return isPercent ? 'percents' : 'points';
}

/**
 * The weights of one row by the number of the option; `none` where it has none.
 *
 * @returns undefined after an error was reported
 */
export function weightsOf(
  row: QuestionRow,
  scale: WeightScale,
): ReadonlyMap<number, Rational> | 'none' | undefined {
  const weights = new Map<number, Rational>();
  for (const { number, column } of row.header.weights) {
    const cell = row.at(column);
    if (cell === '') {
      continue;
    }
    const weight = weightIn(cell);
    if (weight === undefined) {
      row.error('bad_number', `"${shorten(cell)}" is not a number. Give the weight of the option.`, column);
      return undefined;
    }
    const value = Rational.fromText(weight.decimal);
    const isPercent = weight.isPercent || scale === 'percents';
    weights.set(number, isPercent ? value.divide(Rational.of(100)) : value);
  }
  return weights.size === 0 ? 'none' : weights;
}

function weightIn(cell: string): { readonly decimal: string; readonly isPercent: boolean } | undefined {
  const isPercent = cell.endsWith('%');
  const decimal = readDecimal(isPercent ? cell.slice(0, -1) : cell);
  return decimal.ok ? { decimal: decimal.value, isPercent } : undefined;
}
