import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ImportRefused } from './import-refused.js';
import type { ImportedQuestion, ImportProblem, ParsedFile } from './imported-question.js';
import { parseQuestionFile } from './index.js';

/** What an expected result says: only keys that are present are compared. */
interface ExpectedFile {
  readonly questions: readonly ExpectedQuestion[];
  readonly errors: readonly ExpectedProblem[];
  readonly warnings: readonly ExpectedProblem[];
  readonly testTitle?: string;
  readonly timeLimitSeconds?: number;
}

interface ExpectedQuestion {
  readonly type: string;
  readonly text?: string;
  /** A reading that is as good; the answers of the expected result are then not those of ours. */
  readonly alternativeType?: string;
  readonly textContains?: string | readonly string[];
  readonly textAlsoContains?: string | readonly string[];
  readonly renderedMustNotContain?: string | readonly string[];
}

interface ExpectedProblem {
  readonly code: string;
  readonly row?: number;
  readonly line?: number;
  readonly title?: string;
  readonly identifier?: string;
  readonly column?: string;
  readonly duplicateOfRow?: number;
  readonly mustMention?: string | readonly string[];
}

type Problem = Partial<ImportProblem> & Pick<ImportProblem, 'code' | 'message'>;

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

/**
 * The samples say what is left when markup is taken out: how lines and blanks are laid out, and that a raised 2 is one
 * character, is ours.
 */
function comparable(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.normalize('NFKC').replace(/\s+/g, ' ').trim();
  }
  if (Array.isArray(value)) {
    return value.map(comparable);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, comparable(part)]))
    : value;
}

const commonKeys = ['text', 'title', 'category', 'tags', 'externalId', 'explanation', 'points'];
const phrases = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? []);

function expectQuestion(found: ImportedQuestion, expected: ExpectedQuestion): void {
  const { alternativeType, textContains, textAlsoContains, renderedMustNotContain, ...keys } = expected;
  for (const phrase of [...phrases(textContains), ...phrases(textAlsoContains)]) {
    expect(comparable(found.text)).toContain(comparable(phrase));
  }
  // Every text is shown as plain text: a page holds it with its signs of markup escaped.
  const rendered = JSON.stringify(found).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  for (const phrase of phrases(renderedMustNotContain)) {
    expect(rendered).not.toContain(phrase);
  }
  const isAlternative = found.kind === alternativeType;
  // With a text around it, the question itself is only a part of ours.
  const isPart = textAlsoContains !== undefined;
  expect(comparable(found.text)).toContain(comparable(isPart ? (keys.text ?? '') : ''));
  const compared = Object.fromEntries(
    Object.entries(keys).filter(
      ([key]) => !(isPart && key === 'text') && (!isAlternative || commonKeys.includes(key)),
    ),
  );
  expect(comparable(asSample(found))).toMatchObject(Object(comparable(compared)));
}

function isExpectedProblem(problem: Problem, { mustMention, ...keys }: ExpectedProblem): boolean {
  return (
    Object.entries(keys).every(([key, value]) =>
      Object.entries(problem).some(([k, v]) => k === key && v === value),
    ) && phrases(mustMention).every((phrase) => problem.message.toLowerCase().includes(phrase.toLowerCase()))
  );
}

/** Every expected problem is one of those found. */
function expectProblems(found: readonly Problem[], expected: readonly ExpectedProblem[]): void {
  const missing = expected.filter((wanted) => !found.some((problem) => isExpectedProblem(problem, wanted)));
  expect({ missing, found }).toEqual({ missing: [], found });
  for (const problem of found) {
    expect(problem.message.length).toBeGreaterThan(20);
  }
}

/** A file that is refused as a whole holds no questions and one error. */
async function readSample(name: string): Promise<ParsedFile | ImportRefused> {
  try {
    return await parseQuestionFile(await readFile(new URL(name, folder)));
  } catch (error) {
    if (error instanceof ImportRefused) {
      return error;
    }
    throw error;
  }
}

describe('the import samples', () => {
  it.each(samples)('%s gives the expected questions, errors and warnings', async (name) => {
    const file = await readSample(name);
    const text = await readFile(new URL(`${name}.expected.json`, folder), 'utf8');
    const expected = JSON.parse(text) as ExpectedFile;
    if (file instanceof ImportRefused) {
      expect({ questions: [], refusal: file.message }).toMatchObject({ questions: expected.questions });
      expectProblems([file], expected.errors);
      return;
    }
    const errors = file.problems.filter(({ severity }) => severity === 'error');
    const warnings = file.problems.filter(({ severity }) => severity === 'warning');
    expectProblems(errors, expected.errors);
    expectProblems(warnings, expected.warnings);
    expect(errors).toHaveLength(expected.errors.length);
    expect(file.problemCounts).toEqual({ errors: errors.length, warnings: warnings.length });
    const questions = plainQuestions(file);
    expect(questions).toHaveLength(expected.questions.length);
    expected.questions.forEach((question, index) => {
      const found = questions[index];
      expect(found).toBeDefined();
      if (found !== undefined) {
        expectQuestion(found, question);
      }
    });
    const { testTitle = file.testTitle, timeLimitSeconds = file.timeLimitSeconds } = expected;
    expect([file.testTitle, file.timeLimitSeconds]).toEqual([testTitle, timeLimitSeconds]);
  });

  it('names the sheet of every row of a workbook', async () => {
    const file = await parseQuestionFile(await readFile(new URL('33-employer-bank.xlsx', folder)));
    expect(file.layout).toBe('Employer question bank, header in row 1 of sheet "Questions"');
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
