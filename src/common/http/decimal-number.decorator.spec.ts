import { describe, expect, it } from 'vitest';
import { isDecimalNumber } from './decimal-number.decorator.js';

describe('a number with at most two decimal places', () => {
  it.each([0, -0, 1, 59.5, 0.01, 99.99, -3.25, 1e21, Number.MAX_VALUE])('is %s', (value) => {
    expect(isDecimalNumber(value, 2)).toBe(true);
  });

  it.each([0.001, 99.999, 1e-7, 5e-324, 1 / 3, Number.NaN, Infinity, '1', null, undefined, [], {}, true])(
    'is not %s',
    (value) => {
      expect(isDecimalNumber(value, 2)).toBe(false);
    },
  );
});
