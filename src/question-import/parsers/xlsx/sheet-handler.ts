import { damagedWorkbook } from '../import-refused.js';
import { lastSpreadsheetColumn, lastSpreadsheetRow, type ImportLimits } from '../limits.js';
import type { TableBudget } from '../table-budget.js';
import { columnLetter, type TextRow } from '../text-table.js';
import { cellText, type ValueContext } from './cell-value.js';
import { longestEscape } from './shared-strings.js';
import { attributeValue } from './xml-text.js';
import type { XmlHandler } from './xml-tokenizer.js';

/**
 * Turns the tags of a sheet into rows of texts. Elements count only at their place (worksheet, sheetData, row,
 * c, then v or is): extensions use the same names elsewhere.
 */
export class SheetHandler implements XmlHandler {
  wantsText = false;
  private depth = 0;
  private path: ('other' | 'sheetData' | 'row' | 'c' | 'v' | 'is' | 'r' | 't')[] = [];
  private row = 0;
  private column = -1;
  private cells: string[] = [];
  private failedCells: number[] = [];
  private type = '';
  private style = '';
  private value = '';
  private inline = '';
  private length = 0;
  private isWanted = true;

  /**
   * @param takeRow receives rows that hold something; false means that no further row of this sheet is wanted
   */
  constructor(
    private readonly sheet: string,
    private readonly context: ValueContext,
    private readonly limits: ImportLimits,
    private readonly budget: TableBudget,
    private readonly takeRow: (row: TextRow) => boolean,
  ) {}

  open(name: string, attributes: string): void {
    this.depth += 1;
    if (this.depth === 1 && name !== 'worksheet') {
      throw damagedWorkbook(`sheet "${this.sheet}" is not a sheet of cells`);
    }
    const parent = this.path.at(-1);
    if (!this.isWanted || (this.depth > 2 && parent === 'other')) {
      this.path.push('other');
    } else if (this.depth === 2) {
      this.path.push(name === 'sheetData' ? 'sheetData' : 'other');
    } else if (this.depth === 1) {
      this.path.push('other');
    } else {
      this.openInside(parent, name, attributes);
    }
  }

  private openInside(parent: string | undefined, name: string, attributes: string): void {
    if (parent === 'sheetData' && name === 'row') {
      this.startRow(attributes);
      this.path.push('row');
    } else if (parent === 'row' && name === 'c') {
      this.startCell(attributes);
      this.path.push('c');
    } else if (parent === 'c' && (name === 'v' || name === 'is')) {
      this.wantsText = name === 'v';
      this.path.push(name);
    } else if ((parent === 'is' || parent === 'r') && name === 't') {
      this.wantsText = true;
      this.path.push('t');
    } else {
      this.path.push(parent === 'is' && name === 'r' ? 'r' : 'other');
    }
  }

  text(piece: string): void {
    this.length += piece.length;
    if (this.length > this.limits.cellCharacters * longestEscape) {
      this.budget.checkCellLength(this.length, this.column, this.row, this.sheet);
    }
    if (this.path.at(-1) === 'v') {
      this.value += piece;
    } else {
      this.inline += piece;
    }
  }

  close(): void {
    this.depth -= 1;
    this.wantsText = false;
    const closed = this.path.pop();
    if (closed === 'c') {
      this.endCell();
    } else if (closed === 'row') {
      this.endRow();
    }
  }

  private startRow(attributes: string): void {
    const given = attributeValue(attributes, 'r');
    this.moveToRow(given === undefined ? this.row + 1 : Number(given));
    this.column = -1;
    this.cells = [];
    this.failedCells = [];
  }

  private moveToRow(row: number): void {
    if (!Number.isInteger(row) || row < 1 || row > lastSpreadsheetRow) {
      throw damagedWorkbook(`sheet "${this.sheet}" has a row without a possible number`);
    }
    this.row = row;
  }

  /** Both the row and the column of a cell may be left out: then it follows the one before. */
  private startCell(attributes: string): void {
    const reference = attributeValue(attributes, 'r');
    this.column = reference === undefined ? this.column + 1 : this.columnOf(reference);
    this.type = attributeValue(attributes, 't') ?? 'n';
    this.style = attributeValue(attributes, 's') ?? '0';
    this.value = '';
    this.inline = '';
    this.length = 0;
  }

  private columnOf(reference: string): number {
    let column = 0;
    let index = 0;
    for (; index < reference.length && index < 4; index++) {
      const letter = reference.charCodeAt(index) & ~32;
      if (letter < 65 || letter > 90) {
        break;
      }
      column = column * 26 + (letter - 64);
    }
    const hasRow = /^[1-9]\d{0,6}$/.test(reference.slice(index));
    if (column < 1 || column > lastSpreadsheetColumn || !hasRow) {
      throw damagedWorkbook(
        `sheet "${this.sheet}" has a cell at the impossible place "${reference.slice(0, 20)}"`,
      );
    }
    if (this.cells.length === 0 && this.row !== Number(reference.slice(index))) {
      this.moveToRow(Number(reference.slice(index)));
    }
    return column - 1;
  }

  private endCell(): void {
    if (this.value === '' && this.inline === '') {
      return;
    }
    const { column, row, type, style, value, inline } = this;
    const place = `${columnLetter(column)}${row}`;
    const text = cellText({ place, type, style, value, inline }, this.context);
    if (text.trim() === '') {
      return;
    }
    this.budget.checkColumn(column, row, this.sheet);
    this.budget.checkCellLength(text.length, column, row, this.sheet);
    while (this.cells.length < column) {
      this.cells.push('');
    }
    this.cells[column] = text;
    if (type === 'e') {
      this.failedCells.push(column);
    }
  }

  private endRow(): void {
    if (this.cells.length === 0) {
      return;
    }
    const { row, cells, failedCells } = this;
    this.isWanted = this.takeRow(failedCells.length === 0 ? { row, cells } : { row, cells, failedCells });
  }
}
