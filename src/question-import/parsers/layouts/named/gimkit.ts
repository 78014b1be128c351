import { hasAll, standsAbove, type TableLayout } from '../table-layout.js';

/**
 * The CSV that Gimkit offers: a title, then the question, its right answer as a text and the wrong ones beside it. A second
 * form has no wrong answers: there the answer is typed.
 */
export const gimkit: TableLayout = {
  name: 'Gimkit template',

  recognise(header) {
    const isGimkit = standsAbove(header, /^\s*gimkit/i) && hasAll(header, 'question', 'correct answer');
    return isGimkit ? { plainKind: 'short_answer' } : undefined;
  },
};
