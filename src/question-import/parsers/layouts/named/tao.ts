import { htmlToText } from '../../markup/html-to-text.js';
import type { TextRow } from '../../text-table.js';
import type { HeaderRow } from '../header-row.js';
import { hasAll, withCells, type PreparedRows, type TableLayout } from '../table-layout.js';

/**
 * The tabular import of TAO (its README lists the columns): `choice_1`, `choice_1_score` and so on, right answers by the names
 * of their choices, separated by /. Texts may hold markup.
 */
export const tao: TableLayout = {
  name: 'TAO tabular import',
  recognise: (header) =>
    hasAll(header, 'question', 'choice 1', 'choice 1 score', 'correct answer')
      ? { answerReading: 'numbers', prepare }
      : undefined,
};

/** `max_choices` says how many may be picked: 1 is a single choice, 0 is any number; blank leaves it open. */
function prepare(header: HeaderRow): PreparedRows {
  const typeColumn = header.texts.length;
  const limitColumn = header.single.get('maximum_selections');
  const question = header.single.get('question');
  const texts = [
    ...header.options.map(({ column }) => column),
    ...(question === undefined ? [] : [question]),
  ];
  return {
    header: {
      ...header,
      texts: [...header.texts, 'max_choices'],
      single: new Map([...header.single, ['type', typeColumn]]),
    },
    read(row: TextRow): TextRow {
      const limit = limitColumn === undefined ? '' : (row.cells[limitColumn] ?? '').trim();
      const type = limit === '1' ? 'single_choice' : 'multiple_choice';
      const isFilled = texts.some((column) => (row.cells[column] ?? '').trim() !== '');
      return withCells(
        row,
        new Map([
          ...texts.map((column): [number, string] => [column, htmlToText(row.cells[column] ?? '').text]),
          [typeColumn, limit === '' || !isFilled ? '' : type],
        ]),
      );
    },
  };
}
