import { withFormulaGuard } from './formula-guard.js';

/**
 * Cells and rows as RFC 4180 has them. A text that a person typed is guarded, so that it never becomes a formula;
 * decimals are ours and stay numbers.
 */

/** Excel marks UTF-8 by it; without it an umlaut is shown as two signs. */
export const byteOrderMark = '\uFEFF';

const needsQuotes = /[",;|\t\r\n]|^\s|\s$/;
const decimal = /^-?\d+(\.\d+)?$/;

export function textCell(text: string): string {
  const safe = withFormulaGuard(text);
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param number decimal text, as PostgreSQL writes a numeric */
export function numberCell(number: string): string {
  if (!decimal.test(number)) throw new TypeError('A number cell holds no number.');
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}

export function csvRow(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
