import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimal } from './decimal-text.js';

describe('a decimal number in a cell', () => {
  it.each([
    ['1', '1'],
    [' 1.5 ', '1.5'],
    ['1,5', '1.5'],
    ['2,0', '2.0'],
    [',5', '0.5'],
    ['007', '7'],
    ['-0,25', '-0.25'],
    ['\u22122', '-2'],
    ['+3', '3'],
    ['-0', '0'],
    ['1 234,5', '1234.5'],
    ['1\u00A0234', '1234'],
    ["1'234.5", '1234.5'],
    ['1.234,5', '1234.5'],
    ['1,234.5', '1234.5'],
    ['1,234,567', '1234567'],
    ['1.234.567', '1234567'],
    ['0,125', '0.125'],
    ['1.234', '1.234'],
    ['1,2345', '1.2345'],
    ['1.5e3', '1500'],
    ['1.5E-3', '0.0015'],
    ['１２', '12'],
  ])('%s is %s', (cell, value) => {
    expect(readDecimal(cell)).toEqual({ ok: true, value });
  });

  it.each([
    '',
    'many',
    '1.2.3',
    '1,2,3',
    '12 apples',
    '25%',
    '0x10',
    'Infinity',
    'NaN',
    '1,234',
    '1-2',
    '.',
    ',',
    '9'.repeat(31),
    '1e99',
  ])('"%s" is refused', (cell) => {
    expect(readDecimal(cell)).toMatchObject({ ok: false });
  });

  it('keeps every digit and the value', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.integer({ min: 0, max: 9 }),
        (digits, places) => {
          const sign = digits < 0n ? '-' : '';
          const text = String(digits)
            .replace('-', '')
            .padStart(places + 1, '0');
          const written = `${sign}${text.slice(0, text.length - places)}.${text.slice(text.length - places)}`;
          const result = readDecimal(written.replace(/\.$/, ''));
          expect(result).toMatchObject({ ok: true });
          expect(result.ok && Number(result.value)).toBe(Number(written) === 0 ? 0 : Number(written));
        },
      ),
    );
  });
});
