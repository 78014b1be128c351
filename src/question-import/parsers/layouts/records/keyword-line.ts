import { htmlToText } from '../../markup/html-to-text.js';
import type { TextRow } from '../../text-table.js';

/** One line of a question: its keyword in lower case and the cells behind it. */
export interface KeywordLine {
  readonly row: number;
  readonly keyword: string;
  readonly values: readonly string[];
}

/** Nothing for a line whose first cell is blank. */
export function toLine({ row, cells }: TextRow): KeywordLine | undefined {
  const [keyword = '', ...values] = cells.map((cell) => cell.trim());
  return keyword === '' ? undefined : { row, keyword: keyword.toLowerCase(), values };
}

/** The text of a line whose next cell says HTML where the text is markup. */
export function textOf(line: KeywordLine | undefined, place = 0): string {
  const text = line?.values[place] ?? '';
  const isMarkup = line?.values.slice(place + 1).some((value) => value.toUpperCase() === 'HTML') === true;
  return isMarkup ? htmlToText(text).text : text;
}
