import { toShortDecimal } from '../../../../common/exact/decimal.js';
import type { Rational } from '../../../../common/exact/rational.js';

/** More decimals than any points have; the import says where fewer are kept. */
const mostDecimals = 12;

export function toDecimalText(value: Rational): string {
  return toShortDecimal(value, mostDecimals);
}
