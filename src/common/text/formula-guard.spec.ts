import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../../test/support/seed.js';
import { withFormulaGuard, withoutFormulaGuard } from './formula-guard.js';

describe('the guard against formulas', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ["'=1+1", "''=1+1"],
    ['\t=1', "'\t'=1"],
    ['a;=1', "a;'=1"],
    ["a\n'-'.join(b)", "a\n''-'.join(b)"],
    ["it's", "it's"],
    ["'tis", "'tis"],
    ['a-b', 'a-b'],
    ['', ''],
  ])('writes %j as %j', (text, guarded) => {
    expect(withFormulaGuard(text)).toBe(guarded);
    expect(withoutFormulaGuard(guarded)).toBe(text);
  });

  it('is taken away from every text, and leaves none that starts a formula', () => {
    const text = fc.string({
      unit: fc.constantFrom("'", '=', '+', '-', '@', '＝', '\t', '\r', '\n', '\0', ';', '|', 'a', ' '),
    });
    fc.assert(
      fc.property(text, (original) => {
        const guarded = withFormulaGuard(original);
        expect(withoutFormulaGuard(guarded)).toBe(original);
        expect(guarded).not.toMatch(/^[\t\r\n\0]|(^|[;\t\r\n|])[=+\-@＝＋－＠]/);
      }),
      { seed: testSeed, numRuns: 2_000 },
    );
  });
});
