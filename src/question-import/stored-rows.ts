import { setImmediate } from 'node:timers/promises';
import { maximumQuestions } from '../assessments/assessment.rules.js';
import type { NewOptionId } from '../questions/kinds/question-kind.js';
import type { DuplicateOf, NewImportRow } from './import-rows.queries.js';
import { importedToQuestion, type Conversion } from './imported-to-question.js';
import type { Understanding } from './imports.queries.js';
import type { ImportProblem, ImportedRow, ParsedFile } from './parsers/imported-question.js';
import { defaultImportLimits } from './parsers/limits.js';
import { questionFingerprint } from './question-fingerprint.js';

/** Everything that a read file leaves in the database. */
export interface StoredFile {
  readonly format: string;
  readonly layout: string;
  readonly rows: readonly NewImportRow[];
  /** Capped; the counts are the true ones. */
  readonly problems: readonly ImportProblem[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly lossCount: number;
  readonly understanding: Understanding;
}

/** What the assessment holds already, by fingerprint, with the place of the question. */
export type PresentQuestions = ReadonlyMap<string, number>;

/** So many rows are converted before other requests get their turn: about ten milliseconds. */
const rowsAtOnce = 250;
const mostProblemsOfRow = 50;
/** What a spreadsheet program keeps in one cell; no reader lets more through. */
const mostCellCharacters = 32_767;

export async function toStoredFile(
  file: ParsedFile,
  newOptionId: NewOptionId,
  present: PresentQuestions,
  wasImportedBefore = false,
): Promise<StoredFile> {
  const ofRows = byPlace(file.problems);
  const rows: NewImportRow[] = [];
  const found: ImportProblem[] = wholeFileProblems(file, wasImportedBefore);
  for (const [index, row] of file.rows.entries()) {
    if (index % rowsAtOnce === rowsAtOnce - 1) await setImmediate();
    const conversion = convert(row, file, newOptionId);
    const ofParser = ofRows.get(placeKey(row.sheet, row.row)) ?? [];
    const presentAt = conversion.question && present.get(questionFingerprint(conversion.question));
    const ofConversion = presentAt
      ? [...conversion.problems, alreadyThere(row, presentAt)]
      : conversion.problems;
    const problems = [...ofParser, ...ofConversion];
    const hasError = conversion.question === null || problems.some(isError);
    for (const problem of ofConversion) found.push(problem);
    rows.push({
      ordinal: index + 1,
      sheet: row.sheet === undefined ? null : storableText(row.sheet),
      row_number: row.row,
      line: row.line ?? null,
      cells: row.cells?.map((cell) => storableText(cell, mostCellCharacters)) ?? null,
      question: conversion.question,
      problems: (hasError && !problems.some(isError) ? [errorElsewhere(row, file), ...problems] : problems)
        .slice(0, mostProblemsOfRow)
        .map(storable),
      has_error: hasError,
      duplicate_of: duplicateOf(problems),
    });
  }
  return {
    format: file.format,
    layout: storableText(file.layout),
    rows,
    problems: mostImportant([...file.problems, ...found]).map(storable),
    errorCount: file.problemCounts.errors + found.filter(isError).length,
    warningCount: file.problemCounts.warnings + found.filter(({ severity }) => severity === 'warning').length,
    lossCount: found.filter(({ severity }) => severity === 'loss').length,
    understanding: understandingOf(file),
  };
}

function understandingOf(file: ParsedFile): Understanding {
  const { headerRow, answerReadings, timeLimitSeconds } = file;
  return {
    columns: file.columns.map(({ letter, header, meaning }) => ({
      letter,
      header: storableText(header),
      ...(meaning === undefined ? {} : { meaning }),
    })),
    ...(file.sheets && {
      sheets: file.sheets.map((sheet) => ({ ...sheet, name: storableText(sheet.name) })),
    }),
    ...(headerRow !== undefined && { headerRow }),
    ...(answerReadings !== undefined && { answerReadings }),
    ...(file.testTitle !== undefined && { testTitle: storableText(file.testTitle) }),
    ...(timeLimitSeconds !== undefined && { timeLimitSeconds }),
  };
}

function alreadyThere({ sheet, row, line }: ImportedRow, position: number): ImportProblem {
  return {
    severity: 'warning',
    code: 'already_in_assessment',
    message: `The assessment already has this question, at place ${position}.`,
    row,
    ...(sheet === undefined ? {} : { sheet }),
    ...(line === undefined ? {} : { line }),
  };
}

function duplicateOf(problems: readonly ImportProblem[]): DuplicateOf | null {
  if (problems.some(({ code }) => code === 'already_in_assessment')) return 'assessment';
  return problems.some(({ code }) => code === 'duplicate_question') ? 'file' : null;
}

function convert(row: ImportedRow, file: ParsedFile, newOptionId: NewOptionId): Conversion {
  const { question } = row;
  return question === undefined
    ? { question: null, problems: [] }
    : importedToQuestion({ ...row, question }, file.columns, newOptionId);
}

function wholeFileProblems(file: ParsedFile, wasImportedBefore: boolean): ImportProblem[] {
  const problems: ImportProblem[] = [];
  if (file.rows.length > maximumQuestions) {
    const message = `The file has ${file.rows.length} rows; an assessment has at most ${maximumQuestions} questions. Leave rows out, or divide the file.`;
    problems.push({ severity: 'warning', code: 'too_many_questions', message });
  }
  if (wasImportedBefore) {
    const message =
      'This very file was already imported into this assessment. Leave its questions out, or undo the earlier import.';
    problems.push({ severity: 'warning', code: 'file_imported_before', message });
  }
  return problems;
}

/** In the order of the rows; when there are too many to keep, losses go first and errors last. */
function mostImportant(problems: readonly ImportProblem[]): ImportProblem[] {
  const of = (severity: ImportProblem['severity']): readonly ImportProblem[] =>
    problems.filter((problem) => problem.severity === severity);
  return [...of('error'), ...of('warning'), ...of('loss')]
    .slice(0, defaultImportLimits.problems)
    .sort((left, right) => (left.row ?? 0) - (right.row ?? 0));
}

/**
 * A row is no question and has no error of its own: what is wrong is wrong with the whole file, such as a column that can
 * be read in two ways, or the parser, which keeps a thousand problems, has not kept this one.
 */
function errorElsewhere({ sheet, row, line }: ImportedRow, file: ParsedFile): ImportProblem {
  const ofFile = file.problems.find((problem) => isError(problem) && problem.row === undefined);
  const message =
    ofFile?.message ??
    'This row has an error. The file has too many to list them all: correct the listed ones first.';
  return {
    severity: 'error',
    code: ofFile?.code ?? 'unlisted_error',
    message,
    row,
    ...(sheet === undefined ? {} : { sheet }),
    ...(line === undefined ? {} : { line }),
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
