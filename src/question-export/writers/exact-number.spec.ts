import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { plainNumber, product } from './exact-number.js';
import { percentOf } from './shares.js';

describe('a number as a file writes it', () => {
  it.each([
    ['42', '42'],
    ['+.5', '0.5'],
    ['007.50', '7.5'],
    ['-0.0', '0'],
    ['1e-9', '0.000000001'],
    ['2.5E3', '2500'],
    ['-12.30', '-12.3'],
  ])('%s is %s', (text, plain) => {
    expect(plainNumber(text)).toEqual({ text: plain, isShort: true });
  });

  it.each(['1e-300', '1e30', '0.0000000000000000000000000000001'])('%s is too long to come back', (text) => {
    expect(plainNumber(text).isShort).toBe(false);
  });

  it('is multiplied exactly', () => {
    expect(product('0.1', '0.2')).toBe('0.02');
    expect(product('12.5', '0.02')).toBe('0.25');
  });
});

describe('a share in percent', () => {
  it.each([
    ['1', '100', true],
    ['1/3', '33.33333', true],
    ['2/7', '28.57143', true],
    ['0.125', '12.5', true],
    ['0', '0', true],
    ['123457/999999', '12.34571', false],
  ])('%s is %s', (share, text, isExact) => {
    expect(percentOf(Rational.fromText(share))).toEqual({ text, isExact });
  });
});
