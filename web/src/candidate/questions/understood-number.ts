/**
 * The parser that will score the answer is the one that says beside the field what it understood: one file, two users. It
 * is pure, and the only file of the server that a page imports.
 */
export { longestNumberText, understandNumber } from '../../../../src/questions/kinds/number-text.js';
export type { DecimalSeparator } from '../../../../src/questions/kinds/number-text.js';
