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
  let found: string | undefined;
  eachAttribute(attributes, (name, value) => {
    found = name === wanted ? (found ?? value) : found;
  });
  return found;
}

const equalsSign = 61;

/** Goes once over the raw text between the name of a tag and its end. Names keep their prefix. */
export function eachAttribute(attributes: string, take: (name: string, value: string) => void): void {
  const end = attributes.length;
  let at = 0;
  while (at < end) {
    if (isSpace(attributes.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const nameStart = at;
    while (at < end && attributes.charCodeAt(at) !== equalsSign && !isSpace(attributes.charCodeAt(at))) {
      at += 1;
    }
    const name = attributes.slice(nameStart, at);
    at = skipSpace(attributes, at);
    const open = attributes.charCodeAt(at) === equalsSign ? skipSpace(attributes, at + 1) : end;
    const quote = attributes.charAt(open);
    const close = quote === '"' || quote === "'" ? attributes.indexOf(quote, open + 1) : -1;
    if (close < 0) {
      throw damagedWorkbook('an attribute without quotes');
    }
    take(name, decodeEntities(attributes.slice(open + 1, close)));
    at = close + 1;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) {
    at += 1;
  }
  return at;
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
