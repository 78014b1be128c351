import type { ImportedAccepted } from '../imported-question.js';
import { shorten } from './answer-cell.js';
import { answerShares } from './answer-shares.js';
import { readDecimal } from './decimal-text.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';

/**
 * `42`, `42` with a tolerance beside it, `42 ± 0.5`, `42 ± 5 %`, `42 (2 decimal places)`, `42 (3 significant figures)` or a
 * range `20..40`; several are separated by |.
 */
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
    const found = cell.length > longestNumber ? undefined : (readRange(cell) ?? readValue(cell, tolerance));
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
  const shares = answerShares(row, accepted.length);
  if (shares === undefined) {
    return undefined;
  }
  return {
    kind: 'numeric',
    accepted: shares === 'all' ? accepted : accepted.map((one, index) => ({ ...one, ...shares[index] })),
  };
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

/** Longer than any number and its tolerance; the patterns below must not search pages of blanks. */
const longestNumber = 200;

const roundedValue = /^(.+?)\s*\((\d{1,2}) (significant figures?|decimal places?)\)$/i;

function readValue(cell: string, tolerance: string | undefined): ImportedAccepted | undefined {
  const rounded = roundedValue.exec(cell);
  if (rounded !== null) {
    const value = readDecimal(rounded[1] ?? '');
    const count = Number(rounded[2]);
    const isFigures = /^s/i.test(rounded[3] ?? '');
    return value.ok
      ? { value: value.value, ...(isFigures ? { significantFigures: count } : { decimalPlaces: count }) }
      : undefined;
  }
  const [text = '', margin, ...rest] = cell.split(/\s*(?:±|\+\/-)\s*/);
  const value = readDecimal(text);
  const own = margin === undefined ? undefined : readMargin(margin);
  if (!value.ok || rest.length > 0 || own === null) {
    return undefined;
  }
  const near = own ?? (tolerance === undefined ? undefined : { absolute: tolerance });
  return near === undefined ? { value: value.value } : { value: value.value, tolerance: near };
}

/** `0.5`, or `5 %` of the value; null for anything else. */
function readMargin(margin: string): { absolute: string } | { relative: string } | null {
  const percent = /^(.*?)\s*%$/.exec(margin)?.[1];
  const decimal = readDecimal(percent === undefined ? margin : `${percent}e-2`);
  if (!decimal.ok || decimal.value.startsWith('-')) {
    return null;
  }
  return percent === undefined ? { absolute: decimal.value } : { relative: decimal.value };
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
