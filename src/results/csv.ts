/**
 * Cells and rows as RFC 4180 has them. A text that a person typed never becomes a formula in the spreadsheet that opens
 * the file: an apostrophe is put before what would start one. Decimals are ours and stay numbers.
 */

/** Excel marks UTF-8 by it; without it an umlaut is shown as two signs. */
export const byteOrderMark = '\uFEFF';

/**
 * Also after a sign at which a spreadsheet of another language splits the line, although the file uses the comma: the
 * rest of a name would start a cell there. The wide forms count as the plain ones in some of them.
 */
const formulaStart = /^(?=[\t\r\n\0])|(^|[;\t\r\n|])(?=[=+\-@＝＋－＠])/g;
const needsQuotes = /[",;|\t\r\n]|^\s|\s$/;
const decimal = /^-?\d+(\.\d+)?$/;

export function textCell(text: string): string {
  const safe = text.replace(formulaStart, "$1'");
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
