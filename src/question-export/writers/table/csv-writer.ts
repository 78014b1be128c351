import { byteOrderMark, csvRow, textCell } from '../../../common/text/csv.js';
import type { ExportedQuestion } from '../exported-question.js';
import { encoded, type ExportSource, type QuestionWriter } from '../question-writer.js';
import { optionColumnsOf } from './option-columns.js';
import { tableRow } from './table-row.js';
import { exportColumns, type TemplateColumn } from './template-columns.js';

/** The columns of the template; a text that a spreadsheet would take for a formula is marked, and the import takes the mark away. */
export const csvWriter: QuestionWriter = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  lossesOf: (question) => tableRow(question).losses,
  write: (source) => encoded(rowsOf(source)),
};

async function* rowsOf(source: ExportSource): AsyncGenerator<string, void> {
  const columns = exportColumns(await optionColumnsOf(source));
  yield byteOrderMark + csvHeader(columns);
  for await (const questions of source.batches()) {
    yield questions.map((question) => csvLine(columns, question)).join('');
  }
}

export function csvHeader(columns: readonly TemplateColumn[]): string {
  return csvRow(columns.map(({ name }) => name));
}

export function csvLine(columns: readonly TemplateColumn[], question: ExportedQuestion): string {
  return csvRow(cellsOf(columns, question).map(cell));
}

/** In the order of the columns. */
export function cellsOf(columns: readonly TemplateColumn[], question: ExportedQuestion): string[] {
  const { cells, options } = tableRow(question);
  const texts = new Map([
    ...Object.entries(cells),
    ...options.map((text, index): [string, string] => [`option_${index + 1}`, text]),
  ]);
  return columns.map(({ name }) => texts.get(name) ?? '');
}

/** A number is no formula and stays one, also below zero. */
function cell(text: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : textCell(text);
}
