import { describe, expect, it } from 'vitest';
import { moved } from './question-order.js';

describe('a question at another place', () => {
  it.each([
    [0, 2, 'bcad'],
    [3, 0, 'dabc'],
    [1, 1, 'abcd'],
    [1, 99, 'acdb'],
    [2, -5, 'cabd'],
    [7, 0, 'abcd'],
  ])('from %d to %d: %s', (from, to, order) => {
    expect(moved([...'abcd'], from, to).join('')).toBe(order);
  });
});
