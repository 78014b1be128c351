/**
 * What the random tests start from. Fixed, so that a run says something about the change under test and not about the day;
 * `ASSAY_TEST_SEED=random` or a number explores further.
 */
const wanted = process.env['ASSAY_TEST_SEED'] ?? '20261120';
export const testSeed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);

/** A small generator, so that the same start gives the same numbers again; each from 0 to below 1. */
export function randomNumbers(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
