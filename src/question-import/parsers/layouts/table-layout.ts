import type { ImportedKind } from '../imported-question.js';
import type { AnswerReading } from '../read-settings.js';
import type { TextRow } from '../text-table.js';
import type { GivenMeanings } from './header-candidates.js';
import type { HeaderRow } from './header-row.js';

/** A row that may be the header, and what stands above it. */
export interface HeaderCells {
  /** The texts of the cells after `normaliseWords`. */
  readonly words: readonly string[];
  readonly row: TextRow;
  readonly above: readonly TextRow[];
}

/** What a layout changes in the reading of a table. */
export interface LayoutTraits {
  /** What columns mean, where the header texts alone would say something else or nothing. */
  readonly given?: GivenMeanings;
  /** Rows that belong to the template: they are left out in silence. */
  readonly isHint?: (row: TextRow) => boolean;
  /** What the template says about the column of right answers, however the cells look. */
  readonly answerReading?: AnswerReading;
  /** What rows without a type and without options are. */
  readonly plainKind?: ImportedKind;
  /** Rewrites rows whose cells mean something that no column of another table means. */
  readonly prepare?: (header: HeaderRow) => PreparedRows;
}

export interface PreparedRows {
  /** May have columns behind the last one of the file. */
  readonly header: HeaderRow;
  readonly read: (row: TextRow) => TextRow;
}

/** A layout that many tables share: a template of a program, or what an add-on writes. */
export interface TableLayout {
  /** As people call it: "Kahoot template". */
  readonly name: string;
  /** The traits where the row is the header of this layout. */
  readonly recognise: (header: HeaderCells) => LayoutTraits | undefined;
}

/** Whether every one of these texts (after `normaliseWords`) is a header. */
export function hasAll(header: HeaderCells, ...texts: readonly string[]): boolean {
  return texts.every((text) => header.words.includes(text));
}

/** Whether a cell above the header holds a text like this. */
export function standsAbove(header: HeaderCells, pattern: RegExp): boolean {
  return header.above.some((row) => row.cells.some((cell) => pattern.test(cell.slice(0, 500))));
}

/** Replaces cells of a row by column. */
export function withCells(row: TextRow, changes: ReadonlyMap<number, string>): TextRow {
  const width = Math.max(row.cells.length, ...[...changes.keys()].map((column) => column + 1));
  return {
    ...row,
    cells: Array.from({ length: width }, (_, column) => changes.get(column) ?? row.cells[column] ?? ''),
  };
}
