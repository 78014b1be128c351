import { parseAnswerPositions, type AnswerPositions } from './answer-positions.js';
import { labelledOption, optionsListedIn, optionWithText, type NumberedOption } from './answer-texts.js';
import { normaliseWords } from './words.js';

/** One way of understanding the cells of an answer column. */
export type AnswerReading = 'position' | 'zero_based' | 'text';

/** How to read the cells of one column that look like letters, and those that look like numbers. */
export interface AnswerColumn {
  /** More than one where the column does not tell; then a cell is read only if all of them agree. */
  readonly letters: readonly AnswerReading[];
  readonly numbers: readonly AnswerReading[];
}

export interface AnswerEvidence {
  readonly options: readonly NumberedOption[];
  readonly cell: string;
}

export type AnswerResult =
  | { readonly ok: true; readonly correct: readonly number[] }
  | {
      readonly ok: false;
      readonly code: 'no_correct_answer' | 'correct_not_found' | 'correct_ambiguous';
      readonly detail: string;
    };

interface Entry extends AnswerEvidence {
  readonly positions: AnswerPositions;
}

/**
 * Decides for a whole column whether its letters and numbers name positions or are texts of options, and
 * whether numbers count from 0. A single cell cannot tell: "C" may be the third option or the language C.
 */
export function decideAnswerColumn(evidence: readonly AnswerEvidence[], header: string): AnswerColumn {
  const entries: Entry[] = [];
  let plainTexts = 0;
  for (const { options, cell } of evidence) {
    const positions = positionsOf(options, cell);
    if (positions !== undefined) {
      entries.push({ options, cell, positions });
    } else if (optionsListedIn(options, cell) !== undefined) {
      plainTexts += 1;
    }
  }
  const letters = entries.filter((entry) => entry.positions.form === 'letters');
  const numbers = entries.filter((entry) => entry.positions.form === 'numbers');
  const countsFromZero = numbers.some((entry) => entry.positions.positions.includes(0));
  const mayCountFromZero = normaliseWords(header).includes('index');
  return {
    letters: fittingReadings(letters, ['position', 'text'], plainTexts),
    numbers: fittingReadings(
      numbers,
      countsFromZero
        ? ['zero_based', 'text']
        : mayCountFromZero
          ? ['position', 'zero_based', 'text']
          : ['position', 'text'],
      plainTexts,
    ),
  };
}

/** Readings that fit every cell; if there is none, the one that fits most. */
function fittingReadings(
  entries: readonly Entry[],
  readings: readonly AnswerReading[],
  plainTexts: number,
): readonly AnswerReading[] {
  const fits = readings.map((reading) => ({
    reading,
    count: entries.filter((entry) => readAs(reading, entry) !== undefined).length,
  }));
  const perfect = fits.filter(({ count }) => count === entries.length).map(({ reading }) => reading);
  if (perfect.length > 1) {
    // Plain texts elsewhere in the column fit no other reading.
    return plainTexts > 0 && perfect.includes('text') ? ['text'] : perfect;
  }
  if (perfect.length === 1) {
    return perfect;
  }
  const most = Math.max(...fits.map(({ count }) => count));
  const best = fits.filter(({ count }) => count === most).map(({ reading }) => reading);
  return best.includes('text') && plainTexts > 0 ? ['text'] : best.slice(0, 1);
}

/** Numbers of the right options of one question. Each option number comes once. */
export function readAnswerCell(
  options: readonly NumberedOption[],
  cell: string,
  column: AnswerColumn,
): AnswerResult {
  if (cell.trim() === '') {
    return failure('no_correct_answer', 'No right answer is given.');
  }
  const positions = positionsOf(options, cell);
  if (positions === undefined) {
    return readText(options, cell);
  }
  const readings = positions.form === 'letters' ? column.letters : column.numbers;
  const results = readings.map((reading) => readAs(reading, { options, cell, positions }));
  const [first] = results;
  if (first === undefined) {
    return notFound(options, cell);
  }
  const texts = new Set(results.map((result) => result?.toSorted((left, right) => left - right).join(',')));
  return texts.size === 1
    ? { ok: true, correct: first }
    : failure(
        'correct_ambiguous',
        `"${shorten(cell)}" may name options by their place or by their text, and the column does not tell which. Write letters (A, B, C) in this column.`,
      );
}

/** A list such as "A and B" that is the very text of an option is that option. */
function positionsOf(options: readonly NumberedOption[], cell: string): AnswerPositions | undefined {
  const positions = parseAnswerPositions(cell);
  const isList = positions !== undefined && positions.positions.length > 1;
  return isList && optionWithText(options, cell) !== undefined ? undefined : positions;
}

function readAs(reading: AnswerReading, entry: Entry): number[] | undefined {
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
  return labelled === undefined ? notFound(options, cell) : { ok: true, correct: [labelled] };
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
): AnswerResult {
  return { ok: false, code, detail };
}

/** A cell as it may stand in a message. */
export function shorten(cell: string): string {
  const line = cell.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
