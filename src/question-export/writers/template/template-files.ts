import { byteOrderMark } from '../../../common/text/csv.js';
import { cellsOf, csvHeader, csvLine } from '../table/csv-writer.js';
import { templateColumns } from '../table/template-columns.js';
import { headingRow, dataRow, sheetEnd, sheetStart } from '../xlsx/sheet-xml.js';
import { questionWorkbook } from '../xlsx/workbook.js';
import { sampleQuestions } from './sample-questions.js';

const columns = templateColumns(10);

/** The template as delimited text, with a row of each kind. */
export function csvTemplate(): string {
  const rows = sampleQuestions.map((question) => csvLine(columns, question));
  return byteOrderMark + csvHeader(columns) + rows.join('');
}

/** The template as a workbook: drop-downs where there is a choice, and a second sheet that explains every column. */
export async function xlsxTemplate(): Promise<Uint8Array> {
  const rows = sampleQuestions.map((question, index) =>
    dataRow(index + 2, columns, cellsOf(columns, question)),
  );
  const names = columns.map(({ name }) => name);
  const sheet = [sheetStart(columns), headingRow(names), ...rows, sheetEnd(columns, rows.length)];
  const chunks: Uint8Array[] = [];
  for await (const chunk of questionWorkbook(sheet)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
