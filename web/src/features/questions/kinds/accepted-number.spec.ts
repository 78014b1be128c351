import { describe, expect, it } from 'vitest';
import { nearnesses, nearnessOf, withNearness, withNearnessAmount } from './accepted-number.js';

describe('a number that counts as right', () => {
  it.each(nearnesses)('becomes one that is %s, and says so', (name) => {
    const entry = withNearness({ value: '2.5', fraction: '1/2' }, name);
    expect(nearnessOf(entry).name).toBe(name);
    expect(entry.fraction).toBe('1/2');
    expect(nearnessOf(withNearness(entry, 'exact'))).toEqual({ name: 'exact' });
    expect(withNearness(entry, 'exact')).toEqual({ value: '2.5', fraction: '1/2' });
  });

  it.each(['absolute', 'relative', 'significantFigures', 'decimalPlaces'] as const)(
    'takes an amount of %s',
    (name) => {
      const entry = withNearnessAmount(withNearness({ value: '2.5', fraction: '1' }, name), '4');
      expect(nearnessOf(entry)).toEqual({ name, amount: '4' });
    },
  );
});
