import type { ImportedLoss, ImportedQuestion, ImportedRow } from '../../imported-question.js';
import type { ProblemList } from '../../problem-list.js';
import { columnLetter, type TextRow } from '../../text-table.js';
import { DuplicateFinder } from '../duplicates.js';

/** One question of a table without a header: its row, and the place to report what is wrong with it. */
export class QuestionRecord {
  private hasErrors = false;
  private readonly losses: ImportedLoss[] = [];

  constructor(
    private readonly source: TextRow,
    private readonly problems: ProblemList,
    private readonly sheet: string | undefined,
  ) {}

  get number(): number {
    return this.source.row;
  }

  /** Texts of the row without outer white space. */
  get cells(): readonly string[] {
    return this.source.cells.map((cell) => cell.trim());
  }

  error(code: string, message: string, column?: number): void {
    this.hasErrors = true;
    this.add('error', code, message, column);
  }

  warning(code: string, message: string, column?: number, more: { duplicateOfRow?: number } = {}): void {
    this.add('warning', code, message, column, more);
  }

  loss(code: string, message: string): void {
    this.losses.push({ code, message });
  }

  /** The row as it is imported; a faulty question is none. */
  imported(question: ImportedQuestion | undefined, duplicates: DuplicateFinder): ImportedRow {
    const kept = this.hasErrors ? undefined : question;
    if (kept !== undefined) {
      duplicates.report(this, kept);
    }
    return {
      row: this.number,
      cells: this.source.cells,
      ...(this.sheet === undefined ? {} : { sheet: this.sheet }),
      ...(kept === undefined ? {} : { question: kept }),
      ...(this.losses.length === 0 ? {} : { losses: this.losses }),
    };
  }

  private add(
    severity: 'error' | 'warning',
    code: string,
    message: string,
    column: number | undefined,
    more: { duplicateOfRow?: number } = {},
  ): void {
    this.problems.add({
      severity,
      code,
      message,
      row: this.number,
      ...(this.sheet === undefined ? {} : { sheet: this.sheet }),
      ...(column === undefined ? {} : { column: columnLetter(column) }),
      ...more,
    });
  }
}
