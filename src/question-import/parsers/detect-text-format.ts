import { parse } from 'csv-parse/sync';
import { optionStarts, readAikenLine } from './aiken/lines.js';
import { findSign } from './gift/escapes.js';
import { ImportRefused } from './import-refused.js';
import { findHeaderRow } from './layouts/header-row.js';
import { xmlStart } from './moodle-xml/root-element.js';
import { decodeWholeText } from './whole-text.js';

type TextFormat = 'csv' | 'gift' | 'aiken' | 'moodle_xml';

/** Enough to tell what a file is; what comes later cannot make it something else. */
const searchedBytes = 256 * 1024;
const searchedRows = 25;

/**
 * Tells the formats that are plain text from each other by what they hold. A header row with a question column makes a
 * table, whatever its cells say; braces and answer lines that nothing but GIFT and Aiken have make those. All else is
 * taken for a table, whose reader says what is missing.
 */
export function detectTextFormat(bytes: Uint8Array): TextFormat {
  const text = startOfText(bytes);
  if (text === undefined) {
    return 'csv';
  }
  if (xmlStart(text)?.root === 'quiz') {
    return 'moodle_xml';
  }
  const gift = giftSigns(text);
  const aiken = aikenSigns(text);
  if (gift.certain + gift.possible + aiken.certain + aiken.possible === 0) {
    return 'csv';
  }
  const table = tableShape(text);
  if (table !== 'no_table') {
    return 'csv';
  }
  if (gift.certain + aiken.certain > 0) {
    return gift.certain > aiken.certain ? 'gift' : 'aiken';
  }
  return gift.possible > 0 ? 'gift' : 'aiken';
}

/** Nothing where the bytes are no text: the reader of tables says why. */
function startOfText(bytes: Uint8Array): string | undefined {
  try {
    return decodeWholeText(bytes.subarray(0, endOfStart(bytes)));
  } catch (error) {
    if (error instanceof ImportRefused) {
      return undefined;
    }
    throw error;
  }
}

/** Not in the middle of a character of UTF-8: a byte 10xxxxxx continues one. */
function endOfStart(bytes: Uint8Array): number {
  if (bytes.length <= searchedBytes || (bytes[0] ?? 0) >= 0xfe) {
    return Math.min(bytes.length, searchedBytes);
  }
  let end = searchedBytes;
  while (end > searchedBytes - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) {
    end -= 1;
  }
  return end;
}

interface Signs {
  /** Nothing else is written like this. */
  readonly certain: number;
  readonly possible: number;
}

function giftSigns(text: string): Signs {
  let certain = [...text.matchAll(/^[ \t]*(?:::[^\n]{0,500}?::|\$CATEGORY:)/gim)].length;
  let possible = 0;
  for (let at = findSign(text, '{'); at >= 0; at = findSign(text, '{', at + 1)) {
    const inside = text.slice(at + 1, at + 100).trimStart();
    if (/^(?:[=~]|#\s*(?:[=%~]|[-+]?[\d.,]+\s*(?:[}#:]|\.\.))|(?:t|true|f|false)\s*[#}])/i.test(inside)) {
      certain += 1;
    } else if (inside.startsWith('}')) {
      possible += 1;
    }
  }
  return { certain, possible };
}

function aikenSigns(text: string): Signs {
  const lines = text.split('\n').map((line, index) => readAikenLine(line, index + 1));
  const starts = optionStarts(lines).size;
  const answers = lines.filter(({ answer }) => answer !== undefined).length;
  return { certain: Math.min(starts, answers), possible: starts };
}

/**
 * Whether the text is a table of questions: by its header, or because its first rows all have the same number of
 * cells. Two cells are not enough for that: two sentences may well have a comma each.
 */
function tableShape(text: string): 'header' | 'even_rows' | 'no_table' {
  let hasEvenRows = false;
  for (const delimiter of [',', ';', '\t', '|'].filter((sign) => text.includes(sign))) {
    const rows = firstRows(text, delimiter);
    if (findHeaderRow(rows, searchedRows) !== undefined) {
      return 'header';
    }
    const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
    const width = filled[0]?.cells.length ?? 0;
    hasEvenRows ||= filled.length > 1 && width > 2 && filled.every(({ cells }) => cells.length === width);
  }
  return hasEvenRows ? 'even_rows' : 'no_table';
}

function firstRows(text: string, delimiter: string): { readonly row: number; readonly cells: string[] }[] {
  const rows: { row: number; cells: string[] }[] = [];
  try {
    parse(text, {
      delimiter,
      to: searchedRows,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (cells: string[]) => {
        rows.push({ row: rows.length + 1, cells });
        return null;
      },
    });
  } catch {
    // A quotation mark that never closes, in a text that may be no table: the rows before it count.
  }
  return rows;
}
