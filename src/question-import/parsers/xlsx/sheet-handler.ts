import { damagedWorkbook } from '../import-refused.js';
import { lastSpreadsheetRow, type ImportLimits } from '../limits.js';
import type { TableBudget } from '../table-budget.js';
import type { TextRow } from '../text-table.js';
import { readCellPlace } from './cell-place.js';
import { cellText, plainNumberBehind, type StoredCell, type ValueContext } from './cell-value.js';
import { longestEscape } from './shared-strings.js';
import { attributeValue, eachAttribute } from './xml-text.js';
import type { XmlHandler } from './xml-tokenizer.js';

/** Where the tokenizer stands. Numbers, as comparing them is the most frequent act of all. */
const outside = 0;
const inSheetData = 1;
const inRow = 2;
const inCell = 3;
const inValue = 4;
const inInline = 5;
const inRun = 6;
const inText = 7;

/**
 * Turns the tags of a sheet into rows of texts. Elements count only at their place (worksheet, sheetData, row,
 * c, then v or is): extensions use the same names elsewhere.
 *
 * Of merged cells the first holds the value and the others are blank, as they are stored: a merged title must not look
 * like a header of many columns.
 */
export class SheetHandler implements XmlHandler, StoredCell {
  wantsText = false;
  // The cell being read.
  row = 0;
  column = -1;
  type = '';
  style = '';
  value = '';
  inline = '';
  private depth = 0;
  private readonly path: number[] = [];
  private place = outside;
  private cells: string[] = [];
  private failedCells: number[] = [];
  private plainNumbers: Map<number, string> | undefined;
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
    this.path.push(this.place);
    this.place = this.isWanted ? this.enter(name, attributes) : outside;
    this.wantsText = this.place === inValue || this.place === inText;
  }

  private enter(name: string, attributes: string): number {
    switch (this.place) {
      case outside:
        return this.depth === 2 && name === 'sheetData' ? inSheetData : outside;
      case inSheetData:
        return name === 'row' ? this.startRow(attributes) : outside;
      case inRow:
        return name === 'c' ? this.startCell(attributes) : outside;
      case inCell:
        return name === 'v' ? inValue : name === 'is' ? inInline : outside;
      case inInline:
        return name === 't' ? inText : name === 'r' ? inRun : outside;
      case inRun:
        return name === 't' ? inText : outside;
      default:
        return outside;
    }
  }

  text(piece: string): void {
    this.length += piece.length;
    if (this.length > this.limits.cellCharacters * longestEscape) {
      this.budget.checkCellLength(this.length, this.column, this.row, this.sheet);
    }
    if (this.place === inValue) {
      this.value += piece;
    } else {
      this.inline += piece;
    }
  }

  close(): void {
    this.depth -= 1;
    this.wantsText = false;
    const closed = this.place;
    this.place = this.path.pop() ?? outside;
    if (closed === inCell) {
      this.endCell();
    } else if (closed === inRow) {
      this.endRow();
    }
  }

  private startRow(attributes: string): number {
    const given = attributeValue(attributes, 'r');
    this.moveToRow(given === undefined ? this.row + 1 : Number(given));
    this.column = -1;
    this.cells = [];
    this.failedCells = [];
    this.plainNumbers = undefined;
    return inRow;
  }

  private moveToRow(row: number): void {
    if (!Number.isInteger(row) || row < 1 || row > lastSpreadsheetRow) {
      throw damagedWorkbook(`sheet "${this.sheet}" has a row without a possible number`);
    }
    this.row = row;
  }

  /** Both the row and the column of a cell may be left out: then it follows the one before. */
  private startCell(attributes: string): number {
    this.column += 1;
    this.type = '';
    this.style = '';
    this.value = '';
    this.inline = '';
    this.length = 0;
    eachAttribute(attributes, this.takeCellAttribute);
    return inCell;
  }

  private readonly takeCellAttribute = (name: string, value: string): void => {
    if (name === 'r') {
      this.moveTo(value);
    } else if (name === 't') {
      this.type = value;
    } else if (name === 's') {
      this.style = value;
    }
  };

  private moveTo(reference: string): void {
    const place = readCellPlace(reference);
    if (place === undefined) {
      throw damagedWorkbook(
        `sheet "${this.sheet}" has a cell at the impossible place "${reference.slice(0, 20)}"`,
      );
    }
    if (this.cells.length === 0 && this.row !== place.row) {
      this.moveToRow(place.row);
    }
    this.column = place.column;
  }

  private endCell(): void {
    if (this.value === '' && this.inline === '') {
      return;
    }
    const text = cellText(this, this.context);
    if (isBlank(text)) {
      return;
    }
    const { column, row, cells } = this;
    this.budget.checkColumn(column, row, this.sheet);
    this.budget.checkCellLength(text.length, column, row, this.sheet);
    while (cells.length < column) {
      cells.push('');
    }
    cells[column] = text;
    if (this.type === 'e') {
      this.failedCells.push(column);
    } else if (this.style !== '' && (this.type === '' || this.type === 'n')) {
      this.keepPlainNumber(text);
    }
  }

  private keepPlainNumber(text: string): void {
    const plain = plainNumberBehind(text, this, this.context);
    if (plain !== undefined) {
      this.plainNumbers ??= new Map();
      this.plainNumbers.set(this.column, plain);
    }
  }

  private endRow(): void {
    if (this.cells.length === 0) {
      return;
    }
    const { row, cells, failedCells, plainNumbers } = this;
    this.isWanted = this.takeRow({
      row,
      cells,
      ...(failedCells.length === 0 ? {} : { failedCells }),
      ...(plainNumbers === undefined ? {} : { plainNumbers }),
    });
  }
}

/** Most texts start with a letter or a digit, and need no copy without their blanks. */
function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return first > 32 && first < 127 ? false : text.trim() === '';
}
