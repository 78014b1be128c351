import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from './rational.js';

const rationals = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 20n }))
  .map(([numerator, denominator]) => Rational.of(numerator, denominator));

function read(text: string): string | undefined {
  const value = Rational.parse(text);
  return value && `${value.numerator}/${value.denominator}`;
}

describe('Rational.parse', () => {
  it.each([
    ['0', '0/1'],
    ['-0', '0/1'],
    ['12', '12/1'],
    ['+12', '12/1'],
    ['-0.50', '-1/2'],
    ['.5', '1/2'],
    ['5.', '5/1'],
    ['1e3', '1000/1'],
    ['1.5E-2', '3/200'],
    ['2/6', '1/3'],
    ['-2/6', '-1/3'],
    ['0/7', '0/1'],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each(
    [
      ['', ' ', '.', '-', 'e5', '1e', '1/0', '1/', '/2', '1/-2', '1.5/2', '1,5', ' 1', '1 ', '1\n'],
      ['0x10', '1_000', 'NaN', 'Infinity', '--1', '1e1.5', '١', '１'],
    ].flat(),
  )('refuses %j', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('bounds the exponent and the length, so that a short text cannot stand for a huge number', () => {
    expect(read('1e400')).toBe(`1${'0'.repeat(400)}/1`);
    expect(read('1e401')).toBeUndefined();
    expect(read('1e-401')).toBeUndefined();
    expect(read('1e999999')).toBeUndefined();
    expect(read('1e999999999999')).toBeUndefined();
    expect(read('9'.repeat(200))).toBeDefined();
    expect(read('9'.repeat(201))).toBeUndefined();
  });
});

describe('Rational.fromNumber', () => {
  it('takes the shortest decimal, not the binary value', () => {
    expect(Rational.fromNumber(0.1).equals(Rational.of(1, 10))).toBe(true);
    expect(Rational.fromNumber(1e21).equals(Rational.of(10n ** 21n))).toBe(true);
    expect(Rational.fromNumber(5e-324).equals(Rational.of(5n, 10n ** 324n))).toBe(true);
  });

  it.each([NaN, Infinity, -Infinity])('throws on %s', (number) => {
    expect(() => Rational.fromNumber(number)).toThrow(RangeError);
  });
});

describe('Rational arithmetic', () => {
  it('makes three thirds one, and finds 0.4 within 0.1 of 0.3', () => {
    const third = Rational.of(1, 3);
    expect(Rational.sum([third, third, third]).equals(Rational.one)).toBe(true);
    const distance = Rational.fromText('0.4').subtract(Rational.fromText('0.3'));
    expect(distance.compare(Rational.fromText('0.1'))).toBe(0);
  });

  it('keeps lowest terms and a positive denominator', () => {
    const value = Rational.of(6, -4);
    expect([value.numerator, value.denominator]).toEqual([-3n, 2n]);
  });

  it('throws on division by zero', () => {
    expect(() => Rational.of(1, 0)).toThrow(RangeError);
    expect(() => Rational.one.divide(Rational.zero)).toThrow(RangeError);
    expect(() => Rational.of(0.5)).toThrow(RangeError);
  });

  it('orders values', () => {
    const [small, large] = [Rational.of(-1, 2), Rational.of(1, 3)];
    expect([small.compare(large), large.compare(small), large.compare(large)]).toEqual([-1, 1, 0]);
    expect(Rational.largest(small, large)).toBe(large);
    expect(Rational.smallest(small, large)).toBe(small);
    expect(small.absolute().equals(Rational.of(1, 2))).toBe(true);
  });

  it('obeys the laws of a field', () => {
    fc.assert(
      fc.property(rationals, rationals, rationals, (a, b, c) => {
        expect(a.add(b).equals(b.add(a))).toBe(true);
        expect(a.multiply(b).equals(b.multiply(a))).toBe(true);
        expect(
          a
            .add(b)
            .add(c)
            .equals(a.add(b.add(c))),
        ).toBe(true);
        expect(a.multiply(b.add(c)).equals(a.multiply(b).add(a.multiply(c)))).toBe(true);
        expect(a.subtract(a).equals(Rational.zero)).toBe(true);
        fc.pre(!b.equals(Rational.zero));
        expect(a.divide(b).multiply(b).equals(a)).toBe(true);
      }),
    );
  });

  it('orders as subtraction does', () => {
    fc.assert(
      fc.property(rationals, rationals, (a, b) => {
        expect(a.compare(b)).toBe(a.subtract(b).compare(Rational.zero));
      }),
    );
  });
});

describe('Rational.toDecimal', () => {
  it.each([
    ['2/3', 2, '0.67'],
    ['200/3', 2, '66.67'],
    ['0.005', 2, '0.01'],
    ['-0.005', 2, '-0.01'],
    ['0.0049999', 2, '0.00'],
    ['-0.0049999', 2, '0.00'],
    ['1.005', 2, '1.01'],
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['100', 2, '100.00'],
    ['0.05', 3, '0.050'],
  ])('writes %s with %i digits as %s', (text, digits, expected) => {
    expect(Rational.fromText(text).toDecimal(digits)).toBe(expected);
  });

  it('is never further away than half of the last digit', () => {
    fc.assert(
      fc.property(rationals, fc.integer({ min: 0, max: 12 }), (value, digits) => {
        const distance = Rational.fromText(value.toDecimal(digits)).subtract(value).absolute();
        expect(distance.compare(Rational.of(1n, 2n * 10n ** BigInt(digits)))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each([-1, 0.5, 101])('throws on %s digits', (digits) => {
    expect(() => Rational.one.toDecimal(digits)).toThrow(RangeError);
  });
});
