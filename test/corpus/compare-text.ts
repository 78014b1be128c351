import Papa from 'papaparse';
import { readCsv } from '../../src/question-import/parsers/csv/read-csv.js';
import { findDelimiter } from '../../src/question-import/parsers/csv/delimiter.js';
import { decodeWholeText } from '../../src/question-import/parsers/whole-text.js';
import { comparisonLimits } from './comparison-limits.js';
import { cleanCellText, columnLetter } from '../../src/question-import/parsers/text-table.js';
import type { Comparison } from './compare-file.js';
import { DifferenceList } from './difference-list.js';

/** Compares every cell with what papaparse reads of the same text with the same delimiter. */
export async function compareText(bytes: Uint8Array): Promise<Comparison> {
  const { rows } = await readCsv(bytes, comparisonLimits);
  const ours = new Map(rows.map(({ row, cells }) => [row, cells]));
  const text = decodeWholeText(bytes);
  const { delimiter, hintLength } = findDelimiter(text);
  const list = new DifferenceList();
  let row = 0;
  Papa.parse(text.slice(hintLength), {
    delimiter,
    step: ({ data }) => {
      row += 1;
      compareRow(row, ours.get(row) ?? [], data, list);
      ours.delete(row);
    },
  });
  for (const [left, cells] of ours) {
    list.add({ place: `row ${left}`, ours: cells.join(' | '), reference: 'no such row' });
  }
  return list.comparison();
}

function compareRow(
  row: number,
  ours: readonly string[],
  theirs: readonly string[],
  list: DifferenceList,
): void {
  for (let column = 0; column < Math.max(ours.length, theirs.length); column++) {
    const own = ours[column] ?? '';
    const other = cleanCellText(theirs[column] ?? '');
    list.count();
    // We leave out blank cells at the end of a row, and the apostrophe in front of what would be a formula.
    const isBlankEnd = column >= ours.length && other.trim() === '';
    if (own !== other && !isBlankEnd && `'${own}` !== other) {
      list.add({ place: `${columnLetter(column)}${row}`, ours: own, reference: other });
    }
  }
}
