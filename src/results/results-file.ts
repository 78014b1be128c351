import { byteOrderMark, csvRow, numberCell, textCell } from '../common/text/csv.js';
import type { ResultRow } from './results.queries.js';

/**
 * The columns of the exported file. None of single questions: versions differ in theirs, two thousand of them fit into
 * one, and a row that long would have to be kept in memory. What a candidate did with each question is read at
 * /submissions/{id}, which the last column leads to.
 */
const columns: readonly (readonly [heading: string, cell: (row: ResultRow) => string])[] = [
  ['Name', (row) => textCell(row.name)],
  ['E-mail', (row) => textCell(row.email)],
  ['Started', (row) => row.started_at.toISOString()],
  ['Finished', (row) => row.finished_at.toISOString()],
  ['Reason', (row) => row.finish_reason],
  ['Points', (row) => numberCell(row.points)],
  ['Maximum points', (row) => numberCell(row.maximum_points)],
  ['Percent', (row) => numberCell(row.percent)],
  ['Passed', (row) => (row.passed === null ? '' : row.passed ? 'yes' : 'no')],
  ['Version', (row) => String(row.version_number)],
  ['Submission', (row) => row.id],
];

export function fileStart(): string {
  return byteOrderMark + csvRow(columns.map(([heading]) => textCell(heading)));
}

export function fileRows(rows: readonly ResultRow[]): string {
  return rows.map((row) => csvRow(columns.map(([, cell]) => cell(row)))).join('');
}
