import type { ImportedQuestion } from '../imported-question.js';
import type { QuestionRow } from './question-row.js';
import { normaliseText } from './words.js';

/** Finds rows that ask the same as an earlier one: the same text and, where there are any, the same options. */
export class DuplicateFinder {
  private readonly firstRows = new Map<string, number>();

  report(row: QuestionRow, question: ImportedQuestion): void {
    const answers = question.options?.map((option) => option.text) ?? question.order ?? [];
    const key = JSON.stringify(
      [question.text, ...answers.toSorted()].map((text) => normaliseText(text).toLowerCase()),
    );
    const first = this.firstRows.get(key);
    if (first === undefined) {
      this.firstRows.set(key, row.number);
      return;
    }
    row.warning('duplicate_question', `The same question stands in row ${first}.`, row.columnOf('question'), {
      duplicateOfRow: first,
    });
  }
}
