import { hasAll, type TableLayout } from '../table-layout.js';

/**
 * What the Moodle plugin qformat_csv reads and writes (its README lists the columns): options A to D, and one or two letters in
 * the columns "Answer 1" and "Answer 2".
 */
export const moodleCsv: TableLayout = {
  name: 'Moodle CSV plugin',
  recognise: (header) =>
    hasAll(header, 'questionname', 'questiontext', 'a', 'b', 'answer 1')
      ? { answerReading: 'letters' }
      : undefined,
};
