import type { ProblemList } from '../problem-list.js';
import type { ReadSettings } from '../read-settings.js';
import { columnLetter, type TextRow, type TextTable } from '../text-table.js';
import { columnIndex } from './column-letters.js';
import { readMeaning, type GivenMeaning } from './column-meanings.js';
import type { GivenMeanings } from './header-candidates.js';

/** More columns than a table can have are not mapped. */
const mostColumns = 16_384;

/**
 * The row that a person named, else the one that was recognised, else the first one. Nothing where the named row is not
 * there; that is reported.
 */
export function headerRowOf(
  table: TextTable,
  { headerRow = 0 }: ReadSettings,
  recognised: number | undefined,
  problems: ProblemList,
): TextRow | undefined {
  const wanted = headerRow > 0 ? headerRow : recognised;
  const found = wanted === undefined ? table.rows[0] : table.rows.find(({ row }) => row === wanted);
  if (found === undefined) {
    problems.add({
      severity: 'error',
      code: 'header_row_not_found',
      message: `Row ${headerRow} holds no headers: it is blank or below the last row of the table. Choose the row in which the columns are named.`,
      ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
    });
  }
  return found;
}

/** What a person says of columns, by column; what cannot be meant is reported and left out. */
export function givenMeanings(
  table: TextTable,
  { columns = {} }: ReadSettings,
  problems: ProblemList,
): GivenMeanings {
  const given = new Map<number, GivenMeaning | null>();
  const taken = new Map<string, number>();
  for (const [letter, name] of Object.entries(columns)) {
    const column = columnIndex(letter);
    const meaning = name === null ? null : readMeaning(name);
    if (column === undefined || column >= mostColumns || meaning === undefined) {
      problems.add({
        severity: 'error',
        code: 'unknown_meaning',
        message: `Column "${letter.slice(0, 10)}" cannot mean "${String(name).slice(0, 40)}"; this part of the mapping is left out.`,
        ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
      });
      continue;
    }
    given.set(column, meaning);
    const other = name === null || mayRepeat(name) ? undefined : taken.get(name);
    if (other !== undefined) {
      problems.add({
        severity: 'error',
        code: 'repeated_meaning',
        message: `Columns ${columnLetter(other)} and ${columnLetter(column)} are both mapped to "${name ?? ''}"; only the first one is read. Give each its own meaning.`,
        column: columnLetter(column),
        ...(table.sheet === undefined ? {} : { sheet: table.sheet }),
      });
    }
    taken.set(name ?? '', other ?? column);
  }
  return given;
}

const repeatable = ['correct', 'category', 'subcategory', 'tags', 'image', 'ignored'];

function mayRepeat(name: string): boolean {
  return repeatable.includes(name);
}
