import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ImportedQuestion, ParsedFile } from './imported-question.js';
import { parseQuestionFile } from './index.js';

/** What an expected result says: only keys that are present are compared. */
interface ExpectedFile {
  readonly questions: readonly Readonly<Record<string, unknown>>[];
  readonly errors: readonly ExpectedProblem[];
  readonly warnings: readonly ExpectedProblem[];
}

interface ExpectedProblem {
  readonly code: string;
  readonly row?: number;
  readonly column?: string;
  readonly duplicateOfRow?: number;
}

const folder = new URL('../../../test/fixtures/import/', import.meta.url);
/** A file here whose expected result lies beside it is a sample. */
const samples = (await readdir(folder))
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace('.expected.json', ''));

/** The names and number types of the samples; ours are texts where a decimal may stand. */
function asSample(question: ImportedQuestion): Record<string, unknown> {
  const { kind, points, wrongPenalty, ...rest } = question;
  return {
    type: kind,
    ...rest,
    ...(points === undefined ? {} : { points: Number(points) }),
    ...(wrongPenalty === undefined ? {} : { wrongPenalty: Number(wrongPenalty) }),
  };
}

/** The samples leave out a repeated row and a row with surplus cells: a product may offer both or neither. */
function plainQuestions(file: ParsedFile): ImportedQuestion[] {
  const doubtful = new Set(
    file.problems
      .filter(({ code }) => code === 'duplicate_question' || code === 'surplus_cells')
      .map(({ row }) => row),
  );
  return file.rows.flatMap(({ row, question }) =>
    question === undefined || doubtful.has(row) ? [] : [question],
  );
}

function expectProblems(file: ParsedFile, severity: string, expected: readonly ExpectedProblem[]): void {
  const found = file.problems.filter((problem) => problem.severity === severity);
  expect(found).toEqual(expected.map((problem) => expect.objectContaining(problem)));
  for (const problem of found) {
    expect(problem.message.length).toBeGreaterThan(20);
  }
}

describe('the import samples', () => {
  it.each(samples)('%s gives the expected questions, errors and warnings', async (name) => {
    const file = await parseQuestionFile(await readFile(new URL(name, folder)));
    const text = await readFile(new URL(`${name}.expected.json`, folder), 'utf8');
    const expected = JSON.parse(text) as ExpectedFile;
    const questions = plainQuestions(file).map(asSample);
    expect(questions).toHaveLength(expected.questions.length);
    expected.questions.forEach((question, index) => {
      expect(questions[index]).toMatchObject(question);
    });
    expectProblems(file, 'error', expected.errors);
    expectProblems(file, 'warning', expected.warnings);
    expect(file.problemCounts).toEqual({
      errors: expected.errors.length,
      warnings: expected.warnings.length,
    });
  });

  it('names the sheet of every row of a workbook', async () => {
    const file = await parseQuestionFile(await readFile(new URL('33-employer-bank.xlsx', folder)));
    expect(file.layout).toBe('Question table, header in row 1 of sheet "Questions"');
    expect(file.rows.every((row) => row.sheet === 'Questions')).toBe(true);
    expect(file.sheets).toEqual([
      { name: 'Instructions', hasHeader: false, used: false },
      { name: 'Questions', hasHeader: true, used: true },
      { name: 'Lists', hasHeader: false, used: false },
    ]);
  });

  it('keeps decimals as texts in point notation', async () => {
    const file = await parseQuestionFile(await readFile(new URL('06-european-excel.csv', folder)));
    expect(file.rows.map((row) => row.question?.points)).toEqual(['1.5', '2.0', '1']);
  });
});
