import type { RecognisedColumn } from '../imported-question.js';
import { columnLetter, type TextRow } from '../text-table.js';
import { recogniseCells, type Candidate, type GivenMeanings } from './header-candidates.js';
import type { NumberedMeaning, PlainMeaning } from './header-meaning.js';

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
  /** Marks beside options: x, TRUE, 1. */
  readonly right: readonly NumberedColumn[];
  readonly weights: readonly NumberedColumn[];
  readonly feedback: readonly NumberedColumn[];
  /** Usually one; the Moodle plugin writes several. */
  readonly correct: readonly number[];
  /** From the broadest to the narrowest. */
  readonly categories: readonly number[];
  readonly tags: readonly number[];
  readonly images: readonly number[];
  readonly unused: readonly UnusedColumn[];
  /** Columns whose meaning does not matter for the question. */
  readonly ignored: readonly number[];
  readonly columns: readonly RecognisedColumn[];
}

const nothingGiven: GivenMeanings = new Map();

/** The first of the first rows that names a question column and an answer or an option column. */
export function findHeaderRow(rows: readonly TextRow[], searchedRows: number): HeaderRow | undefined {
  for (const row of rows) {
    if (row.row > searchedRows) {
      return undefined;
    }
    const header = readHeader(row);
    if (isQuestionHeader(header)) {
      return header;
    }
  }
  return undefined;
}

/** Whether the columns suffice for questions. */
export function isQuestionHeader(header: HeaderRow): boolean {
  return header.single.has('question') && hasAnswers(header) && !onlyMarks(header);
}

/** Whether any column can hold an answer or an option. */
export function hasAnswers({ options, wrong, correct, right, weights, single }: HeaderRow): boolean {
  return [options, wrong, correct, right, weights].some((found) => found.length > 0) || single.has('options');
}

/** Marks and weights alone, without the options that they belong to, are some other table. */
function onlyMarks({ options, wrong, correct, single }: HeaderRow): boolean {
  return options.length + wrong.length + correct.length === 0 && !single.has('options');
}

/** Reads a row as a header. What is given goes before what the header texts say. */
export function readHeader(row: TextRow, given: GivenMeanings = nothingGiven): HeaderRow {
  const width = Math.max(row.cells.length, ...[...given.keys()].map((column) => column + 1));
  const texts = Array.from({ length: width }, (_, column) => row.cells[column] ?? '');
  const candidates = recogniseCells(texts, given);
  const columnsOf = (...meanings: readonly string[]): number[] =>
    candidates.filter(({ meaning }) => meanings.includes(meaning)).map(({ column }) => column);
  const numbered = (meaning: NumberedMeaning): NumberedColumn[] =>
    firstOfEachNumber(candidates.filter((candidate) => candidate.meaning === meaning));
  const single = bestColumns(candidates);
  const lists = {
    options: numbered('option'),
    wrong: numbered('wrong'),
    right: numbered('right'),
    weights: numbered('weight'),
    feedback: numbered('feedback'),
  };
  const repeated = {
    correct: correctColumns(candidates),
    categories: columnsOf('category', 'subcategory'),
    tags: columnsOf('tags'),
    images: columnsOf('image'),
    ignored: columnsOf('ignored'),
  };
  const used = new Set<number>([
    ...single.values(),
    ...Object.values(lists).flatMap((list) => list.map(({ column }) => column)),
    ...Object.values(repeated).flat(),
  ]);
  return {
    row: row.row,
    texts,
    single,
    ...lists,
    ...repeated,
    unused: unusedColumns(texts, candidates, used, given),
    columns: texts.map((text, column) => describeColumn(text, column, candidates, used)),
  };
}

const repeatable: readonly string[] = ['correct', 'category', 'subcategory', 'tags', 'ignored', 'image'];
const notSupported: readonly string[] = ['language'];
const numberedMeanings: readonly string[] = ['option', 'wrong', 'right', 'weight', 'feedback'];

function bestColumns(candidates: readonly Candidate[]): Map<PlainMeaning, number> {
  const best = new Map<PlainMeaning, Candidate>();
  for (const candidate of candidates) {
    const { meaning } = candidate;
    if ([...numberedMeanings, ...repeatable, ...notSupported].includes(meaning)) {
      continue;
    }
    const other = best.get(meaning as PlainMeaning);
    if (other === undefined || candidate.rank < other.rank) {
      best.set(meaning as PlainMeaning, candidate);
    }
  }
  return new Map([...best].map(([meaning, { column }]) => [meaning, column]));
}

/** Those that are given; else numbered ones; else the best-known word, as often as it stands there. */
function correctColumns(candidates: readonly Candidate[]): number[] {
  const all = candidates.filter(({ meaning }) => meaning === 'correct');
  const given = all.filter(({ isGiven }) => isGiven);
  const numbered = all.filter(({ isNumberedAnswer }) => isNumberedAnswer);
  const best = all.reduce<Candidate | undefined>(
    (known, one) => (known === undefined || one.rank < known.rank ? one : known),
    undefined,
  );
  const chosen = [given, numbered, all.filter(({ words }) => words === best?.words)].find(
    (group) => group.length > 0,
  );
  return (chosen ?? []).map(({ column }) => column);
}

function firstOfEachNumber(candidates: readonly Candidate[]): NumberedColumn[] {
  const byNumber = new Map<number, Candidate>();
  for (const candidate of candidates) {
    const { number = 1 } = candidate;
    const other = byNumber.get(number);
    if (other === undefined || candidate.rank < other.rank) {
      byNumber.set(number, candidate);
    }
  }
  return [...byNumber]
    .map(([number, { column }]) => ({ number, column }))
    .sort((left, right) => left.number - right.number);
}

function unusedColumns(
  texts: readonly string[],
  candidates: readonly Candidate[],
  used: ReadonlySet<number>,
  given: GivenMeanings,
): UnusedColumn[] {
  return texts.flatMap((text, column): UnusedColumn[] => {
    if (used.has(column) || given.get(column) === null) {
      return [];
    }
    const meaning = candidates.find((candidate) => candidate.column === column)?.meaning;
    if (meaning === undefined) {
      return [{ column, reason: text.trim() === '' ? 'unnamed' : 'unknown' }];
    }
    return [{ column, reason: notSupported.includes(meaning) ? 'not_supported' : 'repeated' }];
  });
}

function describeColumn(
  text: string,
  column: number,
  candidates: readonly Candidate[],
  used: ReadonlySet<number>,
): RecognisedColumn {
  const candidate = candidates.find((one) => one.column === column);
  const described = { letter: columnLetter(column), header: shownHeader(text) };
  if (candidate === undefined || !(used.has(column) || notSupported.includes(candidate.meaning))) {
    return described;
  }
  const isNumbered = numberedMeanings.includes(candidate.meaning);
  return {
    ...described,
    meaning: isNumbered ? `${candidate.meaning}_${candidate.number ?? 1}` : candidate.meaning,
  };
}

/** A header as one line. */
export function shownHeader(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
