import type { ImportedOption, ImportedQuestion } from '../../imported-question.js';
import { DuplicateFinder } from '../duplicates.js';
import { shorten } from '../answer-cell.js';
import { readDecimal } from '../decimal-text.js';
import { checkOptions } from '../option-checks.js';
import { truthValue } from '../words.js';
import { QuestionRecord } from './record.js';
import type { RecordLayout } from './record-layout.js';

/**
 * The tab-separated text that Blackboard uploads questions from: one question in each line, its type in the first cell.
 * The structure is that of the help page "Upload questions": `MC, question, answer, correct or incorrect, …`.
 */
export const blackboard: RecordLayout = {
  name: 'Blackboard upload file, one question in each line',

  recognise(rows) {
    const first = rows[0]?.cells ?? [];
    const known = rows.filter(({ cells }) => isCode(cells[0]) && cells.length > 1);
    return isCode(first[0]) && first.length > 1 && known.length * 2 > rows.length;
  },

  read(table, problems, onProgress) {
    const duplicates = new DuplicateFinder();
    const rows = table.rows.map((source) => {
      const record = new QuestionRecord(source, problems, table.sheet);
      return record.imported(readLine(record), duplicates);
    });
    onProgress(rows.length);
    return rows;
  },
};

const codes = [
  'MC',
  'MA',
  'TF',
  'ESS',
  'ORD',
  'MAT',
  'FIB',
  'FIB_PLUS',
  'FIL',
  'NUM',
  'SR',
  'OP',
  'JUMBLED_SENTENCE',
  'QUIZ_BOWL',
] as const;
type Code = (typeof codes)[number];

function isCode(cell: string | undefined): boolean {
  return codeOf(cell ?? '') !== undefined;
}

function codeOf(cell: string): Code | undefined {
  return codes.find((code) => code === cell.trim().toUpperCase());
}

type Content = Omit<ImportedQuestion, 'text'> & { readonly text?: string };
type LineReader = (record: QuestionRecord, answers: readonly string[]) => Content | undefined;

const readers: Readonly<Partial<Record<Code, LineReader>>> = {
  MC: (record, answers) => readChoice(record, answers, 'single_choice'),
  MA: (record, answers) => readChoice(record, answers, 'multiple_choice'),
  TF: readTrueFalse,
  ESS: readEssay,
  SR: readEssay,
  ORD: readOrder,
  MAT: readPairs,
  FIB: readTexts,
  FIL: readTexts,
  FIB_PLUS: readGaps,
  NUM: readNumber,
};

function readLine(record: QuestionRecord): ImportedQuestion | undefined {
  const [type = '', text = '', ...answers] = record.cells;
  const code = codeOf(type);
  const reader = code && readers[code];
  if (reader === undefined) {
    const message = `Questions of the type "${shorten(type)}" cannot be imported. A line starts with MC, MA, TF, ESS, ORD, MAT, FIB, FIB_PLUS, NUM or SR.`;
    record.error('unsupported_type', message, 0);
    return undefined;
  }
  if (text === '') {
    record.error('missing_question_text', 'The question text is missing.', 1);
  }
  const content = reader(record, answers);
  return content && { text, ...content };
}

/** The first cell of the answers. */
const answerColumn = 2;

function readChoice(
  record: QuestionRecord,
  answers: readonly string[],
  kind: 'single_choice' | 'multiple_choice',
): Content | undefined {
  const options: ImportedOption[] = [];
  for (let index = 0; index < answers.length; index += 2) {
    const text = answers[index] ?? '';
    const word = (answers[index + 1] ?? '').toLowerCase();
    if (text === '' && word === '') {
      continue;
    }
    if (word !== 'correct' && word !== 'incorrect') {
      const message = `"${shorten(word)}" stands behind the answer "${shorten(text)}", where "correct" or "incorrect" must stand.`;
      record.error('correct_not_found', message, answerColumn + index + 1);
      return undefined;
    }
    options.push({ text, correct: word === 'correct' });
  }
  const isUsable = checkOptions(
    record,
    options.map(({ text }) => text),
    answerColumn,
  );
  const right = options.filter(({ correct }) => correct).length;
  if (isUsable && right === 0) {
    record.error('no_correct_answer', 'No answer is marked as correct.', answerColumn);
  }
  if (isUsable && right > 1 && kind === 'single_choice') {
    const message =
      'A question of the type MC has one correct answer; this one has several. Write MA instead.';
    record.error('several_correct_answers', message, 0);
  }
  return { kind, options };
}

function readTrueFalse(record: QuestionRecord, [answer = '']: readonly string[]): Content | undefined {
  const correct = truthValue(answer);
  if (correct === undefined) {
    const code = answer === '' ? 'no_correct_answer' : 'correct_not_found';
    record.error(code, `"${shorten(answer)}" is neither true nor false.`, answerColumn);
    return undefined;
  }
  return { kind: 'true_false', correct };
}

function readEssay(_record: QuestionRecord, [example = '']: readonly string[]): Content {
  const isPlaceholder = /^\[(?:example|placeholder)\]$/i.test(example);
  return { kind: 'essay', ...(example !== '' && !isPlaceholder && { graderInfo: example }) };
}

function readOrder(record: QuestionRecord, answers: readonly string[]): Content {
  const order = answers.filter((answer) => answer !== '');
  if (order.length < 2) {
    record.error('too_few_options', 'An ordering question needs at least two entries.', answerColumn);
  }
  return { kind: 'ordering', order };
}

function readPairs(record: QuestionRecord, answers: readonly string[]): Content {
  const pairs: { stem: string; choice: string }[] = [];
  const distractors: string[] = [];
  for (let index = 0; index < answers.length; index += 2) {
    const stem = answers[index] ?? '';
    const choice = answers[index + 1] ?? '';
    if (stem !== '' && choice !== '') {
      pairs.push({ stem, choice });
    } else if (choice !== '') {
      distractors.push(choice);
    } else if (stem !== '') {
      const message = `"${shorten(stem)}" has no partner. Answers and their matches take turns.`;
      record.error('bad_pair', message, answerColumn + index);
    }
  }
  if (pairs.length < 2) {
    record.error('too_few_options', 'A matching question needs at least two pairs.', answerColumn);
  }
  return { kind: 'matching', pairs, ...(distractors.length > 0 && { distractors }) };
}

function readTexts(record: QuestionRecord, answers: readonly string[]): Content {
  const texts = [...new Set(answers.filter((answer) => answer !== ''))];
  if (texts.length === 0) {
    record.error('no_correct_answer', 'No accepted answer is given.', answerColumn);
  }
  return { kind: 'short_answer', accepted: texts.map((text) => ({ text, fraction: 1 })) };
}

/** `variable, answer, answer, (blank), variable, answer`; the text names the variables in brackets: [x]. */
function readGaps(record: QuestionRecord, answers: readonly string[]): Content | undefined {
  const groups = groupsBetweenBlanks(answers);
  let text = record.cells[1] ?? '';
  const gaps = groups.map(([variable = '', ...texts]) => {
    if (!text.includes(`[${variable}]`) || texts.length === 0) {
      const message = `The gap "${shorten(variable)}" does not stand in the question as [${shorten(variable)}], or has no answer.`;
      record.error('bad_gap', message, answerColumn);
    }
    return { variable, texts };
  });
  if (gaps.length === 0) {
    record.error('no_correct_answer', 'No gap is given.', answerColumn);
    return undefined;
  }
  const inOrder = gaps.toSorted(
    (left, right) => text.indexOf(`[${left.variable}]`) - text.indexOf(`[${right.variable}]`),
  );
  for (const { variable } of inOrder) {
    text = text.replace(`[${variable}]`, () => '[[gap]]');
  }
  return {
    kind: 'cloze',
    text,
    gaps: inOrder.map(({ texts }) => ({
      kind: 'text',
      weight: 1,
      accepted: texts.map((accepted) => ({ text: accepted, fraction: 1 })),
    })),
  };
}

function groupsBetweenBlanks(cells: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const cell of cells) {
    if (cell === '') {
      groups.push([]);
    } else {
      groups.at(-1)?.push(cell);
    }
  }
  return groups.filter((group) => group.length > 0);
}

function readNumber(
  record: QuestionRecord,
  [answer = '', tolerance = '']: readonly string[],
): Content | undefined {
  const value = readDecimal(answer);
  const margin = tolerance === '' ? undefined : readDecimal(tolerance);
  if (!value.ok) {
    const code = answer === '' ? 'no_correct_answer' : 'bad_number';
    record.error(code, `"${shorten(answer)}" ${value.detail}. Give the right number.`, answerColumn);
    return undefined;
  }
  if (margin !== undefined && (!margin.ok || margin.value.startsWith('-'))) {
    const message = `"${shorten(tolerance)}" is no tolerance. Give a number of zero or more.`;
    record.error('bad_number', message, answerColumn + 1);
    return undefined;
  }
  const isExact = margin === undefined || /^[0.]*$/.test(margin.value);
  return {
    kind: 'numeric',
    accepted: [{ value: value.value, ...(!isExact && { tolerance: { absolute: margin.value } }) }],
  };
}
