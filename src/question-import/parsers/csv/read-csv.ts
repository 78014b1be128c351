import { promises as streams } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { ImportRefused, tooLarge } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import { TableBudget } from '../table-budget.js';
import { cleanCellText, type TextRow, type TextTable } from '../text-table.js';
import { decodedPieces } from './decode-text.js';
import { formulaMarksOf, type TakeMarkAway } from './formula-marks.js';
import { inspectText, withoutStart } from './inspect-text.js';
import type { TextSource } from './text-source.js';

/**
 * Reads delimited text as rows of texts.
 *
 * @throws ImportRefused
 */
export async function readCsv(source: TextSource, limits: ImportLimits): Promise<TextTable> {
  const rows: TextRow[] = [];
  await readCsvRows(source, limits, (row) => {
    rows.push(row);
  });
  return { rows };
}

/**
 * Hands the rows of a delimited text on as they come, blank ones left out, in memory that does not grow with them.
 *
 * @param source is read twice
 * @throws ImportRefused, possibly after rows were handed on
 */
export async function readCsvRows(
  source: TextSource,
  limits: ImportLimits,
  takeRow: (row: TextRow) => void,
): Promise<void> {
  const shape = await inspectText(source);
  const parser = parse({
    delimiter: shape.delimiter,
    // Each possible line end is tried at each character: only those that occur.
    record_delimiter: [...shape.lineEnds],
    relax_column_count: true,
    relax_quotes: true,
    // A line as long as all its cells may be is refused for a cell, with its place.
    max_record_size: limits.cellCharacters * 64,
  });
  expectAnyLength(parser);
  const text = withoutStart(decodedPieces(source, shape.encoding), shape.hintBytes);
  const reader = new RecordReader(limits);
  let hasFailed = false;
  // By events: asynchronous iteration costs 5 % of the whole time, csv-parse's own on_record 20 %.
  parser.on('data', (record: string[]) => {
    try {
      const row = hasFailed ? undefined : reader.read(record);
      if (row !== undefined) {
        takeRow(row);
      }
    } catch (error) {
      // Records of the same piece still arrive.
      hasFailed = true;
      parser.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  try {
    await streams.pipeline(text, parser);
  } catch (error) {
    throw refusalFor(error);
  }
}

/** The part of csv-parse's inside that is used here. */
interface ParserInside {
  readonly state: { expectedRecordLength: number; readonly record: readonly string[] };
  __onRecord(push: unknown): unknown;
}

/**
 * csv-parse makes an error with two stack traces for each row that is not as long as the first one, although it may be:
 * 45 µs a row, seconds for a file with a title above its header. No option prevents it; so the length that it expects
 * is that of the row in hand. (Not by an accessor in its state: that makes every access to the state slow.)
 */
function expectAnyLength(parser: Parser): void {
  const inside = Reflect.get(parser, 'api') as Partial<ParserInside> | undefined;
  const onRecord = inside?.__onRecord;
  if (inside === undefined || onRecord === undefined) {
    return;
  }
  inside.__onRecord = function (this: ParserInside, push) {
    this.state.expectedRecordLength = this.state.record.length;
    return onRecord.call(this, push);
  };
}

class RecordReader {
  private readonly budget: TableBudget;
  private row = 0;
  private takeMarkAway: TakeMarkAway | undefined;

  constructor(limits: ImportLimits) {
    this.budget = new TableBudget(limits);
  }

  /** Nothing for a blank record, which counts as a row nevertheless. */
  read(record: string[]): TextRow | undefined {
    this.row += 1;
    const length = filledLength(record);
    if (length === 0) {
      return undefined;
    }
    const cells = length === record.length ? record : record.slice(0, length);
    this.takeMarkAway ??= formulaMarksOf(cells);
    for (let column = 0; column < length; column++) {
      const cell = cells[column] ?? '';
      this.budget.checkColumn(column, this.row);
      this.budget.checkCellLength(cell.length, column, this.row);
      cells[column] = cleanCellText(this.takeMarkAway(cell));
    }
    this.budget.addRow(cells);
    return { row: this.row, cells };
  }
}

/** Trailing delimiters make no cells. */
function filledLength(record: readonly string[]): number {
  let length = record.length;
  while (length > 0 && (record[length - 1] ?? '').trim() === '') {
    length -= 1;
  }
  return length;
}

function refusalFor(error: unknown): unknown {
  if (!(error instanceof CsvError)) {
    return error;
  }
  // Rows that are read but not yet handed on are counted as well.
  const row = Number(error['records']) + 1;
  return error.code === 'CSV_MAX_RECORD_SIZE'
    ? tooLarge(`Row ${row} is longer than a table row can be. Check its quotation marks and line ends.`)
    : new ImportRefused(
        'unreadable_text',
        `Row ${row} cannot be read as a table row. Check its quotation marks.`,
      );
}
