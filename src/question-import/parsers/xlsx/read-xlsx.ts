import type { ImportLimits } from '../limits.js';
import { TableBudget } from '../table-budget.js';
import type { TextRow, TextTable } from '../text-table.js';
import { Archive } from './archive.js';
import type { ValueContext } from './cell-value.js';
import { readSharedStrings } from './shared-strings.js';
import { SheetHandler } from './sheet-handler.js';
import { InflationBudget, streamPart } from './stream-part.js';
import { readNumberKinds } from './styles.js';
import { readWorkbook, type WorkbookSheet } from './workbook.js';
import { XmlTokenizer } from './xml-tokenizer.js';

export interface SheetTable extends TextTable {
  readonly sheet: string;
}

/**
 * Reads the visible sheets of a workbook as rows of texts.
 *
 * @param isWanted is asked once for each sheet, with its first rows; of an unwanted sheet only those are kept
 * @throws ImportRefused
 */
export async function readXlsx(
  bytes: Uint8Array,
  limits: ImportLimits,
  isWanted: (firstRows: readonly TextRow[]) => boolean,
): Promise<SheetTable[]> {
  const archive = await Archive.open(bytes, limits);
  const inflation = new InflationBudget(limits);
  const workbook = await readWorkbook(archive, inflation);
  const context: ValueContext = {
    strings:
      workbook.strings === undefined ? undefined : await readSharedStrings(workbook.strings, inflation),
    numberKinds: await readNumberKinds(workbook.styles, inflation),
    countsFrom1904: workbook.countsFrom1904,
  };
  const budget = new TableBudget(limits);
  const tables: SheetTable[] = [];
  for (const sheet of workbook.sheets) {
    tables.push(await readSheet(sheet, context, inflation, budget, isWanted));
  }
  return tables;
}

async function readSheet(
  sheet: WorkbookSheet,
  context: ValueContext,
  inflation: InflationBudget,
  budget: TableBudget,
  isWanted: (firstRows: readonly TextRow[]) => boolean,
): Promise<SheetTable> {
  const { limits } = inflation;
  const rows: TextRow[] = [];
  let decision: boolean | undefined;
  const takeRow = (row: TextRow): boolean => {
    if (decision === undefined && row.row > limits.headerSearchRows) {
      decision = isWanted(rows);
    }
    if (decision !== false) {
      budget.addRow(row.cells);
      rows.push(row);
    }
    return decision !== false;
  };
  const tokenizer = new XmlTokenizer(new SheetHandler(sheet.name, context, limits, budget, takeRow), limits);
  await streamPart(sheet.part, inflation, (text) => {
    tokenizer.write(text);
  });
  tokenizer.end();
  // Nothing forbids rows out of order, though no spreadsheet program writes them so.
  rows.sort((left, right) => left.row - right.row);
  return { sheet: sheet.name, rows };
}
