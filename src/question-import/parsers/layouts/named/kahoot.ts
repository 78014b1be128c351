import { standsAbove, type TableLayout } from '../table-layout.js';

/** The workbook that Kahoot offers: header in row 8, up to four answers, their numbers in the last column. */
export const kahoot: TableLayout = {
  name: 'Kahoot template',

  recognise(header) {
    const { words } = header;
    const hasHints = words.some((text) => /^question max \d+ characters$/.test(text));
    const hasAnswers = words.some((text) => /^answer 1\b/.test(text));
    const hasCorrect = words.some((text) => text.startsWith('correct answer'));
    const isKahoot = hasHints || standsAbove(header, /kahoot/i);
    return isKahoot && hasAnswers && hasCorrect ? { answerReading: 'numbers' } : undefined;
  },
};
