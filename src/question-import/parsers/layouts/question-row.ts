import type { ImportProblem } from '../imported-question.js';
import type { ProblemList } from '../problem-list.js';
import { columnLetter, type TextRow } from '../text-table.js';
import { shorten } from './answer-cell.js';
import type { NumberedOption } from './answer-texts.js';
import { readDecimal } from './decimal-text.js';
import type { PlainMeaning } from './header-meaning.js';
import { shownHeader, type HeaderRow } from './header-row.js';
import { truthValue } from './words.js';

/** One row below the header: its cells by meaning, and the place to report what is wrong with them. */
export class QuestionRow {
  private hasErrors = false;

  constructor(
    private readonly source: TextRow,
    private readonly header: HeaderRow,
    private readonly problems: ProblemList,
    private readonly sheet: string | undefined,
  ) {}

  get number(): number {
    return this.source.row;
  }

  get isFaulty(): boolean {
    return this.hasErrors;
  }

  /** Nothing that makes a question: rows prepared with a running number or a default are skipped. */
  get isBlank(): boolean {
    const { single, correct, options, wrong } = this.header;
    const columns = [...correct, ...[...options, ...wrong].map((entry) => entry.column)];
    const meanings: PlainMeaning[] = ['question', 'title', 'explanation'];
    return (
      columns.every((column) => this.at(column) === '') &&
      meanings.every((meaning) => !single.has(meaning) || this.text(meaning) === '')
    );
  }

  text(meaning: PlainMeaning): string {
    return this.at(this.header.single.get(meaning));
  }

  /** The text of a cell, or nothing where it is blank. */
  optionalText(meaning: PlainMeaning): string | undefined {
    return this.text(meaning) || undefined;
  }

  at(column: number | undefined): string {
    return column === undefined ? '' : (this.source.cells[column] ?? '').trim();
  }

  /** Options with a text, under the numbers of their columns. */
  options(): NumberedOption[] {
    return this.header.options
      .map(({ number, column }) => ({ number, text: this.at(column) }))
      .filter((option) => option.text !== '');
  }

  wrongAnswers(): string[] {
    return this.texts(this.header.wrong.map(({ column }) => column));
  }

  correctCells(): string[] {
    return this.texts(this.header.correct);
  }

  correctText(): string {
    return this.correctCells()[0] ?? '';
  }

  tagCells(): string[] {
    return this.texts(this.header.tags);
  }

  /** "Java/Collections/Lists" from the columns skill, topic and sub-topic. */
  categoryPath(): string | undefined {
    return this.texts(this.header.categories).join('/') || undefined;
  }

  private texts(columns: readonly number[]): string[] {
    return columns.map((column) => this.at(column)).filter((text) => text !== '');
  }

  columnOf(meaning: PlainMeaning): number | undefined {
    return meaning === 'correct' ? this.header.correct[0] : this.header.single.get(meaning);
  }

  firstOptionColumn(): number | undefined {
    return this.header.options[0]?.column;
  }

  /** A number not below zero in point notation; anything else is reported. */
  amount(meaning: PlainMeaning): string | undefined {
    const cell = this.text(meaning);
    if (cell === '') {
      return undefined;
    }
    const decimal = readDecimal(cell);
    if (decimal.ok && !decimal.value.startsWith('-')) {
      return decimal.value;
    }
    const reason = decimal.ok ? 'is below zero' : decimal.detail;
    this.error(
      'bad_number',
      `"${shorten(cell)}" ${reason}. Give a number of zero or more.`,
      this.columnOf(meaning),
    );
    return undefined;
  }

  truth(meaning: PlainMeaning): boolean | undefined {
    const cell = this.text(meaning);
    const value = truthValue(cell);
    if (cell !== '' && value === undefined) {
      this.error('bad_truth_value', `"${shorten(cell)}" is neither TRUE nor FALSE.`, this.columnOf(meaning));
    }
    return value;
  }

  /** Cells that show an error of the spreadsheet, such as #N/A, have no value to import. */
  reportFailedCells(): void {
    for (const column of this.source.failedCells ?? []) {
      if (this.header.columns[column]?.meaning !== undefined) {
        this.error(
          'cell_error',
          `The cell shows the spreadsheet error ${this.at(column)}. Correct its formula or type the value.`,
          column,
        );
      }
    }
  }

  reportSurplusCells(): void {
    if (this.source.cells.length > this.header.texts.length) {
      this.warning(
        'surplus_cells',
        `The row has cells beyond the last column of the header, from column ${columnLetter(this.header.texts.length)} on; they are left out. A text with a delimiter in it must stand in quotation marks.`,
      );
    }
  }

  error(code: string, message: string, column?: number): void {
    this.hasErrors = true;
    this.problems.add({ severity: 'error', code, message, ...this.place(column) });
  }

  warning(code: string, message: string, column?: number, more: { duplicateOfRow?: number } = {}): void {
    this.problems.add({ severity: 'warning', code, message, ...this.place(column), ...more });
  }

  private place(column: number | undefined): Partial<ImportProblem> {
    return {
      row: this.source.row,
      ...(this.sheet === undefined ? {} : { sheet: this.sheet }),
      ...(column === undefined ? {} : { column: columnName(this.header, column) }),
    };
  }
}

/** The header of a column, or its letter where it has none. */
export function columnName(header: HeaderRow, column: number): string {
  return shownHeader(header.texts[column] ?? '') || columnLetter(column);
}
