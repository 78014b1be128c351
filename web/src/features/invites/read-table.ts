export interface TableRow {
  /** Where the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Comma, semicolon or tab, whichever the first line has most of; cells in quotation marks may hold any of them. */
export function readTable(text: string): TableRow[] {
  const plain = text.replace(/^\uFEFF/, '');
  const first = plain.slice(0, /[\r\n]|$/.exec(plain)!.index);
  const delimiters = [',', ';', '\t'];
  const delimiter = delimiters.reduce((best, each) =>
    first.split(each).length > first.split(best).length ? each : best,
  );
  const rows: TableRow[] = [];
  let line = 1;
  let row: { line: number; cells: string[] } = { line, cells: [] };
  const endRow = (): void => {
    if (row.cells.some((cell) => cell.trim() !== '')) rows.push(row);
    row = { line, cells: [] };
  };
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${delimiter}\\r\\n]*))(${delimiter}|\\r\\n|\\r|\\n|$)`,
    'gy',
  );
  for (const [whole, quoted, bare, end] of plain.matchAll(cell)) {
    row.cells.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    line += whole.match(/\r\n|\r|\n/g)?.length ?? 0;
    if (end === delimiter) continue;
    endRow();
    if (end === '') break;
  }
  return rows;
}
