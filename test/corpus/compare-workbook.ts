import { createRequire } from 'node:module';
import type { CellObject, WorkBook, WorkSheet } from 'xlsx';
import { comparisonLimits } from './comparison-limits.js';
import { cleanCellText, columnLetter, type TextRow } from '../../src/question-import/parsers/text-table.js';
import { readXlsx } from '../../src/question-import/parsers/xlsx/read-xlsx.js';
import type { Comparison } from './compare-file.js';
import { DifferenceList } from './difference-list.js';

/** As CommonJS: which of its two forms an import gives depends on the loader that runs this file. */
const { read, SSF } = createRequire(import.meta.url)('xlsx') as typeof import('xlsx');

/** Compares every cell of every visible sheet with what SheetJS reads: its values, which we show by their formats. */
export async function compareWorkbook(bytes: Uint8Array): Promise<Comparison> {
  const ours = await readXlsx(bytes, comparisonLimits, () => true);
  const theirs = read(bytes, { cellNF: true, cellText: false, cellHTML: false, cellFormula: false });
  const list = new DifferenceList();
  for (const { sheet: name, rows } of ours) {
    const sheet = theirs.Sheets[name];
    if (sheet === undefined) {
      list.add({ place: name, ours: 'a sheet', reference: 'no sheet' });
      continue;
    }
    compareSheet(name, rows, sheet, theirs, list);
  }
  return list.comparison();
}

function compareSheet(
  name: string,
  rows: readonly TextRow[],
  sheet: WorkSheet,
  workbook: WorkBook,
  list: DifferenceList,
): void {
  const counts1904 = workbook.Workbook?.WBProps?.date1904 === true;
  const seen = new Set<string>();
  for (const { row, cells, plainNumbers } of rows) {
    cells.forEach((text, column) => {
      const place = `${columnLetter(column)}${row}`;
      seen.add(place);
      const cell = sheet[place] as CellObject | undefined;
      const expected = expectedTexts(cell, counts1904);
      list.count();
      if (!expected.includes(text) && !expected.includes(plainNumbers?.get(column) ?? text)) {
        list.add({ place: `${name}!${place}`, ours: text, reference: expected.join(' or ') });
      }
    });
  }
  for (const place of Object.keys(sheet)) {
    if (place.startsWith('!') || seen.has(place)) {
      continue;
    }
    const expected = expectedTexts(sheet[place] as CellObject, counts1904);
    if (!expected.some((text) => text.trim() === '')) {
      list.add({ place: `${name}!${place}`, ours: '', reference: expected.join(' or ') });
    }
  }
}

/** The texts that a cell may be read as. */
function expectedTexts(cell: CellObject | undefined, counts1904: boolean): string[] {
  if (cell === undefined || cell.v === undefined || cell.t === 'z') {
    return [''];
  }
  switch (cell.t) {
    case 's': {
      const text = cleanCellText(String(cell.v));
      return text.trim() === '' ? [text, ''] : [text];
    }
    case 'b':
      return [cell.v === true ? 'TRUE' : 'FALSE'];
    case 'e':
      return [errorTexts.get(Number(cell.v)) ?? String(cell.w)];
    default:
      return numberTexts(Number(cell.v), String(cell.z ?? 'General'), counts1904);
  }
}

const errorTexts: ReadonlyMap<number, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
]);

function numberTexts(value: number, format: string, counts1904: boolean): string[] {
  const plain = String(Number(value.toPrecision(15)));
  const texts = [plain, decimal(Number(plain)), plain === '-0' ? '0' : plain];
  if (format.includes('%')) {
    const hundred = decimal(Number((value * 100).toPrecision(15)));
    texts.push(`${hundred}%`);
    for (let digits = 0; digits <= 6; digits++) {
      texts.push(`${(value * 100).toFixed(digits)}%`);
    }
  }
  const shown = trySsf(() => SSF.format(format, value, { date1904: counts1904 }));
  if (shown !== undefined) {
    texts.push(shown, shown.trim());
  }
  if (SSF.is_date(format)) {
    texts.push(...dateTexts(value, counts1904));
  }
  return texts;
}

function dateTexts(value: number, counts1904: boolean): string[] {
  const date = trySsf(() =>
    SSF.parse_date_code(Math.round(value * 86_400) / 86_400, { date1904: counts1904 }),
  );
  if (date === undefined || date === null) {
    return [];
  }
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${String(date.y).padStart(4, '0')}-${two(date.m)}-${two(date.d)}`;
  const seconds = Math.round(value * 86_400);
  const hours = two(Math.floor(seconds / 3600));
  const clock = (hour: string): string[] => {
    const minutes = `${hour}:${two(Math.floor(seconds / 60) % 60)}`;
    return [minutes, `${minutes}:${two(seconds % 60)}`];
  };
  const times = [...clock(hours), ...clock(two(Math.floor(seconds / 3600) % 24))];
  return [day, ...times, ...times.map((time) => `${day}T${time}`)];
}

function trySsf<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

/** Without an exponent. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('e')
    ? value.toLocaleString('en-US', {
        useGrouping: false,
        maximumFractionDigits: 40,
        maximumSignificantDigits: 15,
      })
    : text;
}
