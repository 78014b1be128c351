import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';

/** A free text that a person marks. */
export function convertEssay(row: QuestionRow): KindContent {
  if (row.correctText() !== '') {
    row.warning(
      'answer_left_out',
      'An essay has no right answer; the cell is left out. Put a model answer into the explanation.',
      row.columnOf('correct'),
    );
  }
  return { kind: 'essay' };
}
