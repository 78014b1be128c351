const mebibyte = 1024 * 1024;

/** What one file may cost. Every figure is a refusal with a message, never a silent cut. */
export interface ImportLimits {
  readonly uploadBytes: number;
  /** Entries in the archive. A workbook needs a few dozen. */
  readonly archiveEntries: number;
  /** Entries in a package of questions, which has a file or more for each question. */
  readonly packageEntries: number;
  readonly inflatedPartBytes: number;
  readonly inflatedTotalBytes: number;
  /** A part may inflate to this many times its packed size, once it is past `inflationFloorBytes`. */
  readonly inflationRatio: number;
  readonly inflationFloorBytes: number;
  /** Relationships, workbook, styles: the parts that are held in memory as a tree. */
  readonly smallPartBytes: number;
  readonly xmlDepth: number;
  readonly xmlTagCharacters: number;
  /** Rows that hold at least one cell with content. */
  readonly rows: number;
  readonly columns: number;
  /** A row counts by its last cell with content, so that far cells cost. */
  readonly cells: number;
  readonly cellCharacters: number;
  /** Counted per cell: one long shared text in many cells costs each time. */
  readonly totalCharacters: number;
  /** The header must be among this many first rows. */
  readonly headerSearchRows: number;
  /** Problems kept; the true number is reported beside them. */
  readonly problems: number;
}

/**
 * Among 2,200 real workbooks two packed better than 20:1 and none better than 69:1, so 200:1 refuses no real
 * file. 32,767 characters is what a spreadsheet program keeps in one cell.
 */
export const defaultImportLimits: ImportLimits = {
  uploadBytes: 10 * mebibyte,
  archiveEntries: 1_000,
  packageEntries: 20_000,
  inflatedPartBytes: 96 * mebibyte,
  inflatedTotalBytes: 128 * mebibyte,
  inflationRatio: 200,
  inflationFloorBytes: 8 * mebibyte,
  smallPartBytes: 4 * mebibyte,
  xmlDepth: 100,
  xmlTagCharacters: mebibyte,
  // Fifty thousand questions, and what stands above and between them.
  rows: 50_100,
  columns: 500,
  cells: 1_000_000,
  cellCharacters: 32_767,
  totalCharacters: 32 * mebibyte,
  headerSearchRows: 25,
  problems: 1_000,
};

/** The last row of a sheet in every spreadsheet program; also bounds blank lines of delimited text. */
export const lastSpreadsheetRow = 1_048_576;
/** Column XFD. */
export const lastSpreadsheetColumn = 16_384;
