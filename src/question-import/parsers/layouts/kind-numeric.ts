import type { ImportedAccepted } from '../imported-question.js';
import { shorten } from './answer-cell.js';
import { readDecimal } from './decimal-text.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';

/** `42`, `42` with a tolerance beside it, `42 ± 0.5`, or a range `20..40`; several are separated by |. */
export function convertNumeric(row: QuestionRow): KindContent | undefined {
  const cells = row
    .correctCells()
    .flatMap((cell) => cell.split(/[|\n]/))
    .map((cell) => cell.trim());
  const tolerance = row.amount('tolerance');
  if (cells.length === 0) {
    row.error('no_correct_answer', 'No right number is given.', row.columnOf('correct'));
    return undefined;
  }
  const accepted: ImportedAccepted[] = [];
  for (const cell of cells.filter((text) => text !== '')) {
    const found = readRange(cell) ?? readValue(cell, tolerance);
    if (found === undefined) {
      row.error(
        'bad_number',
        `"${shorten(cell)}" is not a number. Write 42, or a range such as 20..40; a unit or a percent sign belongs into the question.`,
        row.columnOf('correct'),
      );
      return undefined;
    }
    accepted.push(found);
  }
  if (tolerance !== undefined && accepted.some((one) => 'min' in one)) {
    row.warning('tolerance_ignored', 'A range has no tolerance; it is left out.', row.columnOf('tolerance'));
  }
  return { kind: 'numeric', accepted };
}

function readRange(cell: string): ImportedAccepted | undefined {
  const [low, high, ...rest] = cell.split(/\s*\.\.\.?\s*/);
  if (low === undefined || high === undefined || rest.length > 0) {
    return undefined;
  }
  const min = readDecimal(low);
  const max = readDecimal(high);
  return min.ok && max.ok && isNotAbove(min.value, max.value)
    ? { min: min.value, max: max.value }
    : undefined;
}

function readValue(cell: string, tolerance: string | undefined): ImportedAccepted | undefined {
  const [text = '', margin, ...rest] = cell.split(/\s*(?:±|\+\/-)\s*/);
  const value = readDecimal(text);
  const own = margin === undefined ? undefined : readDecimal(margin);
  const isUsable =
    value.ok && rest.length === 0 && (own === undefined || (own.ok && !own.value.startsWith('-')));
  if (!isUsable) {
    return undefined;
  }
  const absolute = own?.ok === true ? own.value : tolerance;
  return absolute === undefined ? { value: value.value } : { value: value.value, tolerance: { absolute } };
}

/** Compares two decimals of at most 30 digits exactly. */
function isNotAbove(low: string, high: string): boolean {
  const places = 40;
  const scaled = (decimal: string): bigint => {
    const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
    const digits = BigInt(whole + fraction.padEnd(places, '0'));
    return decimal.startsWith('-') ? -digits : digits;
  };
  return scaled(low) <= scaled(high);
}
