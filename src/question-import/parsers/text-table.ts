/** One row as read: texts as a person sees them, not trimmed, trailing blank cells left out. */
export interface TextRow {
  /** As a spreadsheet shows it, counted from 1. */
  readonly row: number;
  readonly cells: readonly string[];
  /** Indices of cells that hold a spreadsheet error such as #N/A instead of a value. */
  readonly failedCells?: readonly number[];
  /** By column: the number of a cell whose format shows it in another way, such as `1250` behind `$1,250.00`. */
  readonly plainNumbers?: ReadonlyMap<number, string>;
}

/** What a reader makes of a file or of one sheet of it. Blank rows are left out. */
export interface TextTable {
  readonly sheet?: string;
  readonly rows: readonly TextRow[];
}

/** "A" for index 0, "AA" for index 26, as a spreadsheet names its columns. */
export function columnLetter(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** A faster look for what most texts do not hold: halves of pairs, whole pairs and control characters. */
const mayNeedCare = /[^\P{Cc}\t\n]|\p{Surrogate}/u;

/** Control characters but tab and line feed, and surrogates without their other half. */
const unstorable = /[^\P{Cc}\t\n]|\p{Surrogate}/gu;

/**
 * Line ends become LF; what PostgreSQL or a screen cannot hold (NUL and other control characters, halves of
 * surrogate pairs) is dropped. Workbooks carry such characters as `_x0007_`, invisible to their authors.
 */
export function cleanCellText(text: string): string {
  if (!mayNeedCare.test(text)) {
    return text;
  }
  const unified = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return unified.replace(unstorable, '');
}
