import { describe, expect, it } from 'vitest';
import { shareText } from './share.js';

describe('the text of a share', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.5, '0.5'],
    [0.25, '0.25'],
    [0.1 + 0.2, '0.3'],
    [0.3333333, '1/3'],
    [0.33333, '1/3'],
    [0.3333, '0.3333'],
    [0.6666667, '2/3'],
    [0.8333333, '5/6'],
    [0.1428571, '1/7'],
    [0.1111111, '1/9'],
    [1 / 19, '1/19'],
    [0.123456789, '0.123456789'],
    [0.000001, '0.000001'],
  ])('of %d is %s', (share, text) => {
    expect(shareText(share)).toBe(text);
  });
});
