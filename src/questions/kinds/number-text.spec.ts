import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understandNumber, type DecimalSeparator } from './number-text.js';

function understood(text: string, decimalSeparator: DecimalSeparator = 'point'): string {
  const result = understandNumber(text, decimalSeparator);
  return result.outcome === 'number' ? result.text : result.outcome;
}

describe('understandNumber', () => {
  it.each([
    ['42', '42'],
    ['0', '0'],
    ['-0', '0'],
    ['−0.0', '0.0'],
    ['007', '7'],
    [' 5 ', '5'],
    ['\u00A05\n', '5'],
    ['+5', '5'],
    ['-5', '-5'],
    ['−5', '-5'],
    ['–5', '-5'],
    ['－５', '-5'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['5.', '5'],
    ['3.140', '3.140'],
    ['１２', '12'],
    ['１．５', '1.5'],
    ['１ｅ３', '1e3'],
    ['١٢', '12'],
    ['١٫٥', '1.5'],
    ['١٬٢٣٤', '1234'],
    ['۱۲', '12'],
    ['१२', '12'],
    ['\u200E12\u200F', '12'],
    ['1e3', '1e3'],
    ['1E+3', '1e3'],
    ['1e−3', '1e-3'],
    ['1.5x10^3', '1.5e3'],
    ['1.5 × 10^−3', '1.5e-3'],
    ['1,234', '1234'],
    ['1,234,567.89', '1234567.89'],
    ['12 345', '12345'],
    ['1\u202F000', '1000'],
    ['1\u00A0000', '1000'],
    ['1\u2009000', '1000'],
    ["1'234.5", '1234.5'],
    ['1’234', '1234'],
    ['1,234e2', '1234e2'],
  ])('with a decimal point reads %j as %s', (text, expected) => {
    expect(understood(text)).toBe(expected);
  });

  it.each([
    ['1,5', '1.5'],
    [',5', '0.5'],
    ['5,', '5'],
    ['1,234', '1.234'],
    ['1.234', '1234'],
    ['1.234.567,8', '1234567.8'],
    ['1\u202F000,5', '1000.5'],
    ['１，５', '1.5'],
    ['١٫٥', '1.5'],
    ['1,5e3', '1.5e3'],
  ])('with a decimal comma reads %j as %s', (text, expected) => {
    expect(understood(text, 'comma')).toBe(expected);
  });

  it.each(
    [
      ['abc', '0x10', '0b1', '1_000', 'Infinity', '-Infinity', '∞', 'NaN', 'null', 'true', '1n', '²'],
      ['.', '-', '+', 'e5', '.e5', '1e', '1e1.5', '1ee5', '--5', '+-5', '- 5', '5-', '1.2.3', '1..2'],
      ['5 kg', '5%', '$5', '1/2', '1+1', '5 5', '1 e3', '5.5 6', '10^3', '1e3x10^2', '1\n234', '1\t234'],
      [
        '1,5',
        '12,34',
        '1,2345',
        '1,,234',
        ',123',
        '1,234,56',
        '1 234,567',
        '0,123',
        '0123,456',
        '1234,567',
        '1.234,5',
      ],
      ['1e401', '1e-401', '1e999999999', '1e99999', '9'.repeat(101)],
    ].flat(),
  )('with a decimal point refuses %j', (text) => {
    expect(understood(text)).toBe('not-a-number');
  });

  it.each(['1.5', '1.23', '1,234.5', '1,234,567', '0.123', '1.2345'])('with a comma refuses %j', (text) => {
    expect(understood(text, 'comma')).toBe('not-a-number');
  });

  it.each(
    'arab arabext deva beng guru gujr orya tamldec telu knda mlym thai laoo tibt mymr khmr mong fullwide'.split(
      ' ',
    ),
  )('reads the ten digits of the numbering system %s', (numberingSystem) => {
    const typed = new Intl.NumberFormat('en', { numberingSystem, useGrouping: false }).format(1_234_567_890);
    expect(typed).not.toMatch(/[0-9]/);
    expect(understood(typed)).toBe('1234567890');
  });

  it.each(['', ' ', '\t\n', '\u00A0', '\u200B', ' '.repeat(1000)])('calls %j blank', (text) => {
    expect(understood(text)).toBe('blank');
  });

  it('takes a hundred characters', () => {
    expect(understood('9'.repeat(100))).toBe('9'.repeat(100));
  });

  it('reads back what it shows, and every plain number as JavaScript does', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(numbers, (number) => {
        const result = understandNumber(String(number), 'point');
        expect(result.outcome === 'number' && Number(result.text)).toBe(number === 0 ? 0 : number);
        expect(result.outcome === 'number' && understood(result.text)).toBe(
          result.outcome === 'number' ? result.text : '',
        );
      }),
    );
  });

  it('reads a grouped number like the plain one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('en', 'de', 'fr', 'de-CH'), (number, language) => {
        const typed = new Intl.NumberFormat(language).format(number);
        expect(understood(typed, language === 'de' || language === 'fr' ? 'comma' : 'point')).toBe(
          String(number),
        );
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('point', 'comma'), (text, separator) => {
        expect(() => understandNumber(text, separator as DecimalSeparator)).not.toThrow();
      }),
    );
  });

  it('takes linear time on hostile text', () => {
    const started = performance.now();
    for (let round = 0; round < 1000; round += 1) {
      understandNumber(`${'1 '.repeat(49)}x`, 'point');
      understandNumber(`${'1'.repeat(99)}x`, 'point');
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
