/**
 * What the random tests start from. Fixed, so that a run says something about the change under test and not about the day;
 * `ASSAY_TEST_SEED=random` or a number explores further.
 */
const wanted = process.env['ASSAY_TEST_SEED'] ?? '20261120';
export const testSeed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);
