import { setImmediate } from 'node:timers/promises';
import { maximumQuestions } from '../assessments/assessment.rules.js';
import type { NewOptionId } from '../questions/kinds/question-kind.js';
import type { NewImportRow } from './import-rows.queries.js';
import { importedToQuestion, type Conversion } from './imported-to-question.js';
import type { ImportProblem, ImportedRow, ParsedFile } from './parsers/imported-question.js';
import { defaultImportLimits } from './parsers/limits.js';

/** Everything that a read file leaves in the database. */
export interface StoredFile {
  readonly format: string;
  readonly layout: string;
  readonly rows: readonly NewImportRow[];
  /** Capped; the counts are the true ones. */
  readonly problems: readonly ImportProblem[];
  readonly errorCount: number;
  readonly warningCount: number;
}

/** So many rows are converted before other requests get their turn: about ten milliseconds. */
const rowsAtOnce = 250;
const mostProblemsOfRow = 50;

export async function toStoredFile(file: ParsedFile, newOptionId: NewOptionId): Promise<StoredFile> {
  const ofRows = byPlace(file.problems);
  const rows: NewImportRow[] = [];
  const found: ImportProblem[] = wholeFileProblems(file);
  for (const [index, row] of file.rows.entries()) {
    if (index % rowsAtOnce === rowsAtOnce - 1) await setImmediate();
    const conversion = convert(row, file, newOptionId);
    const problems = [...(ofRows.get(placeKey(row.sheet, row.row)) ?? []), ...conversion.problems];
    const hasError = conversion.question === null || problems.some(isError);
    found.push(...conversion.problems);
    rows.push({
      ordinal: index + 1,
      sheet: row.sheet === undefined ? null : storableText(row.sheet),
      row_number: row.row,
      question: conversion.question,
      problems: (hasError && !problems.some(isError) ? [unlistedError(row), ...problems] : problems)
        .slice(0, mostProblemsOfRow)
        .map(storable),
      has_error: hasError,
    });
  }
  const foundErrors = found.filter(isError).length;
  return {
    format: file.format,
    layout: storableText(file.layout),
    rows,
    problems: mostImportant([...file.problems, ...found]).map(storable),
    errorCount: file.problemCounts.errors + foundErrors,
    warningCount: file.problemCounts.warnings + found.length - foundErrors,
  };
}

function convert(row: ImportedRow, file: ParsedFile, newOptionId: NewOptionId): Conversion {
  const { question } = row;
  return question === undefined
    ? { question: null, problems: [] }
    : importedToQuestion({ ...row, question }, file.columns, newOptionId);
}

function wholeFileProblems(file: ParsedFile): ImportProblem[] {
  if (file.rows.length <= maximumQuestions) return [];
  const message = `The file has ${file.rows.length} rows; an assessment has at most ${maximumQuestions} questions. Leave rows out, or divide the file.`;
  return [{ severity: 'warning', code: 'too_many_questions', message }];
}

/** In the order of the rows; errors stay when there are too many to keep. */
function mostImportant(problems: readonly ImportProblem[]): ImportProblem[] {
  const errors = problems.filter(isError);
  const warnings = problems.filter((problem) => !isError(problem));
  return [...errors, ...warnings]
    .slice(0, defaultImportLimits.problems)
    .sort((left, right) => (left.row ?? 0) - (right.row ?? 0));
}

/** The parser keeps a thousand problems; beyond them a row only tells that it did not become a question. */
function unlistedError({ sheet, row }: ImportedRow): ImportProblem {
  const message =
    'This row has an error. The file has too many to list them all: correct the listed ones first.';
  return {
    severity: 'error',
    code: 'unlisted_error',
    message,
    row,
    ...(sheet === undefined ? {} : { sheet }),
  };
}

function isError(problem: ImportProblem): boolean {
  return problem.severity === 'error';
}

function byPlace(problems: readonly ImportProblem[]): ReadonlyMap<string, readonly ImportProblem[]> {
  const places = new Map<string, ImportProblem[]>();
  for (const problem of problems) {
    const key = placeKey(problem.sheet, problem.row);
    const others = places.get(key);
    if (others === undefined) places.set(key, [problem]);
    else others.push(problem);
  }
  return places;
}

function placeKey(sheet: string | undefined, row: number | undefined): string {
  return `${row ?? ''}\n${sheet ?? ''}`;
}

/** Messages quote cells and headers, which may be as long as a page; a thousand problems must stay one answer. */
function storable(problem: ImportProblem): ImportProblem {
  const { message, sheet, column } = problem;
  return {
    ...problem,
    message: storableText(message, 1_000),
    ...(sheet === undefined ? {} : { sheet: storableText(sheet) }),
    ...(column === undefined ? {} : { column: storableText(column) }),
  };
}

/** PostgreSQL keeps neither NUL nor half of a character, which a cut can leave. */
function storableText(text: string, most = 200): string {
  const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return short.replace(/\p{Surrogate}|\0/gu, '\uFFFD');
}
