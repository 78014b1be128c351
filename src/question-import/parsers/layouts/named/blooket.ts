import { hasAll, standsAbove, type TableLayout } from '../table-layout.js';

/** The CSV that Blooket offers: a title above the header, line breaks in the header cells, numbers of the answers. */
export const blooket: TableLayout = {
  name: 'Blooket template',

  recognise(header) {
    const isNumbered = hasAll(header, 'question #', 'question text');
    const saysNumbers = header.words.some((text) => text.includes('only include answer #'));
    const isBlooket = saysNumbers || standsAbove(header, /^\s*blooket/i);
    return isNumbered && isBlooket ? { answerReading: 'numbers' } : undefined;
  },
};
