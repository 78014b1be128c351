import type { NumberKind } from './number-format.js';

/**
 * The text of a stored number as a person reads it: `3` for `3.0`, `0.3` for `0.30000000000000004` (a
 * spreadsheet program keeps 15 digits), `25%` for 0.25 in a percent format, a date for a date.
 */
export function showNumber(stored: string, kind: NumberKind, countsFrom1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) {
    return stored;
  }
  switch (kind) {
    case 'percent':
      return `${plainDecimal(value * 100)}%`;
    case 'number':
      return plainDecimal(value);
    default:
      return showDate(value, kind, countsFrom1904) ?? plainDecimal(value);
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

const millisecondsPerDay = 86_400_000;
const daysBefore1970From1900 = 25_569;
const daysBetweenSystems = 1_462;
const firstDayAfter9999 = 2_958_466;

/** ISO 8601 without a time zone, or nothing for a number that no calendar has. */
function showDate(value: number, kind: NumberKind, countsFrom1904: boolean): string | undefined {
  const serial = countsFrom1904 && kind !== 'time' ? value + daysBetweenSystems : value;
  if (serial < 0 || serial >= firstDayAfter9999) {
    return undefined;
  }
  // Whole seconds, as binary fractions of a day are never exact.
  const seconds = Math.round(serial * 86_400);
  const day = Math.floor(seconds / 86_400);
  const time = showTime(seconds - day * 86_400);
  if (kind === 'time') {
    // A duration of more than a day keeps counting its hours.
    return showTime(seconds);
  }
  const hasTime = kind === 'date_time' && time !== '00:00';
  return hasTime ? `${showDay(day)}T${time}` : showDay(day);
}

/** Day 60 is 29 February 1900, which never was: spreadsheet programs keep an old mistake, so earlier days are shifted. */
function showDay(day: number): string {
  if (day === 60) {
    return '1900-02-29';
  }
  const shifted = day < 60 ? day + 1 : day;
  return new Date((shifted - daysBefore1970From1900) * millisecondsPerDay).toISOString().slice(0, 10);
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function showTime(seconds: number): string {
  const rest = seconds % 60;
  const minutes = `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}`;
  return rest === 0 ? minutes : `${minutes}:${twoDigits(rest)}`;
}
