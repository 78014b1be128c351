import type { ImportedQuestion, ImportedScoring } from '../../imported-question.js';
import { shorten } from '../answer-cell.js';
import { readDecimal } from '../decimal-text.js';
import { checkOptions } from '../option-checks.js';
import { textOf, type KeywordLine } from './keyword-line.js';
import type { QuestionRecord } from './record.js';

type Content = Omit<ImportedQuestion, 'text'>;

export interface BrightspaceKind {
  /** Lines that only this type has. */
  readonly keywords: readonly string[];
  readonly read: (record: QuestionRecord, lines: readonly KeywordLine[]) => Content | undefined;
}

/** By the word behind NewQuestion. */
export const brightspaceKinds: ReadonlyMap<string, BrightspaceKind> = new Map<string, BrightspaceKind>([
  ['WR', { keywords: ['initialtext', 'answerkey'], read: readEssay }],
  ['SA', { keywords: ['inputbox', 'answer'], read: readTexts }],
  ['M', { keywords: ['scoring', 'choice', 'match'], read: readPairs }],
  ['MC', { keywords: ['option'], read: readSingle }],
  ['TF', { keywords: ['true', 'false'], read: readTrueFalse }],
  ['MS', { keywords: ['scoring', 'option'], read: readMultiple }],
  ['O', { keywords: ['scoring', 'item'], read: readOrder }],
]);

const scorings: ReadonlyMap<string, ImportedScoring> = new Map<string, ImportedScoring>([
  ['allornothing', 'all_or_nothing'],
  ['all or nothing', 'all_or_nothing'],
  // Points for every option judged rightly, picked or not.
  ['rightanswers', 'per_option'],
  ['correctanswers', 'per_option'],
  ['rightminuswrong', 'right_minus_wrong'],
]);

function linesOf(lines: readonly KeywordLine[], keyword: string): readonly KeywordLine[] {
  return lines.filter((line) => line.keyword === keyword);
}

/** A percentage as a share, from 0 to 1; anything else is reported. */
function shareOf(record: QuestionRecord, line: KeywordLine): number | undefined {
  const cell = line.values[0] ?? '';
  const percent = readDecimal(cell.replace(/ ?%$/, ''));
  const share = percent.ok ? Number(`${percent.value}e-2`) : Number.NaN;
  if (Math.abs(share) <= 1) {
    return share;
  }
  const message = `"${shorten(cell)}" in line ${line.row} is no percentage from 0 to 100.`;
  record.error('bad_number', message, 1);
  return undefined;
}

interface WeightedLine {
  readonly text: string;
  readonly share: number;
  readonly feedback: string;
}

function optionsOf(record: QuestionRecord, lines: readonly KeywordLine[]): WeightedLine[] {
  const options = linesOf(lines, 'option').flatMap((line): WeightedLine[] => {
    const share = shareOf(record, line);
    return share === undefined ? [] : [{ text: textOf(line, 1), share, feedback: line.values[3] ?? '' }];
  });
  const filled = options.filter(({ text }) => text !== '');
  const isUsable = checkOptions(
    record,
    filled.map(({ text }) => text),
    2,
  );
  if (isUsable && filled.every(({ share }) => share <= 0)) {
    record.error('no_correct_answer', 'No option is right: each line Option has the weight 0.', 1);
  }
  return filled;
}

/** `Option,percent,text,HTML,feedback`. */
function readSingle(record: QuestionRecord, lines: readonly KeywordLine[]): Content {
  const options = optionsOf(record, lines);
  const best = Math.max(0, ...options.map(({ share }) => share));
  const isPartial = options.some(({ share }) => share !== 0 && share !== best);
  return {
    kind: 'single_choice',
    options: options.map(({ text, share, feedback }) => ({
      text,
      correct: share > 0 && share === best,
      fraction: share,
      ...(feedback !== '' && { feedback }),
    })),
    ...(isPartial && { scoring: 'weights' }),
  };
}

/** Here 1 or 100 marks a right option; how many points it earns is a matter of the line Scoring. */
function readMultiple(record: QuestionRecord, lines: readonly KeywordLine[]): Content {
  const options = optionsOf(record, lines);
  return {
    kind: 'multiple_choice',
    options: options.map(({ text, share, feedback }) => ({
      text,
      correct: share > 0,
      ...(feedback !== '' && { feedback }),
    })),
    ...scoringOf(record, lines),
  };
}

function scoringOf(
  record: QuestionRecord,
  lines: readonly KeywordLine[],
): { readonly scoring?: ImportedScoring } {
  const [line] = linesOf(lines, 'scoring');
  const word = line?.values[0] ?? '';
  const scoring = scorings.get(word.toLowerCase());
  if (word !== '' && scoring === undefined) {
    record.warning(
      'unknown_value',
      `The scoring "${shorten(word)}" in line ${line?.row ?? ''} is not known.`,
      1,
    );
    return { scoring: 'review' };
  }
  return scoring === undefined ? {} : { scoring };
}

function readTrueFalse(record: QuestionRecord, lines: readonly KeywordLine[]): Content | undefined {
  const right = ['true', 'false'].find((keyword) =>
    linesOf(lines, keyword).some((line) => (shareOf(record, line) ?? 0) > 0),
  );
  if (right === undefined) {
    record.error('no_correct_answer', 'Neither TRUE nor FALSE has a weight above 0.', 0);
    return undefined;
  }
  return { kind: 'true_false', correct: right === 'true' };
}

/** `Answer,percent,text,regexp or sensitive`. */
function readTexts(record: QuestionRecord, lines: readonly KeywordLine[]): Content | undefined {
  const answers = linesOf(lines, 'answer').filter((line) => (line.values[1] ?? '') !== '');
  const isPattern = answers.find((line) => /^regexp?$/i.test(line.values[2] ?? ''));
  if (isPattern !== undefined) {
    const message = `The answer in line ${isPattern.row} is a regular expression, which cannot be imported. Write the accepted answers, one in each line Answer.`;
    record.error('unsupported_answer', message, 2);
    return undefined;
  }
  const accepted = answers.flatMap((line) => {
    const fraction = shareOf(record, line);
    return fraction === undefined || fraction <= 0 ? [] : [{ text: line.values[1] ?? '', fraction }];
  });
  if (accepted.length === 0) {
    record.error('no_correct_answer', 'No line Answer gives an accepted answer.', 0);
  }
  const isSensitive = answers.some((line) => /^sensitive$/i.test(line.values[2] ?? ''));
  return { kind: 'short_answer', accepted, ...(isSensitive && { caseSensitive: true }) };
}

function readEssay(record: QuestionRecord, lines: readonly KeywordLine[]): Content {
  const [key] = linesOf(lines, 'answerkey');
  const [initial] = linesOf(lines, 'initialtext');
  if ((initial?.values[0] ?? '') !== '') {
    record.loss('initial_text', 'The field of an answer starts blank; the initial text is left out.');
  }
  const graderInfo = textOf(key);
  return { kind: 'essay', ...(graderInfo !== '' && { graderInfo }) };
}

/** `Choice,number,text` and, with the same number, `Match,number,text`. */
function readPairs(record: QuestionRecord, lines: readonly KeywordLine[]): Content {
  const stems = new Map(linesOf(lines, 'choice').map((line) => [line.values[0] ?? '', textOf(line, 1)]));
  const pairs: { stem: string; choice: string }[] = [];
  const distractors: string[] = [];
  for (const line of linesOf(lines, 'match')) {
    const stem = stems.get(line.values[0] ?? '');
    if (stem === undefined) {
      distractors.push(textOf(line, 1));
    } else {
      pairs.push({ stem, choice: textOf(line, 1) });
    }
  }
  const paired = new Set(pairs.map(({ stem }) => stem));
  const alone = [...stems.values()].find((stem) => !paired.has(stem));
  if (alone !== undefined) {
    record.error('bad_pair', `"${shorten(alone)}" has no line Match with its number.`, 1);
  }
  if (pairs.length < 2) {
    record.error('too_few_options', 'A matching question needs at least two pairs.', 0);
  }
  return { kind: 'matching', pairs, ...(distractors.length > 0 && { distractors }) };
}

function readOrder(record: QuestionRecord, lines: readonly KeywordLine[]): Content {
  const order = linesOf(lines, 'item')
    .map((line) => textOf(line))
    .filter((text) => text !== '');
  if (order.length < 2) {
    record.error('too_few_options', 'An ordering question needs at least two entries.', 0);
  }
  return { kind: 'ordering', order };
}
