/**
 * Exact fractions. Points, tolerance edges and percentages are never IEEE doubles: three thirds are one,
 * and 0.4 lies within 0.1 of 0.3.
 *
 * Only texts and numbers from outside are bounded (length and exponent): arithmetic on bounded values stays
 * small, while "1e999999999" alone would fill the memory.
 */

const longestText = 200;
const largestExponent = 400n;

const decimalPattern = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,6}))?$/;
const ratioPattern = /^([+-]?\d+)\/(\d+)$/;

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  while (right !== 0n) {
    [left, right] = [right, left % right];
  }
  return left;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export class Rational {
  static readonly zero = new Rational(0n, 1n);
  static readonly one = new Rational(1n, 1n);

  /** Always in lowest terms, the denominator positive. */
  private constructor(
    readonly numerator: bigint,
    readonly denominator: bigint,
  ) {}

  /** Throws a RangeError when the denominator is zero or an argument is not a whole number. */
  static of(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
    const top = BigInt(numerator);
    const bottom = BigInt(denominator);
    if (bottom === 0n) {
      throw new RangeError('division by zero');
    }
    const divisor = greatestCommonDivisor(magnitude(top), magnitude(bottom)) * (bottom < 0n ? -1n : 1n);
    return new Rational(top / divisor, bottom / divisor);
  }

  /** Reads "12", "-0.5", ".5", "5.", "1e-3" or "2/3"; anything else, or anything too large, is undefined. */
  static parse(text: string): Rational | undefined {
    if (text.length > longestText) {
      return undefined;
    }
    const ratio = ratioPattern.exec(text);
    if (ratio?.[1] !== undefined && ratio[2] !== undefined) {
      const denominator = BigInt(ratio[2]);
      return denominator === 0n ? undefined : Rational.of(BigInt(ratio[1]), denominator);
    }
    const decimal = decimalPattern.exec(text);
    if (decimal === null) {
      return undefined;
    }
    const [, sign, whole = '', decimalsAfterWhole = '', decimalsAlone = '', exponentText = '0'] = decimal;
    const decimals = decimalsAfterWhole + decimalsAlone;
    const exponent = BigInt(exponentText);
    if (magnitude(exponent) > largestExponent) {
      return undefined;
    }
    const digits = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n);
    const power = exponent - BigInt(decimals.length);
    return power < 0n ? Rational.of(digits, 10n ** -power) : Rational.of(digits * 10n ** power);
  }

  /** For text that was checked when it was stored. Throws a RangeError on anything else. */
  static fromText(text: string): Rational {
    const value = Rational.parse(text);
    if (value === undefined) {
      throw new RangeError('not an exact number');
    }
    return value;
  }

  /** The shortest decimal that stands for the number: 0.1 is one tenth. Throws a RangeError on NaN and infinities. */
  static fromNumber(number: number): Rational {
    return Rational.fromText(String(number));
  }

  static sum(values: Iterable<Rational>): Rational {
    let total = Rational.zero;
    for (const value of values) {
      total = total.add(value);
    }
    return total;
  }

  static largest(first: Rational, second: Rational): Rational {
    return first.compare(second) >= 0 ? first : second;
  }

  static smallest(first: Rational, second: Rational): Rational {
    return first.compare(second) <= 0 ? first : second;
  }

  add(other: Rational): Rational {
    // Whole numbers, which points nearly always are, have nothing to cancel.
    if (this.denominator === 1n && other.denominator === 1n) {
      return new Rational(this.numerator + other.numerator, 1n);
    }
    return Rational.of(
      this.numerator * other.denominator + other.numerator * this.denominator,
      this.denominator * other.denominator,
    );
  }

  subtract(other: Rational): Rational {
    return this.add(other.negate());
  }

  multiply(other: Rational): Rational {
    if (this.denominator === 1n && other.denominator === 1n) {
      return new Rational(this.numerator * other.numerator, 1n);
    }
    return Rational.of(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** Throws a RangeError when the other is zero. */
  divide(other: Rational): Rational {
    return Rational.of(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  negate(): Rational {
    return new Rational(-this.numerator, this.denominator);
  }

  absolute(): Rational {
    return new Rational(magnitude(this.numerator), this.denominator);
  }

  /** -1, 0 or 1. */
  compare(other: Rational): number {
    const left = this.numerator * other.denominator;
    const right = other.numerator * this.denominator;
    return left < right ? -1 : Number(left > right);
  }

  equals(other: Rational): boolean {
    return this.compare(other) === 0;
  }

  /** Exactly this many digits after the point, halves away from zero. Never "-0.00". */
  toDecimal(digits: number): string {
    if (!Number.isInteger(digits) || digits < 0 || digits > 100) {
      throw new RangeError('digits must be a whole number from 0 to 100');
    }
    const scaled = magnitude(this.numerator) * 10n ** BigInt(digits);
    const rounded = (2n * scaled + this.denominator) / (2n * this.denominator);
    const text = rounded.toString().padStart(digits + 1, '0');
    const sign = this.numerator < 0n && rounded !== 0n ? '-' : '';
    const whole = text.slice(0, text.length - digits);
    return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - digits)}`;
  }
}
