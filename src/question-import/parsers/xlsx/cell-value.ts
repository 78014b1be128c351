import { damagedWorkbook, ImportRefused } from '../import-refused.js';
import { cleanCellText } from '../text-table.js';
import type { NumberKind } from './number-format.js';
import { showNumber } from './shown-number.js';
import { decodeSpreadsheetEscapes } from './xml-text.js';

/** What the values of a sheet depend on. */
export interface ValueContext {
  /** Absent where the workbook has no such part. */
  readonly strings: readonly string[] | undefined;
  readonly numberKinds: readonly NumberKind[];
  readonly countsFrom1904: boolean;
}

/** One cell as stored. */
export interface StoredCell {
  readonly place: string;
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
      return cell.value.trim().replace(/T00:00(?::00(?:\.0+)?)?Z?$/, '');
    default:
      return cell.value === '' ? plainText(cell.inline) : storedNumber(cell, context);
  }
}

function plainText(text: string): string {
  return cleanCellText(decodeSpreadsheetEscapes(text));
}

function showBoolean(value: string): string {
  if (value === '') {
    return '';
  }
  return value === '1' || value.toLowerCase() === 'true' ? 'TRUE' : 'FALSE';
}

function storedNumber(cell: StoredCell, context: ValueContext): string {
  const kind = context.numberKinds[Number(cell.style)] ?? 'number';
  return showNumber(cell.value.trim(), kind, context.countsFrom1904);
}

function sharedString(cell: StoredCell, context: ValueContext): string {
  const reference = cell.value.trim();
  // An empty reference is a blank cell, not text number 0.
  if (reference === '') {
    return '';
  }
  if (context.strings === undefined) {
    throw new ImportRefused(
      'missing_strings',
      `The workbook is damaged: cell ${cell.place} refers to a list of texts that is missing. Open it in a spreadsheet program and save it again.`,
    );
  }
  const text = /^\d+$/.test(reference) ? context.strings[Number(reference)] : undefined;
  if (text === undefined) {
    throw damagedWorkbook(
      `cell ${cell.place} refers to text number ${reference.slice(0, 20)}, which does not exist`,
    );
  }
  return text;
}
