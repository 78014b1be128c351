import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Checksum } from './checksum.js';
import { cellsOf, type FileKind } from './questions.js';

/** Reads the file named and adds every row to the sum as soon as it has it. */
type Reader = (path: string, seen: Checksum) => Promise<void>;

export interface Contestant {
  readonly name: string;
  readonly kinds: readonly FileKind[];
  readonly read: Reader;
}

const workbooks: readonly FileKind[] = ['shared', 'inline'];
const texts: readonly FileKind[] = ['csv'];

/**
 * Whoever takes part. Each loads its library inside its own process, so that loading counts for whoever needs it; each
 * is called as its own manual says for reading cells and nothing else.
 */
export const contestants: Readonly<Record<string, Contestant>> = {
  assay: { name: 'Assay', kinds: workbooks, read: readWithAssay },
  assay_csv: { name: 'Assay', kinds: texts, read: readTextWithAssay },
  sheetjs: {
    name: 'SheetJS',
    kinds: [...workbooks, ...texts],
    read: (path, seen) => sheetjs(path, seen, false),
  },
  sheetjs_dense: {
    name: 'SheetJS, dense',
    kinds: workbooks,
    read: (path, seen) => sheetjs(path, seen, true),
  },
  exceljs: { name: 'exceljs', kinds: workbooks, read: exceljs },
  exceljs_stream: { name: 'exceljs, stream', kinds: workbooks, read: exceljsStream },
  read_excel_file: { name: 'read-excel-file', kinds: workbooks, read: readExcelFile },
  hucre: { name: 'hucre', kinds: workbooks, read: hucre },
  hucre_stream: { name: 'hucre, stream', kinds: workbooks, read: hucreStream },
  papaparse: { name: 'papaparse, step', kinds: texts, read: papaparse },
  papaparse_stream: { name: 'papaparse, stream', kinds: texts, read: papaparseStream },
  csv_parse: { name: 'csv-parse, stream', kinds: texts, read: csvParse },
};

/** What a reader of a file of so many rows must have seen. */
export function expectedChecksum(rows: number): string {
  const known = checksums.get(rows);
  if (known !== undefined) {
    return known;
  }
  const sum = new Checksum();
  for (let row = 0; row <= rows; row++) {
    sum.addRow(cellsOf(row));
  }
  checksums.set(rows, sum.toString());
  return sum.toString();
}

const checksums = new Map<number, string>();

/** Larger than what an import accepts: what is measured is the reader, not its refusal. */
const bounds = {
  rows: 200_000,
  cells: 4_000_000,
  uploadBytes: 2 ** 30,
  totalCharacters: 2 ** 30,
  inflatedPartBytes: 2 ** 30,
  inflatedTotalBytes: 2 ** 31,
};

async function readWithAssay(path: string, seen: Checksum): Promise<void> {
  const { WorkbookReader } = await import('../../src/question-import/parsers/xlsx/read-xlsx.js');
  const { defaultImportLimits } = await import('../../src/question-import/parsers/limits.js');
  const workbook = await WorkbookReader.open(await readFile(path), { ...defaultImportLimits, ...bounds });
  const [sheet] = workbook.sheets;
  if (sheet === undefined) {
    return;
  }
  await workbook.readRows(sheet, ({ cells }) => {
    seen.addRow(cells);
    return true;
  });
}

async function readTextWithAssay(path: string, seen: Checksum): Promise<void> {
  const { readCsvRows } = await import('../../src/question-import/parsers/csv/read-csv.js');
  const { defaultImportLimits } = await import('../../src/question-import/parsers/limits.js');
  const limits = { ...defaultImportLimits, ...bounds };
  await readCsvRows(
    () => createReadStream(path),
    limits,
    ({ cells }) => {
      seen.addRow(cells);
    },
  );
}

async function sheetjs(path: string, seen: Checksum, dense: boolean): Promise<void> {
  const { read, utils } = await import('xlsx');
  const isText = path.endsWith('.csv');
  const workbook = isText
    ? read(await readFile(path, 'utf8'), { type: 'string', dense, raw: true })
    : read(await readFile(path), { dense, cellHTML: false, cellFormula: false, cellText: false });
  const sheet = workbook.Sheets[workbook.SheetNames[0] ?? ''];
  if (sheet === undefined) {
    return;
  }
  for (const row of utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true })) {
    seen.addRow(row);
  }
}

async function exceljs(path: string, seen: Checksum): Promise<void> {
  const { Workbook } = (await import('exceljs')).default;
  const workbook = new Workbook();
  await workbook.xlsx.readFile(path);
  workbook.worksheets[0]?.eachRow((row) => {
    // Its lists of values start at 1.
    seen.addRow(Array.isArray(row.values) ? row.values.slice(1) : []);
  });
}

async function exceljsStream(path: string, seen: Checksum): Promise<void> {
  const { stream } = (await import('exceljs')).default;
  const reader = new stream.xlsx.WorkbookReader(path, {
    sharedStrings: 'cache',
    worksheets: 'emit',
    entries: 'ignore',
    hyperlinks: 'ignore',
    styles: 'cache',
  });
  for await (const sheet of reader) {
    for await (const row of sheet) {
      seen.addRow(Array.isArray(row.values) ? row.values.slice(1) : []);
    }
  }
}

async function readExcelFile(path: string, seen: Checksum): Promise<void> {
  const { readSheet } = await import('read-excel-file/node');
  for (const row of await readSheet(path, { trim: false })) {
    seen.addRow(row);
  }
}

async function hucre(path: string, seen: Checksum): Promise<void> {
  const { readXlsx } = await import('hucre/xlsx');
  const workbook = await readXlsx(await readFile(path));
  for (const row of workbook.sheets[0]?.rows ?? []) {
    seen.addRow(row);
  }
}

async function hucreStream(path: string, seen: Checksum): Promise<void> {
  const { streamXlsxRows } = await import('hucre');
  for await (const row of streamXlsxRows(await readFile(path))) {
    seen.addRow(row.values);
  }
}

async function papaparse(path: string, seen: Checksum): Promise<void> {
  const { default: Papa } = await import('papaparse');
  Papa.parse(await readFile(path, 'utf8'), {
    step: ({ data }) => {
      addTextRow(data, seen);
    },
  });
}

async function papaparseStream(path: string, seen: Checksum): Promise<void> {
  const { default: Papa } = await import('papaparse');
  await new Promise<void>((resolve, reject) => {
    Papa.parse(createReadStream(path, 'utf8'), {
      step: ({ data }) => {
        addTextRow(data, seen);
      },
      complete: resolve,
      error: reject,
    });
  });
}

async function csvParse(path: string, seen: Checksum): Promise<void> {
  const { parse } = await import('csv-parse');
  for await (const row of createReadStream(path).pipe(parse())) {
    seen.addRow(row as string[]);
  }
}

/** papaparse counts the end of the last line as a row with one empty cell. */
function addTextRow(cells: readonly string[], seen: Checksum): void {
  if (cells.length > 1 || cells[0] !== '') {
    seen.addRow(cells);
  }
}
