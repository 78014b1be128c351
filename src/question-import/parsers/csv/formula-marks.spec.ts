import { describe, expect, it } from 'vitest';
import { formulaMarksOf } from './formula-marks.js';

describe('the marks against formulas', () => {
  it.each([
    ["'=1+1", '=1+1'],
    ["'-5", '-5'],
    ["''=1", "''=1"],
    ["'tis", "'tis"],
    ["print(\n'-'.join(a))", "print(\n'-'.join(a))"],
  ])('of %j in a file of unknown origin: %j', (cell, text) => {
    expect(formulaMarksOf(['question', 'correct'])(cell)).toBe(text);
  });

  it.each([
    ["''=1", "'=1"],
    ["a\n''-'.join(b)", "a\n'-'.join(b)"],
    ["a;'=b", 'a;=b'],
    ["'tis", "'tis"],
  ])('of %j in an export of our own: %j', (cell, text) => {
    expect(formulaMarksOf(['question', 'correct', 'assay_id'])(cell)).toBe(text);
  });
});
