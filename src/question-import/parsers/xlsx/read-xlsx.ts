import type { ImportLimits } from '../limits.js';
import { TableBudget } from '../table-budget.js';
import type { TextRow, TextTable } from '../text-table.js';
import { Archive } from './archive.js';
import type { ValueContext } from './cell-value.js';
import { readSharedStrings } from './shared-strings.js';
import { SheetHandler } from './sheet-handler.js';
import { InflationBudget, streamPart } from './stream-part.js';
import { readNumberFormats } from './styles.js';
import { readWorkbook, type Workbook, type WorkbookSheet } from './workbook.js';
import { XmlTokenizer } from './xml-tokenizer.js';

export interface SheetTable extends TextTable {
  readonly sheet: string;
}

/** A workbook whose sheets are known; rows are read when they are asked for, and not kept. */
export class WorkbookReader {
  private context: ValueContext | undefined;

  private constructor(
    private readonly workbook: Workbook,
    private readonly inflation: InflationBudget,
    private readonly budget: TableBudget,
  ) {}

  /**
   * @param bytes of an .xlsx file
   * @throws ImportRefused
   */
  static async open(bytes: Uint8Array, limits: ImportLimits): Promise<WorkbookReader> {
    const inflation = new InflationBudget(limits);
    const workbook = await readWorkbook(await Archive.open(bytes, limits), inflation);
    return new WorkbookReader(workbook, inflation, new TableBudget(limits));
  }

  /** Visible sheets of cells, in the order of their tabs. */
  get sheets(): readonly WorkbookSheet[] {
    return this.workbook.sheets;
  }

  /**
   * Hands the rows of one sheet on as they stand in the file, blank ones left out. The sheet is read to its end even
   * when no further row is wanted: a cut-off one must not pass for a short one.
   *
   * @param takeRow keeps what it wants of a row; false means that no further row is wanted
   * @throws ImportRefused
   */
  async readRows(sheet: WorkbookSheet, takeRow: (row: TextRow) => boolean): Promise<void> {
    this.context ??= await this.readContext();
    const { limits } = this.inflation;
    const countedRow = (row: TextRow): boolean => {
      const isWanted = takeRow(row);
      if (isWanted) {
        this.budget.addRow(row.cells);
      }
      return isWanted;
    };
    const handler = new SheetHandler(sheet.name, this.context, limits, this.budget, countedRow);
    const tokenizer = new XmlTokenizer(handler, limits);
    await streamPart(sheet.part, this.inflation, (text) => {
      tokenizer.write(text);
    });
    tokenizer.end();
  }

  private async readContext(): Promise<ValueContext> {
    const { strings, styles, countsFrom1904 } = this.workbook;
    return {
      strings: strings === undefined ? undefined : await readSharedStrings(strings, this.inflation),
      numberFormats: await readNumberFormats(styles, this.inflation),
      countsFrom1904,
    };
  }
}

/**
 * Reads the visible sheets of a workbook as rows of texts.
 *
 * @param isWanted is asked once for each sheet that goes beyond them, with its first rows; of an unwanted sheet only
 * those are kept
 * @throws ImportRefused
 */
export async function readXlsx(
  bytes: Uint8Array,
  limits: ImportLimits,
  isWanted: (firstRows: readonly TextRow[], sheet: string) => boolean,
): Promise<SheetTable[]> {
  const workbook = await WorkbookReader.open(bytes, limits);
  const tables: SheetTable[] = [];
  for (const sheet of workbook.sheets) {
    const rows: TextRow[] = [];
    let decision: boolean | undefined;
    await workbook.readRows(sheet, (row) => {
      if (decision === undefined && row.row > limits.headerSearchRows) {
        decision = isWanted(rows, sheet.name);
      }
      if (decision !== false) {
        rows.push(row);
      }
      return decision !== false;
    });
    // Nothing forbids rows out of order, though no spreadsheet program writes them so.
    rows.sort((left, right) => left.row - right.row);
    tables.push({ sheet: sheet.name, rows });
  }
  return tables;
}
