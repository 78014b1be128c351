import { damagedWorkbook, ImportRefused } from '../import-refused.js';
import { columnLetter } from '../text-table.js';
import type { NumberFormat } from './number-format.js';
import { plainText } from './plain-text.js';
import type { SharedStrings } from './shared-strings.js';
import { plainNumber, showNumber } from './shown-number.js';

/** What the values of a sheet depend on. */
export interface ValueContext {
  /** Absent where the workbook has no such part. */
  readonly strings: SharedStrings | undefined;
  readonly numberFormats: readonly NumberFormat[];
  readonly countsFrom1904: boolean;
}

/** One cell as stored. */
export interface StoredCell {
  readonly row: number;
  readonly column: number;
  readonly type: string;
  readonly style: string;
  readonly value: string;
  readonly inline: string;
}

/** The text of a cell as a person sees it in the spreadsheet. */
export function cellText(cell: StoredCell, context: ValueContext): string {
  switch (cell.type) {
    case 's':
      return sharedString(cell, context);
    case 'inlineStr':
      return plainText(cell.inline === '' ? cell.value : cell.inline);
    case 'str':
    case 'e':
      return plainText(cell.value);
    case 'b':
      return showBoolean(cell.value.trim());
    case 'd':
      return showIsoDate(plainText(cell.value).trim());
    default:
      return cell.value === '' ? plainText(cell.inline) : storedNumber(cell, context);
  }
}

function showBoolean(value: string): string {
  if (value === '') {
    return '';
  }
  return value === '1' || value.toLowerCase() === 'true' ? 'TRUE' : 'FALSE';
}

/** Midnight is a date without a time, as in cells that store a number. */
function showIsoDate(text: string): string {
  return text.replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '');
}

function storedNumber(cell: StoredCell, context: ValueContext): string {
  const format = context.numberFormats[Number(cell.style)];
  return showNumber(cell.value.trim(), format, context.countsFrom1904);
}

/** The plain number of a cell that shows it in another way; `text` is what it shows. */
export function plainNumberBehind(text: string, cell: StoredCell, context: ValueContext): string | undefined {
  const plain = plainNumber(cell.value.trim(), context.numberFormats[Number(cell.style)]);
  return plain === text ? undefined : plain;
}

function sharedString(cell: StoredCell, context: ValueContext): string {
  const reference = cell.value.trim();
  // An empty reference is a blank cell, not text number 0.
  if (reference === '') {
    return '';
  }
  const place = (): string => `${columnLetter(cell.column)}${cell.row}`;
  if (context.strings === undefined) {
    throw new ImportRefused(
      'missing_strings',
      `The workbook is damaged: cell ${place()} refers to a list of texts that is missing. Open it in a spreadsheet program and save it again.`,
    );
  }
  const text = /^\d+$/.test(reference) ? context.strings.at(Number(reference)) : undefined;
  if (text === undefined) {
    throw damagedWorkbook(
      `cell ${place()} refers to text number ${plainText(reference).slice(0, 20)}, which does not exist`,
    );
  }
  return text;
}
