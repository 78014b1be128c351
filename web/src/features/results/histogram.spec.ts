import { describe, expect, it } from 'vitest';
import { binsOf, passMarksOf } from './histogram.js';

describe('the histogram of scores', () => {
  it('covers 0 to 100 without a gap', () => {
    const bins = binsOf(Array.from({ length: 20 }, (_, index) => index));
    expect(bins[0]).toEqual({ from: 0, to: 5, middle: 2.5, count: 0 });
    expect(bins[19]).toEqual({ from: 95, to: 100, middle: 97.5, count: 19 });
    for (const [index, bin] of bins.entries()) expect(bin.from).toBe(bins[index - 1]?.to ?? 0);
  });

  it('has a line for each pass mark, once', () => {
    const versions = [
      { number: 1, passMarkPercent: 62.5 },
      { number: 2, passMarkPercent: null },
      { number: 3, passMarkPercent: 50 },
      { number: 4, passMarkPercent: 62.5 },
    ];
    expect(passMarksOf(versions, undefined)).toEqual([
      { percent: 50, versions: [3] },
      { percent: 62.5, versions: [1, 4] },
    ]);
    expect(passMarksOf(versions, 4)).toEqual([{ percent: 62.5, versions: [4] }]);
    expect(passMarksOf(versions, 2)).toEqual([]);
  });
});
