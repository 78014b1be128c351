import { tooLarge } from './import-refused.js';
import type { ImportLimits } from './limits.js';
import { columnLetter } from './text-table.js';

const count = (value: number): string => value.toLocaleString('en-US');

/** Counts what a reader has kept and refuses the file at the first limit passed. */
export class TableBudget {
  private rows = 0;
  private cells = 0;
  private characters = 0;

  constructor(private readonly limits: ImportLimits) {}

  /** Before the cell is stored: a far cell must not allocate the cells before it. */
  checkColumn(column: number, row: number, sheet?: string): void {
    if (column >= this.limits.columns) {
      throw tooLarge(
        `Cell ${columnLetter(column)}${row}${inSheet(sheet)} lies beyond the ${count(this.limits.columns)} columns that can be imported. Delete the columns that do not belong to the questions.`,
      );
    }
  }

  checkCellLength(length: number, column: number, row: number, sheet?: string): void {
    if (length > this.limits.cellCharacters) {
      throw tooLarge(
        `Cell ${columnLetter(column)}${row}${inSheet(sheet)} holds more than ${count(this.limits.cellCharacters)} characters. Shorten the text.`,
      );
    }
  }

  addRow(cells: readonly string[]): void {
    this.rows += 1;
    this.cells += cells.length;
    for (const cell of cells) {
      this.characters += cell.length;
    }
    if (this.rows > this.limits.rows) {
      throw tooLarge(`The file has more than ${count(this.limits.rows)} rows. Split it into several files.`);
    }
    if (this.cells > this.limits.cells) {
      throw tooLarge(
        `The file has more than ${count(this.limits.cells)} cells. Split it into several files.`,
      );
    }
    if (this.characters > this.limits.totalCharacters) {
      throw tooLarge(
        `The texts of the file come to more than ${count(this.limits.totalCharacters)} characters. Split it into several files.`,
      );
    }
  }
}

function inSheet(sheet: string | undefined): string {
  return sheet === undefined ? '' : ` of sheet "${sheet}"`;
}
