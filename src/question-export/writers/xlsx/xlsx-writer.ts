import { cellsOf } from '../table/csv-writer.js';
import { optionColumnsOf } from '../table/option-columns.js';
import { tableRow } from '../table/table-row.js';
import { exportColumns } from '../table/template-columns.js';
import type { ExportSource, QuestionWriter } from '../question-writer.js';
import { headingRow, dataRow, sheetEnd, sheetStart } from './sheet-xml.js';
import { questionWorkbook, workbookMediaType } from './workbook.js';

/** The same columns as the CSV file, as a workbook: every text is a text, so that no mark is needed. */
export const xlsxWriter: QuestionWriter = {
  mediaType: workbookMediaType,
  extension: 'xlsx',
  lossesOf: (question) => tableRow(question).losses,
  write: (source) => questionWorkbook(questionSheet(source)),
};

async function* questionSheet(source: ExportSource): AsyncGenerator<string, void> {
  const columns = exportColumns(await optionColumnsOf(source));
  yield sheetStart(columns) + headingRow(columns.map(({ name }) => name));
  let row = 1;
  for await (const questions of source.batches()) {
    yield questions.map((question) => dataRow((row += 1), columns, cellsOf(columns, question))).join('');
  }
  yield sheetEnd(columns, row - 1);
}
