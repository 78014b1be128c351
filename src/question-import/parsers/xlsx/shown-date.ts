import type { NumberKind } from './number-format.js';

const millisecondsPerDay = 86_400_000;
const daysBefore1970From1900 = 25_569;
const daysBetweenSystems = 1_462;
const firstDayAfter9999 = 2_958_466;

/**
 * ISO 8601 without a time zone, or nothing for a number that no calendar has.
 *
 * @param value days since the start of the workbook's date system
 */
export function showDate(value: number, kind: NumberKind, countsFrom1904: boolean): string | undefined {
  if (value < 0 || value >= firstDayAfter9999) {
    return undefined;
  }
  // A time of day may belong to a date that its cell does not show; a duration keeps counting its hours.
  if (kind === 'time' || kind === 'duration') {
    return showTime(wholeSeconds(kind === 'time' ? value % 1 : value));
  }
  const seconds = wholeSeconds(countsFrom1904 ? value + daysBetweenSystems : value);
  const day = Math.floor(seconds / 86_400);
  if (day >= firstDayAfter9999) {
    return undefined;
  }
  const time = showTime(seconds - day * 86_400);
  const hasTime = kind === 'date_time' && time !== '00:00';
  return hasTime ? `${showDay(day)}T${time}` : showDay(day);
}

/** Binary fractions of a day are never exact. */
const wholeSeconds = (days: number): number => Math.round(days * 86_400);

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
