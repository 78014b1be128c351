import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundToDecimalPlaces, roundToSignificantFigures, toShortDecimal } from './decimal.js';
import { Rational } from './rational.js';

describe('toShortDecimal', () => {
  it.each([
    ['0', 10, '0'],
    ['100', 10, '100'],
    ['1.50', 10, '1.5'],
    ['2/3', 10, '0.6666666667'],
    ['-0.00000000001', 10, '0'],
    ['1200', 0, '1200'],
  ])('writes %s with up to %i digits as %s', (text, digits, expected) => {
    expect(toShortDecimal(Rational.fromText(text), digits)).toBe(expected);
  });
});

describe('roundToDecimalPlaces', () => {
  it.each([
    ['2.345', 2, '2.35'],
    ['-2.345', 2, '-2.35'],
    ['2.344999', 2, '2.34'],
    ['0.5', 0, '1'],
    ['1250', -2, '1300'],
  ])('rounds %s to %i places: %s', (text, places, expected) => {
    expect(toShortDecimal(roundToDecimalPlaces(Rational.fromText(text), places), 10)).toBe(expected);
  });
});

describe('roundToSignificantFigures', () => {
  it.each([
    ['3.14159', 3, '3.14'],
    ['-3.145', 3, '-3.15'],
    ['0.00123456', 3, '0.00123'],
    ['123456', 3, '123000'],
    ['999.5', 3, '1000'],
    ['1000', 1, '1000'],
    ['0.1', 1, '0.1'],
    ['0', 3, '0'],
    ['9.99', 1, '10'],
  ])('rounds %s to %i figures: %s', (text, figures, expected) => {
    expect(toShortDecimal(roundToSignificantFigures(Rational.fromText(text), figures), 10)).toBe(expected);
  });

  it('agrees with the rounding of the language wherever that is exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 1, max: 6 }), (whole, figures) => {
        const expected = Rational.fromText(Number(whole).toPrecision(figures));
        expect(roundToSignificantFigures(Rational.of(whole), figures).equals(expected)).toBe(true);
      }),
    );
  });
});
