/**
 * A text that a person typed never becomes a formula in the spreadsheet that opens a file: an apostrophe is put before
 * what would start one. Also after a sign at which a spreadsheet of another language splits the line, although the file
 * uses the comma: the rest of a text would start a cell there. The wide forms count as the plain ones in some of them.
 *
 * Apostrophes that already stand in such a place get one more, so that every mark can be taken away again.
 */
const placeOfSign = /(^|[;\t\r\n|])(?='*[=+\-@＝＋－＠])/g;
const markBeforeSign = /(^|[;\t\r\n|])'(?='*[=+\-@＝＋－＠])/g;
const controlAtStart = /^(?='*[\t\r\n\0])/;
const markBeforeControl = /^'(?='*[\t\r\n\0])/;

export function withFormulaGuard(text: string): string {
  return text.replace(placeOfSign, "$1'").replace(controlAtStart, "'");
}

/** Undoes `withFormulaGuard`, for every text. Of a text that was not guarded it would take apostrophes that belong to it. */
export function withoutFormulaGuard(text: string): string {
  return text.includes("'") ? text.replace(markBeforeControl, '').replace(markBeforeSign, '$1') : text;
}
