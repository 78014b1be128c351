import type { RecognisedColumn } from '../imported-question.js';
import { columnLetter, type TextRow } from '../text-table.js';
import { headerMeaning, type HeaderMeaning, type PlainMeaning } from './header-meaning.js';

export interface NumberedColumn {
  readonly number: number;
  readonly column: number;
}

/** Why a column that holds something is left out. */
export interface UnusedColumn {
  readonly column: number;
  readonly reason: 'unknown' | 'unnamed' | 'repeated' | 'not_supported';
}

/** The header row of a sheet of questions and where its columns stand, counted from 0. */
export interface HeaderRow {
  readonly row: number;
  readonly texts: readonly string[];
  readonly single: ReadonlyMap<PlainMeaning, number>;
  readonly options: readonly NumberedColumn[];
  readonly wrong: readonly NumberedColumn[];
  /** Usually one; the Moodle plugin writes several. */
  readonly correct: readonly number[];
  /** From the broadest to the narrowest. */
  readonly categories: readonly number[];
  readonly tags: readonly number[];
  readonly unused: readonly UnusedColumn[];
  readonly columns: readonly RecognisedColumn[];
}

const notSupported = new Set<string>(['unit', 'image', 'language', 'weight', 'feedback']);
const repeatable = new Set<string>(['category', 'subcategory', 'tags', 'ignored']);

/** The first of the first rows that names a question column and an answer or an option column. */
export function findHeaderRow(rows: readonly TextRow[], searchedRows: number): HeaderRow | undefined {
  for (const row of rows) {
    if (row.row > searchedRows) {
      return undefined;
    }
    const header = readHeader(row);
    if (header !== undefined) {
      return header;
    }
  }
  return undefined;
}

interface Candidate extends HeaderMeaning {
  readonly column: number;
}

function readHeader(row: TextRow): HeaderRow | undefined {
  const candidates = recogniseCells(row.cells);
  const isAnswerable = candidates.some(({ meaning }) => ['option', 'correct', 'wrong'].includes(meaning));
  if (!isAnswerable || !candidates.some(({ meaning }) => meaning === 'question')) {
    return undefined;
  }
  const single = bestColumns(candidates);
  const used = new Set<number>(single.values());
  const columnsOf = (...meanings: readonly string[]): number[] =>
    candidates.filter(({ meaning }) => meanings.includes(meaning)).map(({ column }) => column);
  const numbered = (meaning: string): NumberedColumn[] =>
    firstOfEachNumber(candidates.filter((candidate) => candidate.meaning === meaning));
  const options = numbered('option');
  const wrong = numbered('wrong');
  const correct = single.get('correct');
  // With option columns beside them, "Answer 1" and "Answer 2" name right answers.
  const numberedAnswers = columnsOf('correct').filter((column) =>
    candidates.some((candidate) => candidate.column === column && candidate.isNumberedAnswer === true),
  );
  const categories = columnsOf('category', 'subcategory');
  const tags = columnsOf('tags');
  for (const column of [...options, ...wrong].map((entry) => entry.column)) {
    used.add(column);
  }
  for (const column of [...categories, ...tags, ...numberedAnswers, ...columnsOf('ignored')]) {
    used.add(column);
  }
  return {
    row: row.row,
    texts: row.cells,
    single,
    options,
    wrong,
    correct: numberedAnswers.length > 0 ? numberedAnswers : correct === undefined ? [] : [correct],
    categories,
    tags,
    unused: unusedColumns(row.cells, candidates, used),
    columns: row.cells.map((text, column) => describeColumn(text, column, candidates, used)),
  };
}

function recogniseCells(cells: readonly string[]): Candidate[] {
  const candidates = cells.flatMap((text, column) => {
    const meaning = headerMeaning(text);
    return meaning === undefined ? [] : [{ ...meaning, column }];
  });
  const letters = new Set(candidates.filter((one) => one.isBareLetter === true).map((one) => one.number));
  const hasBareOptions = letters.has(1) && letters.has(2);
  const isRealOption = (one: Candidate): boolean =>
    one.meaning === 'option' &&
    one.isNumberedAnswer !== true &&
    (one.isBareLetter !== true || hasBareOptions);
  const hasRealOptions = candidates.some(isRealOption);
  return candidates
    .filter((one) => one.isBareLetter !== true || hasBareOptions)
    .map((one) =>
      one.isNumberedAnswer === true && hasRealOptions ? { ...one, meaning: 'correct' as const } : one,
    );
}

function bestColumns(candidates: readonly Candidate[]): Map<PlainMeaning, number> {
  const best = new Map<PlainMeaning, Candidate>();
  for (const candidate of candidates) {
    const { meaning } = candidate;
    const isNumbered =
      meaning === 'option' || meaning === 'wrong' || meaning === 'weight' || meaning === 'feedback';
    if (isNumbered || repeatable.has(meaning) || notSupported.has(meaning)) {
      continue;
    }
    const other = best.get(meaning);
    if (other === undefined || candidate.rank < other.rank) {
      best.set(meaning, candidate);
    }
  }
  return new Map([...best].map(([meaning, { column }]) => [meaning, column]));
}

function firstOfEachNumber(candidates: readonly Candidate[]): NumberedColumn[] {
  const byNumber = new Map<number, NumberedColumn>();
  for (const { number = 1, column } of candidates) {
    if (!byNumber.has(number)) {
      byNumber.set(number, { number, column });
    }
  }
  return [...byNumber.values()].sort((left, right) => left.number - right.number);
}

function unusedColumns(
  cells: readonly string[],
  candidates: readonly Candidate[],
  used: ReadonlySet<number>,
): UnusedColumn[] {
  return cells.flatMap((text, column): UnusedColumn[] => {
    if (used.has(column)) {
      return [];
    }
    const meaning = candidates.find((candidate) => candidate.column === column)?.meaning;
    if (meaning === undefined) {
      return [{ column, reason: text.trim() === '' ? 'unnamed' : 'unknown' }];
    }
    return [{ column, reason: notSupported.has(meaning) ? 'not_supported' : 'repeated' }];
  });
}

function describeColumn(
  text: string,
  column: number,
  candidates: readonly Candidate[],
  used: ReadonlySet<number>,
): RecognisedColumn {
  const found = used.has(column) ? candidates.find((candidate) => candidate.column === column) : undefined;
  const described = { letter: columnLetter(column), header: shownHeader(text) };
  if (found === undefined) {
    return described;
  }
  const isNumbered = found.number !== undefined && found.meaning !== 'correct';
  return { ...described, meaning: isNumbered ? `${found.meaning}_${found.number}` : found.meaning };
}

/** A header as one line. */
export function shownHeader(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
