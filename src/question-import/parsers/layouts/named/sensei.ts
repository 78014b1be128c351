import type { TextRow } from '../../text-table.js';
import type { HeaderRow } from '../header-row.js';
import { normaliseWords } from '../words.js';
import { hasAll, withCells, type PreparedRows, type TableLayout } from '../table-layout.js';

/**
 * The CSV of Sensei LMS (wiki page "Question Import Schema"): all options stand in the cell Answer, `Right:Turtle, Wrong:"Panda,
 * Red"`; a gap has three columns of its own; categories are paths with >.
 */
export const sensei: TableLayout = {
  name: 'Sensei LMS question file',

  recognise(header) {
    const isSensei =
      hasAll(header, 'question', 'answer', 'type') &&
      ['random answer order', 'text before gap', 'gap'].some((text) => header.words.includes(text));
    return isSensei ? { prepare } : undefined;
  },
};

/** More right or wrong answers than this in one cell are left to the checks as they stand. */
const mostOptions = 100;

function prepare(header: HeaderRow): PreparedRows {
  const columns = new Map(header.texts.map((text, column) => [normaliseWords(text.slice(0, 100)), column]));
  const width = header.texts.length;
  const marks = width + mostOptions;
  const numbers = Array.from({ length: mostOptions }, (_, index) => index + 1);
  const gapColumns = ['text before gap', 'gap', 'text after gap', 'description'];
  const known = gapColumns.map((name) => columns.get(name));
  return {
    header: {
      ...header,
      texts: [...header.texts, ...numbers.flatMap(() => ['', ''])],
      options: numbers.map((number) => ({ number, column: width + number - 1 })),
      right: numbers.map((number) => ({ number, column: marks + number - 1 })),
      unused: header.unused.filter(({ column }) => !known.includes(column)),
    },
    read: (row) => readRow(row, columns, width, marks),
  };
}

function readRow(row: TextRow, columns: ReadonlyMap<string, number>, width: number, marks: number): TextRow {
  const cell = (name: string): string => (row.cells[columns.get(name) ?? -1] ?? '').trim();
  const changes = new Map<number, string>();
  const change = (name: string, text: string): void => {
    const column = columns.get(name);
    if (column !== undefined) {
      changes.set(column, text);
    }
  };
  const type = normaliseWords(cell('type').slice(0, 50));
  const texts = [cell('question'), cell('description')];
  const answer = cell('answer');
  if (type === 'gap fill') {
    const gap = [cell('text before gap'), '_____', cell('text after gap')];
    texts.push(gap.filter((text) => text !== '').join(' '));
    change('type', 'short_answer');
    change('answer', cell('gap'));
  } else if (type === 'boolean') {
    change('answer', answer === '' && cell('question') !== '' ? '1' : answer);
  } else if (type === 'multi line') {
    change('type', 'essay');
  } else if (type === '' || type === 'multiple choice') {
    optionsIn(answer).forEach(({ text, isRight }, index) => {
      changes.set(width + index, text);
      changes.set(marks + index, isRight ? '1' : '');
    });
    change('answer', '');
    // The kind that the type of this program stands for by default.
    change('type', cell('question') === '' ? '' : 'multiple choice');
  }
  change('question', texts.filter((text) => text !== '').join('\n\n'));
  change('categories', cell('categories').replaceAll(/\s{0,5}>\s{0,5}/g, '/'));
  return withCells(row, changes);
}

/** Each answer starts with Right: or Wrong: and ends at the next one; commas inside stand in quotation marks, or not. */
function optionsIn(cell: string): { readonly text: string; readonly isRight: boolean }[] {
  const starts = [...cell.matchAll(/(?:^|,)\s{0,20}(right|wrong)\s{0,5}:/gi)];
  const isQuoted = quotationMarks(cell);
  const outside = starts.filter(({ index }) => !isQuoted(index)).slice(0, mostOptions);
  return outside.map((start, index) => {
    const from = start.index + start[0].length;
    const text = cell.slice(from, outside[index + 1]?.index).trim();
    return {
      text: text
        .replace(/^"([\s\S]*)"$/, '$1')
        .replaceAll('""', '"')
        .trim(),
      isRight: start[1]?.toLowerCase() === 'right',
    };
  });
}

/** Tells whether a quotation mark is open at a place; asked from left to right, so that each mark is counted once. */
function quotationMarks(cell: string): (place: number) => boolean {
  let isOpen = false;
  let next = cell.indexOf('"');
  return (place) => {
    while (next >= 0 && next < place) {
      isOpen = !isOpen;
      next = cell.indexOf('"', next + 1);
    }
    return isOpen;
  };
}
