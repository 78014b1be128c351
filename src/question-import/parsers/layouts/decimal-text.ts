export type DecimalResult =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly detail: string };

/** Longer numbers are no points and no answers, and cost time in every exact calculation. */
const mostDigits = 30;

/**
 * Reads a decimal number as people write it in spreadsheets and gives it in point notation: "1,5" is "1.5",
 * "1 234,5" and "1.234,5" are "1234.5". The digits are kept, never converted to binary floating point.
 */
export function readDecimal(cell: string): DecimalResult {
  const text = cell
    .normalize('NFKC')
    .trim()
    .replace(/^[\u2212\u2013]/, '-')
    .replace(/(?<=\d)[\s'\u2019](?=\d{3}(?!\d))/g, '');
  const match = /^([+-]?)(\d[\d.,]*|[.,]\d+)(?:e([+-]?\d{1,2}))?$/i.exec(text);
  const plain = match?.[2] === undefined ? undefined : withPoint(match[2]);
  if (match === null || plain === undefined) {
    return { ok: false, detail: 'is not a number' };
  }
  if (plain === 'ambiguous') {
    return { ok: false, detail: 'may be read in two ways: write it without a thousands separator' };
  }
  const shifted = shiftPoint(plain, Number(match[3] ?? '0'));
  if (shifted.length > mostDigits) {
    return { ok: false, detail: `has more than ${mostDigits} digits` };
  }
  const isZero = /^[0.]*$/.test(shifted);
  return { ok: true, value: match[1] === '-' && !isZero ? `-${shifted}` : shifted };
}

function withPoint(digits: string): string | undefined {
  const commas = digits.split(',').length - 1;
  const points = digits.split('.').length - 1;
  if (commas === 0 && points <= 1) {
    return tidy(digits);
  }
  if (commas === 1 && points === 0) {
    // 1,234 is a thousand in one country and one and a bit in another; 0,125 and 12,5 are clear.
    return /^[1-9]\d{0,2},\d{3}$/.test(digits) ? 'ambiguous' : tidy(digits.replace(',', '.'));
  }
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(digits)) {
    return tidy(digits.replaceAll(',', ''));
  }
  if (/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(digits)) {
    return tidy(digits.replaceAll('.', '').replace(',', '.'));
  }
  return undefined;
}

/** A digit on both sides of the point, no needless zeros in front. */
function tidy(digits: string): string {
  const [whole = '', fraction = ''] = digits.split('.');
  const bare = whole.replace(/^0+(?=\d)/, '');
  return fraction === '' ? bare || '0' : `${bare || '0'}.${fraction}`;
}

function shiftPoint(digits: string, places: number): string {
  if (places === 0) {
    return digits;
  }
  const [whole = '', fraction = ''] = digits.split('.');
  const all = whole + fraction;
  const point = whole.length + places;
  return point <= 0
    ? tidy(`0.${'0'.repeat(-point)}${all}`)
    : tidy(`${all.slice(0, point).padEnd(point, '0')}.${all.slice(point)}`);
}
