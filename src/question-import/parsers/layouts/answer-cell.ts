import { parseAnswerPositions, type AnswerPositions } from './answer-positions.js';
import {
  labelledOption,
  optionByTruth,
  optionsListedIn,
  optionWithText,
  type NumberedOption,
} from './answer-texts.js';

/** One way of understanding a cell that looks like letters or like numbers. */
export type CellReading = 'position' | 'zero_based' | 'text';

/** How to read the cells of one column that look like letters, and those that look like numbers. */
export interface AnswerColumn {
  /** More than one where the column does not tell; then a cell is read only if all of them agree. */
  readonly letters: readonly CellReading[];
  readonly numbers: readonly CellReading[];
  /** Two readings fit every cell of this form and differ in some: no cell of it is read. */
  readonly isOpen?: { readonly letters: boolean; readonly numbers: boolean };
  /** A list of letters is one even where an option has that very text: our own exports write nothing else. */
  readonly isExport?: boolean;
}

export interface PositionedCell {
  readonly options: readonly NumberedOption[];
  readonly cell: string;
  readonly positions: AnswerPositions;
}

export type AnswerResult =
  | { readonly ok: true; readonly correct: readonly number[] }
  | {
      readonly ok: false;
      readonly code: 'no_correct_answer' | 'correct_not_found' | 'correct_ambiguous';
      readonly detail: string;
      /** The whole column may be read in two ways, and they differ here. */
      readonly isUndecided?: true;
    };

/** Numbers of the right options of one question. Each option number comes once. */
export function readAnswerCell(
  options: readonly NumberedOption[],
  cell: string,
  column: AnswerColumn,
): AnswerResult {
  if (cell.trim() === '') {
    return failure('no_correct_answer', 'No right answer is given.');
  }
  const positions = column.isExport === true ? parseAnswerPositions(cell) : positionsOf(options, cell);
  if (positions === undefined) {
    return readText(options, cell);
  }
  const readings = positions.form === 'letters' ? column.letters : column.numbers;
  const entry = { options, cell, positions };
  const first = readAs(readings[0] ?? 'position', entry);
  if (first === undefined) {
    return readElsewhere(options, cell);
  }
  return column.isOpen?.[positions.form] === true || readingsDiffer(readings, entry)
    ? {
        ...failure(
          'correct_ambiguous',
          `"${shorten(cell)}" may name options by their place or by their text, and the column does not tell which. Write letters (A, B, C) in this column.`,
        ),
        isUndecided: true,
      }
    : { ok: true, correct: first };
}

/** Whether a cell names other options if it is read in the one way or in the other. */
export function readingsDiffer(readings: readonly CellReading[], entry: PositionedCell): boolean {
  if (readings.length < 2) {
    return false;
  }
  const results = readings.map((reading) => readAs(reading, entry)?.toSorted((left, right) => left - right));
  return new Set(results.map((result) => result?.join(','))).size > 1;
}

/** "T" and "F" look like letters and may be True and False. */
function readElsewhere(options: readonly NumberedOption[], cell: string): AnswerResult {
  const found = optionByTruth(options, cell);
  return found === undefined ? notFound(options, cell) : { ok: true, correct: [found] };
}

/** A list such as "A and B" that is the very text of an option is that option. */
export function positionsOf(options: readonly NumberedOption[], cell: string): AnswerPositions | undefined {
  const positions = parseAnswerPositions(cell);
  const isList = positions !== undefined && positions.positions.length > 1;
  return isList && optionWithText(options, cell) !== undefined ? undefined : positions;
}

/** The numbers of the options that a cell names if it is read so; nothing where one of them does not exist. */
export function readAs(reading: CellReading, entry: PositionedCell): number[] | undefined {
  if (reading === 'text') {
    return optionsListedIn(entry.options, entry.cell);
  }
  const shift = reading === 'zero_based' && entry.positions.form === 'numbers' ? 1 : 0;
  const numbers = [...new Set(entry.positions.positions.map((position) => position + shift))];
  const exist = numbers.every((number) => entry.options.some((option) => option.number === number));
  return exist ? numbers : undefined;
}

function readText(options: readonly NumberedOption[], cell: string): AnswerResult {
  const listed = optionsListedIn(options, cell);
  if (listed !== undefined) {
    return { ok: true, correct: listed };
  }
  const labelled = labelledOption(options, cell);
  if (labelled === 'conflict') {
    return failure(
      'correct_ambiguous',
      `"${shorten(cell)}" names one option by its label and another by its text. Keep the one that is right.`,
    );
  }
  const found = labelled ?? optionByTruth(options, cell);
  return found === undefined ? notFound(options, cell) : { ok: true, correct: [found] };
}

function notFound(options: readonly NumberedOption[], cell: string): AnswerResult {
  return failure(
    'correct_not_found',
    `"${shorten(cell)}" is none of the ${options.length} options. Give the letter, the number or the exact text of the right option.`,
  );
}

function failure(
  code: 'no_correct_answer' | 'correct_not_found' | 'correct_ambiguous',
  detail: string,
): Extract<AnswerResult, { ok: false }> {
  return { ok: false, code, detail };
}

/** A cell as it may stand in a message. */
export function shorten(cell: string): string {
  const line = cell.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
