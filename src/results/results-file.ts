import { byteOrderMark, csvRow, numberCell, textCell } from './csv.js';
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

// What a file system refuses or a shell, a path or a reader takes for something else, such as a reversed extension.
const unsafeInName = /[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|%]+/gu;

/** The header of RFC 6266: a name in ASCII for all, and the assessment's title for those who read the longer form. */
export function attachment(title: string, extension: string): string {
  const name = [...title.replace(unsafeInName, ' ').trim().replace(/^\.+/, '')].slice(0, 80).join('').trim();
  const full = `${name === '' ? 'Assessment' : name} - results.${extension}`;
  // encodeURIComponent leaves these four, which RFC 8187 does not allow.
  const encoded = encodeURIComponent(full).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="results.${extension}"; filename*=UTF-8''${encoded}`;
}
