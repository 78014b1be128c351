import { hasAll, standsAbove, type TableLayout } from '../table-layout.js';

/**
 * The sheet that Quizalize offers: options A to D and the letter of the right one, or the right answer as a text in a column of
 * its own and the wrong ones beside it.
 */
export const quizalize: TableLayout = {
  name: 'Quizalize template',

  recognise(header) {
    if (hasAll(header, 'question', 'a', 'b', 'correct', 'fixed order')) {
      return { answerReading: 'letters' };
    }
    return standsAbove(header, /quizalize/i) && header.words.includes('question') ? {} : undefined;
  },
};
