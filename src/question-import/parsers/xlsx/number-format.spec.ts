import { describe, expect, it } from 'vitest';
import { numberFormatOf } from './number-format.js';
import { plainNumber, showNumber } from './shown-number.js';

const show = (code: string, value: string): string => showNumber(value, numberFormatOf(164, code), false);

describe('a number in a format of its own', () => {
  it.each([
    ['0', '3', '3'],
    ['000', '7', '007'],
    ['0.00', '2.5', '2.50'],
    ['0.0#', '2', '2.0'],
    ['0.##', '2', '2'],
    ['#,##0', '1234567', '1,234,567'],
    ['#,##0.00', '-1234.5', '-1,234.50'],
    ['#,##0;(#,##0)', '-1234', '(1,234)'],
    ['"$"#,##0.00', '1250', '$1,250.00'],
    ['#,##0.00 [$€-407]', '3.5', '3.50 €'],
    ['[$-409]0.0', '1.5', '1.5'],
    ['_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', '1200', '1,200'],
    ['_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', '0', '0'],
    ['0\\ "kg"', '12', '12 kg'],
    ['0.00E+00', '12000', '1.20E+04'],
    ['0.00E+00', '0.00012345', '1.2345E-04'],
    ['# ?/?', '0.5', '1/2'],
    ['# ?/?', '2.75', '2 3/4'],
    ['# ??/??', '0.3125', '5/16'],
    ['# ?/8', '0.25', '2/8'],
    ['0%', '0.25', '25%'],
    ['0.0%', '0.07', '7.0%'],
    ['General', '0.30000000000000004', '0.3'],
    ['@', '7', '7'],
  ])('%s shows %s as %s', (code, value, text) => {
    expect(show(code, value)).toBe(text);
  });

  it.each([
    ['digits that would be rounded away', '0', '2.7', '2.7'],
    ['a percentage that would be rounded', '0%', '0.125', '12.5%'],
    ['thousands cut off', '0.0,', '1234567', '1234567'],
    ['a condition', '[>100]"many";0', '500', '500'],
    ['a text instead of the number', '"yes";"yes";"no"', '1', '1'],
    ['digits between texts', '000\\-0000', '1234567', '1234567'],
    ['a fraction that is not exact', '# ?/?', '0.3333', '0.3333'],
    ['nonsense', '[[[;;;"', '4', '4'],
    ['a very long code', '0'.repeat(2_000), '4', '4'],
  ])('stays as it is: %s', (_name, code, value, text) => {
    expect(show(code, value)).toBe(text);
  });

  it.each([
    [2, '2.5', '2.50'],
    [3, '1234', '1,234'],
    [11, '12000', '1.20E+04'],
    [12, '1.5', '1 1/2'],
    [39, '-1234.5', '(1,234.50)'],
    [44, '1250', '1250'],
    [163, '1.5', '1.5'],
  ])('built-in format %i shows %s as %s', (id, value, text) => {
    expect(showNumber(value, numberFormatOf(id, undefined), false)).toBe(text);
  });

  it('keeps the plain number beside what is shown', () => {
    expect(plainNumber('1250', numberFormatOf(164, '"$"#,##0.00'))).toBe('1250');
    expect(plainNumber('1250', numberFormatOf(0, undefined))).toBeUndefined();
  });
});

describe('dates and times', () => {
  it.each([
    ['[$-F800]dddd, mmmm dd, yyyy', '45352', '2024-03-01'],
    ['mmm-yy', '45352', '2024-03-01'],
    ['yyyy-mm-dd"T"hh:mm:ss', '45352.5000116', '2024-03-01T12:00:01'],
    ['h:mm AM/PM', '45352.75', '18:00'],
    ['[hh]:mm:ss', '1.5', '36:00'],
    ['mm:ss', '0.0104166667', '00:15'],
    ['yyyy', '2958465.99999999', '2958465.99999999'],
  ])('%s shows %s as %s', (code, value, text) => {
    expect(show(code, value)).toBe(text);
  });
});
