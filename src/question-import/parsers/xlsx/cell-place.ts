import { lastSpreadsheetColumn } from '../limits.js';

/** Reads a reference such as "B12": column counted from 0, row from 1. Nothing for what names no possible cell. */
export function readCellPlace(reference: string): { column: number; row: number } | undefined {
  let column = 0;
  let at = 0;
  for (; at < reference.length && at < 4; at++) {
    // Lower-case letters too.
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) {
      break;
    }
    column = column * 26 + (letter - 64);
  }
  let row = 0;
  const digits = reference.length - at;
  for (; at < reference.length; at++) {
    const digit = reference.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) {
      return undefined;
    }
    row = row * 10 + digit;
  }
  const isPossible = column >= 1 && column <= lastSpreadsheetColumn && row >= 1 && digits <= 7;
  return isPossible ? { column: column - 1, row } : undefined;
}
