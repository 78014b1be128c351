import type { TextRow } from '../../text-table.js';
import { hasAll, type TableLayout } from '../table-layout.js';

const hint =
  /\b(?:required|optional|default|leave blank|text (?:of|for) (?:the )?(?:question|option)|type of (?:the )?question|correct option|link of|time (?:in|limit)|explanation for)\b/i;

/** The workbook that Quizizz, now Wayground, offers. The row below its header says what belongs into each column. */
export const quizizz: TableLayout = {
  name: 'Quizizz (Wayground) template',

  recognise(header) {
    const hasColumns = hasAll(header, 'question text', 'question type', 'option 1', 'correct answer');
    if (!hasColumns || !header.words.some((text) => /^time in seconds|^answer explanation/.test(text))) {
      return undefined;
    }
    return {
      answerReading: 'numbers',
      isHint: (row) => row.row <= header.row.row + 2 && hintsIn(row) >= 2,
    };
  },
};

function hintsIn({ cells }: TextRow): number {
  return cells.filter((cell) => cell.length > 8 && hint.test(cell.slice(0, 300))).length;
}
