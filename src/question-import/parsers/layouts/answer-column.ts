import type { AnswerReading } from '../read-settings.js';
import {
  positionsOf,
  readAs,
  readingsDiffer,
  type AnswerColumn,
  type CellReading,
  type PositionedCell,
} from './answer-cell.js';
import { optionsListedIn, type NumberedOption } from './answer-texts.js';
import { normaliseWords } from './words.js';

export interface AnswerEvidence {
  readonly options: readonly NumberedOption[];
  readonly cell: string;
}

/** How a column of right answers is read, and how sure that is. */
export interface DecidedColumn extends AnswerColumn {
  /** One, or all that fit every cell and differ: then a person must choose. Empty where no cell tells anything. */
  readonly answerReadings: readonly AnswerReading[];
  readonly countsFromZero: boolean;
}

/**
 * Decides for a whole column whether its letters and numbers name positions or are texts of options, and
 * whether numbers count from 0. A single cell cannot tell: "C" may be the third option or the language C.
 */
export function decideAnswerColumn(evidence: readonly AnswerEvidence[], header: string): DecidedColumn {
  const letters: PositionedCell[] = [];
  const numbers: PositionedCell[] = [];
  let plainTexts = 0;
  for (const { options, cell } of evidence) {
    const positions = positionsOf(options, cell);
    if (positions !== undefined) {
      (positions.form === 'letters' ? letters : numbers).push({ options, cell, positions });
    } else if (optionsListedIn(options, cell) !== undefined) {
      plainTexts += 1;
    }
  }
  const hasZero = numbers.some((entry) => entry.positions.positions.includes(0));
  const mayCountFromZero = normaliseWords(header).includes('index');
  const column: AnswerColumn = {
    letters: fittingReadings(letters, ['position', 'text'], plainTexts),
    numbers: fittingReadings(
      numbers,
      hasZero
        ? ['zero_based', 'text', 'position']
        : mayCountFromZero
          ? ['position', 'zero_based', 'text']
          : ['position', 'text'],
      plainTexts,
    ),
  };
  const isOpen = {
    letters: letters.some((entry) => readingsDiffer(column.letters, entry)),
    numbers: numbers.some((entry) => readingsDiffer(column.numbers, entry)),
  };
  return {
    ...column,
    isOpen,
    answerReadings: answerReadings(column, isOpen, letters.length, numbers.length, plainTexts),
    countsFromZero: hasZero && column.numbers.length === 1 && column.numbers[0] === 'zero_based',
  };
}

/** Readings that fit every cell that any reading fits; if there is none, the one that fits most. */
function fittingReadings(
  entries: readonly PositionedCell[],
  readings: readonly CellReading[],
  plainTexts: number,
): readonly CellReading[] {
  const fits = (reading: CellReading, entry: PositionedCell): boolean => readAs(reading, entry) !== undefined;
  // A cell that nothing fits is faulty whatever the column means, and says nothing of it. Looked through reading by
  // reading: most columns tell by their first cell which readings they are not.
  const perfect = readings.filter((reading) =>
    entries.every(
      (entry) => fits(reading, entry) || !readings.some((other) => other !== reading && fits(other, entry)),
    ),
  );
  if (perfect.length > 1) {
    // Plain texts elsewhere in the column fit no other reading.
    return plainTexts > 0 && perfect.includes('text') ? ['text'] : perfect;
  }
  if (perfect.length === 1) {
    return perfect;
  }
  const counts = readings.map((reading) => entries.filter((entry) => fits(reading, entry)).length);
  const most = Math.max(...counts);
  const best = readings.filter((_, index) => counts[index] === most);
  return best.includes('text') && plainTexts > 0 ? ['text'] : best.slice(0, 1);
}

const names: Readonly<Record<'letters' | 'numbers', Readonly<Record<CellReading, AnswerReading>>>> = {
  letters: { position: 'letters', zero_based: 'letters', text: 'texts' },
  numbers: { position: 'numbers', zero_based: 'zero_based_numbers', text: 'texts' },
};

/** In the words of the settings: all readings in doubt, else the one that most cells are read by. */
function answerReadings(
  column: AnswerColumn,
  isOpen: { readonly letters: boolean; readonly numbers: boolean },
  letters: number,
  numbers: number,
  plainTexts: number,
): readonly AnswerReading[] {
  const doubtful = [
    ...(isOpen.letters ? column.letters.map((reading) => names.letters[reading]) : []),
    ...(isOpen.numbers ? column.numbers.map((reading) => names.numbers[reading]) : []),
  ];
  if (doubtful.length > 0) {
    return [...new Set(doubtful)];
  }
  const counts: readonly (readonly [AnswerReading, number])[] = [
    [names.letters[column.letters[0] ?? 'position'], letters],
    [names.numbers[column.numbers[0] ?? 'position'], numbers],
    ['texts', plainTexts],
  ];
  const most = Math.max(...counts.map(([, count]) => count));
  const found = counts.find(([, count]) => count === most);
  return most === 0 || found === undefined ? [] : [found[0]];
}

/** The column as a person wants it read. What the choice does not touch stays as inferred, but in one way. */
export function chooseReading(decided: DecidedColumn, reading: AnswerReading): DecidedColumn {
  const letters = decided.letters.slice(0, 1);
  const numbers = decided.numbers.slice(0, 1);
  const columns: Readonly<Record<AnswerReading, AnswerColumn>> = {
    letters: { letters: ['position'], numbers },
    numbers: { letters, numbers: ['position'] },
    zero_based_numbers: { letters, numbers: ['zero_based'] },
    texts: { letters: ['text'], numbers: ['text'] },
  };
  return { ...columns[reading], answerReadings: [reading], countsFromZero: false };
}
