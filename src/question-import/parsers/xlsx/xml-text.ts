import { damagedWorkbook } from '../import-refused.js';

const namedEntities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Decodes the five entities of XML and numeric references; anything else needs a DTD, which no workbook has. */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(/&([^;&]{0,12};?)/g, decodeReference) : text;
}

function decodeReference(reference: string, body: string): string {
  const name = body.endsWith(';') ? body.slice(0, -1) : '';
  const named = namedEntities.get(name);
  if (named !== undefined) {
    return named;
  }
  const numeric = /^#(?:x([0-9a-f]{1,8})|([0-9]{1,8}))$/i.exec(name);
  if (numeric === null) {
    throw damagedWorkbook(`unknown character reference "${reference}"`);
  }
  const codePoint =
    numeric[1] === undefined ? Number.parseInt(numeric[2] ?? '', 10) : Number.parseInt(numeric[1], 16);
  if (codePoint > 0x10ffff) {
    throw damagedWorkbook(`impossible character reference "${reference}"`);
  }
  return String.fromCodePoint(codePoint);
}

/**
 * Spreadsheet programs write characters that XML cannot hold as `_x000D_`, and a literal `_x` as `_x005F_x`.
 * The x is lower case: `_X0000_` is text.
 */
export function decodeSpreadsheetEscapes(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_escape, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
}

/** The value of an attribute in the raw text between the name of a tag and its end. */
export function attributeValue(attributes: string, wanted: string): string | undefined {
  let at = 0;
  while (at < attributes.length) {
    const equals = attributes.indexOf('=', at);
    if (equals < 0) {
      return undefined;
    }
    const name = attributes.slice(at, equals).trim();
    let open = equals + 1;
    while (isSpace(attributes.charCodeAt(open))) {
      open += 1;
    }
    const quote = attributes.charAt(open);
    const close = quote === '"' || quote === "'" ? attributes.indexOf(quote, open + 1) : -1;
    if (close < 0) {
      throw damagedWorkbook('an attribute without quotes');
    }
    if (name === wanted) {
      return decodeEntities(attributes.slice(open + 1, close));
    }
    at = close + 1;
  }
  return undefined;
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
