import { Rational } from './rational.js';

/** At most this many digits after the point, halves away from zero, without trailing zeros: "0.5", "-12", "0". */
export function toShortDecimal(value: Rational, mostDigits: number): string {
  const text = value.toDecimal(mostDigits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Halves round away from zero. A negative number of places rounds to tens, hundreds and so on. */
export function roundToDecimalPlaces(value: Rational, places: number): Rational {
  const unit = powerOfTen(-places);
  return Rational.of(BigInt(value.divide(unit).toDecimal(0))).multiply(unit);
}

/** Halves round away from zero. Zero has no leading digit and stays zero. */
export function roundToSignificantFigures(value: Rational, figures: number): Rational {
  if (value.numerator === 0n) {
    return value;
  }
  return roundToDecimalPlaces(value, figures - 1 - leadingPowerOfTen(value.absolute()));
}

/** The exponent of the first digit: 3 for 1234, -2 for 0.05. */
function leadingPowerOfTen(positive: Rational): number {
  const estimate = positive.numerator.toString().length - positive.denominator.toString().length;
  return positive.compare(powerOfTen(estimate)) < 0 ? estimate - 1 : estimate;
}

function powerOfTen(exponent: number): Rational {
  return exponent < 0 ? Rational.of(1n, 10n ** BigInt(-exponent)) : Rational.of(10n ** BigInt(exponent));
}
