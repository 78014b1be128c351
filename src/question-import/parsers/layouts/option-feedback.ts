import type { ImportedOption } from '../imported-question.js';
import type { NumberedOption } from './answer-texts.js';
import type { QuestionRow } from './question-row.js';

/** Options without the numbers of their columns, with the feedback that stands under the same numbers. */
export function withFeedback(
  row: QuestionRow,
  options: readonly (ImportedOption & NumberedOption)[],
): ImportedOption[] {
  const feedback = row.numberedTexts(row.header.feedback);
  return options.map(({ number, ...option }) => {
    const text = feedback.get(number);
    return text === undefined ? option : { ...option, feedback: text };
  });
}
