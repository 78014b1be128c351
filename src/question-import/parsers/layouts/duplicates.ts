import type { ImportedQuestion } from '../imported-question.js';
import { normaliseText } from './words.js';

/** A row that can say that it repeats another one. */
export interface RepeatableRow {
  readonly number: number;
  warning(code: string, message: string, column?: number, more?: { duplicateOfRow?: number }): void;
}

/** The form in which two texts are the same question: neither white space nor letter case matters. */
export function normalisedQuestionText(text: string): string {
  return normaliseText(text).toLowerCase();
}

/** Finds rows that ask the same as an earlier one: the same text and, where there are any, the same options. */
export class DuplicateFinder {
  private readonly firstRows = new Map<string, number>();

  report(row: RepeatableRow, question: ImportedQuestion, column?: number): void {
    const answers = question.options?.map((option) => option.text) ?? question.order ?? [];
    const key = JSON.stringify([question.text, ...answers.toSorted()].map(normalisedQuestionText));
    const first = this.firstRows.get(key);
    if (first === undefined) {
      this.firstRows.set(key, row.number);
      return;
    }
    row.warning('duplicate_question', `The same question stands in row ${first}.`, column, {
      duplicateOfRow: first,
    });
  }
}
