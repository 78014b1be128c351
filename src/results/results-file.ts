import { byteOrderMark, csvRow, numberCell, textCell } from '../common/text/csv.js';
import { dataRow, headingRow, sheetEnd, sheetStart } from '../question-export/writers/xlsx/sheet-xml.js';
import type { ResultRow } from './results.queries.js';

interface ResultColumn {
  readonly name: string;
  /** text: what a person typed, and a program must not take for a formula; word: what we wrote; number: decimal text. */
  readonly kind: 'text' | 'word' | 'number';
  readonly value: (row: ResultRow) => string;
  /** In the workbook, in characters. */
  readonly width: number;
}

/**
 * The columns of the exported files. None of single questions: versions differ in theirs, two thousand of them fit into
 * one, and a row that long would have to be kept in memory. What a candidate did with each question is read at
 * /submissions/{id}, which the last column leads to.
 */
const columns: readonly ResultColumn[] = [
  { name: 'Name', kind: 'text', value: (row) => row.name, width: 28 },
  { name: 'E-mail', kind: 'text', value: (row) => row.email, width: 32 },
  { name: 'Started', kind: 'word', value: (row) => row.started_at.toISOString(), width: 26 },
  { name: 'Finished', kind: 'word', value: (row) => row.finished_at.toISOString(), width: 26 },
  { name: 'Reason', kind: 'word', value: (row) => row.finish_reason, width: 12 },
  { name: 'Points', kind: 'number', value: (row) => row.points, width: 10 },
  { name: 'Maximum points', kind: 'number', value: (row) => row.maximum_points, width: 16 },
  { name: 'Percent', kind: 'number', value: (row) => row.percent, width: 10 },
  {
    name: 'Passed',
    kind: 'word',
    value: (row) => (row.passed === null ? '' : row.passed ? 'yes' : 'no'),
    width: 10,
  },
  { name: 'Version', kind: 'number', value: (row) => String(row.version_number), width: 10 },
  { name: 'Submission', kind: 'word', value: (row) => row.id, width: 40 },
];

const csvCell: Readonly<Record<ResultColumn['kind'], (value: string) => string>> = {
  text: textCell,
  word: (value) => value,
  number: numberCell,
};

export async function* csvFile(batches: AsyncIterable<readonly ResultRow[]>): AsyncGenerator<string, void> {
  let start = byteOrderMark + csvRow(columns.map(({ name }) => name));
  for await (const rows of batches) {
    yield (
      start + rows.map((row) => csvRow(columns.map(({ kind, value }) => csvCell[kind](value(row))))).join('')
    );
    start = '';
  }
  if (start !== '') yield start;
}

/** A sheet holds no more, the heading included. */
const mostRows = 1_048_576;

/** The sheet of the workbook. Its texts are never formulas, so that they carry no mark. */
export async function* resultSheet(
  batches: AsyncIterable<readonly ResultRow[]>,
): AsyncGenerator<string, void> {
  const cells = columns.map(({ name, width, kind }) => ({ name, width, isNumber: kind === 'number' }));
  yield sheetStart(cells) + headingRow(columns.map(({ name }) => name));
  let last = 1;
  for await (const rows of batches) {
    // A download that breaks off is seen; one that lacks rows is not.
    if (last + rows.length > mostRows) throw new RangeError('More results than a sheet has rows.');
    yield rows
      .map((row) => {
        const values = columns.map(({ kind, value }) =>
          kind === 'number' ? numberCell(value(row)) : value(row),
        );
        return dataRow((last += 1), cells, values);
      })
      .join('');
  }
  yield sheetEnd([], 0);
}
