import type { ImportProblem } from '../imported-question.js';
import type { ProblemList } from '../problem-list.js';
import { columnLetter, type TextRow } from '../text-table.js';
import { shorten } from './answer-cell.js';
import type { NumberedOption } from './answer-texts.js';
import { readDecimal } from './decimal-text.js';
import type { PlainMeaning } from './header-meaning.js';
import { shownHeader, type HeaderRow, type NumberedColumn } from './header-row.js';
import { withoutRightMark } from './marked-options.js';
import { optionsInCell } from './option-list.js';
import { truthValue } from './words.js';

/** What the rows of a table have in common. */
export interface RowContext {
  readonly header: HeaderRow;
  readonly problems: ProblemList;
  readonly sheet: string | undefined;
  /** Right options carry a mark in their own text, as no column names them. */
  readonly hasMarkedOptions: boolean;
}

const noMarks: ReadonlySet<number> = new Set();

/** One row below the header: its cells by meaning, and the place to report what is wrong with them. */
export class QuestionRow {
  private hasErrors = false;
  private ownOptions: readonly NumberedOption[] | undefined;
  private markedOptions: Set<number> | undefined;

  /**
   * @param source as it stands in the file
   * @param read the same, as its layout means it
   */
  constructor(
    readonly source: TextRow,
    private readonly read: TextRow,
    private readonly context: RowContext,
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
    const meanings: PlainMeaning[] = ['question', 'title', 'explanation', 'options'];
    return (
      columns.every((column) => this.at(column) === '') &&
      meanings.every((meaning) => !single.has(meaning) || this.text(meaning) === '')
    );
  }

  get header(): HeaderRow {
    return this.context.header;
  }

  text(meaning: PlainMeaning): string {
    return this.at(this.header.single.get(meaning));
  }

  /** The text of a cell, or nothing where it is blank. */
  optionalText(meaning: PlainMeaning): string | undefined {
    return this.text(meaning) || undefined;
  }

  at(column: number | undefined): string {
    return column === undefined ? '' : (this.read.cells[column] ?? '').trim();
  }

  /** The number behind a cell whose format shows more than it: 1250 for "$1,250.00". */
  plainNumberAt(column: number | undefined): string | undefined {
    return column === undefined ? undefined : this.read.plainNumbers?.get(column);
  }

  /** Options with a text, under the numbers of their columns. The same list every time. */
  options(): readonly NumberedOption[] {
    this.ownOptions ??= this.readOptions();
    return this.ownOptions;
  }

  /** Numbers of the options that carry a mark of their own. */
  markedRight(): ReadonlySet<number> {
    this.options();
    return this.markedOptions ?? noMarks;
  }

  private readOptions(): readonly NumberedOption[] {
    const { options, single } = this.header;
    const found = options
      .map(({ number, column }) => ({ number, text: this.at(column) }))
      .filter((option) => option.text !== '');
    const listed =
      found.length === 0 && single.has('options') ? optionsInCell(this.text('options')) : undefined;
    listed?.forEach(({ text, isRight }, index) => {
      found.push({ number: index + 1, text });
      if (isRight === true) {
        this.mark(index + 1);
      }
    });
    return this.context.hasMarkedOptions ? found.map((option) => this.withoutMark(option)) : found;
  }

  private mark(number: number): void {
    this.markedOptions ??= new Set();
    this.markedOptions.add(number);
  }

  private withoutMark({ number, text }: NumberedOption): NumberedOption {
    const unmarked = withoutRightMark(text);
    if (unmarked === undefined) {
      return { number, text };
    }
    this.mark(number);
    return { number, text: unmarked };
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

  images(): string[] {
    return this.texts(this.header.images);
  }

  /** "Java/Collections/Lists" from the columns skill, topic and sub-topic. */
  categoryPath(): string | undefined {
    return this.texts(this.header.categories).join('/') || undefined;
  }

  /** Texts of numbered columns that are not blank, by number. */
  numberedTexts(columns: readonly NumberedColumn[]): ReadonlyMap<number, string> {
    return new Map(
      columns.flatMap(({ number, column }): [number, string][] => {
        const text = this.at(column);
        return text === '' ? [] : [[number, text]];
      }),
    );
  }

  private texts(columns: readonly number[]): string[] {
    return columns.map((column) => this.at(column)).filter((text) => text !== '');
  }

  columnOf(meaning: PlainMeaning): number | undefined {
    return meaning === 'correct' ? this.header.correct[0] : this.header.single.get(meaning);
  }

  firstOptionColumn(): number | undefined {
    return this.header.options[0]?.column ?? this.header.single.get('options');
  }

  /** A number not below zero in point notation; anything else is reported. */
  amount(meaning: PlainMeaning): string | undefined {
    const cell = this.text(meaning);
    if (cell === '') {
      return undefined;
    }
    const decimal = readDecimal(cell);
    const plain = decimal.ok ? undefined : this.plainNumberAt(this.columnOf(meaning));
    const value = decimal.ok ? decimal.value : plain;
    if (value !== undefined && !value.startsWith('-') && !cell.endsWith('%')) {
      return value;
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
      const isUsed = this.header.columns[column]?.meaning !== undefined;
      if (isUsed && !this.header.ignored.includes(column)) {
        this.error(
          'cell_error',
          `The cell shows the spreadsheet error ${this.at(column)}. Correct its formula or type the value.`,
          column,
        );
      }
    }
  }

  reportSurplusCells(): void {
    const { columns } = this.header;
    if (this.source.cells.length > columns.length) {
      this.warning(
        'surplus_cells',
        `The row has cells beyond the last column of the header, from column ${columnLetter(columns.length)} on; they are left out. A text with a delimiter in it must stand in quotation marks.`,
      );
    }
  }

  /** The row becomes no question, for a reason that is reported once for the whole table. */
  leaveOut(): void {
    this.hasErrors = true;
  }

  error(code: string, message: string, column?: number): void {
    this.hasErrors = true;
    this.context.problems.add({ severity: 'error', code, message, ...this.place(column) });
  }

  warning(code: string, message: string, column?: number, more: { duplicateOfRow?: number } = {}): void {
    this.context.problems.add({ severity: 'warning', code, message, ...this.place(column), ...more });
  }

  private place(column: number | undefined): Partial<ImportProblem> {
    const { sheet } = this.context;
    return {
      row: this.source.row,
      ...(sheet === undefined ? {} : { sheet }),
      ...(column === undefined ? {} : { column: columnName(this.header, column) }),
    };
  }
}

/** The header of a column, or its letter where it has none. */
export function columnName(header: HeaderRow, column: number): string {
  return shownHeader(header.texts[column] ?? '') || columnLetter(column);
}
