import type { NumberFormat } from './number-format.js';
import type { NumberPattern } from './number-pattern.js';
import { showDate } from './shown-date.js';

/** Most numbers are small whole ones, or decimals with few digits, written as they are shown. */
const shownAsStored = /^(?:0|-?[1-9]\d{0,14}|-?(?:0|[1-9]\d{0,7})\.\d{0,5}[1-9])$/;

/**
 * The text of a stored number as a person reads it: `3` for `3.0`, `0.3` for `0.30000000000000004` (a spreadsheet
 * program keeps 15 digits), `25%` for 0.25 in a percent format, `$1,250.00` in a currency's, a date for a date. Digits
 * that a format would round away stay: a key of 2.7 in a cell that shows 3 must not become 3.
 */
export function showNumber(
  stored: string,
  format: NumberFormat | undefined,
  countsFrom1904: boolean,
): string {
  const isPlain = format === undefined || (format.kind === 'number' && format.patterns.length === 0);
  if (isPlain && shownAsStored.test(stored)) {
    return stored;
  }
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) {
    return stored;
  }
  if (isPlain) {
    return plainDecimal(value);
  }
  switch (format.kind) {
    case 'number':
    case 'percent':
      return showByPattern(value, format);
    default:
      return showDate(value, format.kind, countsFrom1904) ?? plainDecimal(value);
  }
}

/** Fifteen significant digits, without an exponent as long as that stays readable. */
export function plainDecimal(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  const scientific = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (scientific === null) {
    return text === '-0' ? '0' : text;
  }
  const [, sign = '', first = '', fraction = '', exponentText = ''] = scientific;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > 30) {
    return text.replace('e', 'E');
  }
  const digits = first + fraction;
  return exponent < 0
    ? `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
    : `${sign}${digits.padEnd(exponent + 1, '0')}`;
}

/** The number without its format, for cells that show it in another way: `1250` for `$1,250.00`. */
export function plainNumber(stored: string, format: NumberFormat | undefined): string | undefined {
  const value = Number(stored);
  const isFormatted = format?.kind === 'number' && format.patterns.length > 0;
  return isFormatted && stored.trim() !== '' && Number.isFinite(value) ? plainDecimal(value) : undefined;
}

function showByPattern(value: number, { kind, patterns }: NumberFormat): string {
  const scaled = kind === 'percent' ? value * 100 : value;
  const hasOwn = value < 0 ? patterns.length > 1 : value === 0 && patterns.length > 2;
  const pattern = patterns[hasOwn ? (value < 0 ? 1 : 2) : 0];
  const digits = pattern === undefined ? undefined : writeDigits(Math.abs(scaled), pattern);
  if (pattern === undefined || digits === undefined) {
    return `${plainDecimal(scaled)}${kind === 'percent' ? '%' : ''}`;
  }
  // A section for negative numbers says itself how they look.
  const sign = value < 0 && !hasOwn ? '-' : '';
  return `${sign}${pattern.before}${digits}${pattern.after}`.trim();
}

function writeDigits(value: number, pattern: NumberPattern): string | undefined {
  if (pattern.fraction !== undefined) {
    return writeFraction(value, pattern.fraction);
  }
  if (pattern.exponentDigits !== undefined) {
    return writeExponent(value, pattern.decimals, pattern.exponentDigits);
  }
  const text = plainDecimal(value);
  if (text.includes('E')) {
    return undefined;
  }
  const [whole = '', decimals = ''] = text.split('.');
  const padded = whole.padStart(Math.min(pattern.wholeDigits, 30), '0');
  const grouped = pattern.hasThousands ? padded.replace(/\B(?=(?:\d{3})+$)/g, ',') : padded;
  const shown = decimals.padEnd(Math.min(pattern.decimals, 30), '0');
  return shown === '' ? grouped : `${grouped}.${shown}`;
}

function writeExponent(value: number, decimals: number, exponentDigits: number): string {
  const exact = Number(value.toPrecision(15)).toExponential();
  const [mantissa = '', exponent = '0'] = exact.split('e');
  const [whole = '', given = ''] = mantissa.split('.');
  const shown = given.padEnd(Math.min(decimals, 30), '0');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${whole}${shown === '' ? '' : `.${shown}`}E${sign}${exponent.slice(1).padStart(exponentDigits, '0')}`;
}

/** Nothing where no allowed denominator gives the number exactly. */
function writeFraction(
  value: number,
  { most, only }: { readonly most: number; readonly only?: number },
): string | undefined {
  const whole = Math.floor(value);
  const rest = value - whole;
  if (rest < 1e-12 || value > 1e9) {
    return rest < 1e-12 ? String(whole) : undefined;
  }
  for (let denominator = Math.max(2, only ?? 2); denominator <= most; denominator++) {
    const numerator = Math.round(rest * denominator);
    if (Math.abs(rest - numerator / denominator) < 1e-12) {
      return `${whole === 0 ? '' : `${whole} `}${numerator}/${denominator}`;
    }
  }
  return undefined;
}
