import type { ImportedQuestion } from '../imported-question.js';
import { normaliseText } from '../layouts/words.js';
import type { QuestionDraft, QuestionList } from '../question-list.js';
import type { AikenLine } from './lines.js';

/** A to Z, and some that are out of order. */
const mostOptions = 100;

interface AikenOption {
  readonly line: number;
  readonly text: string;
}

/** The lines of one question while they are collected. */
export class AikenQuestion {
  private readonly options: { readonly line: number; readonly texts: string[] }[] = [];
  private readonly wrongLetters: AikenLine[] = [];
  /** Lines below an option that may belong to it, or to a next question whose blank line is missing. */
  private loose: AikenLine[] = [];
  private hasTooManyOptions = false;
  isBehindBlankLine = false;
  isDoubtful = false;

  constructor(
    private readonly firstLine: number,
    private readonly stem: AikenLine[],
  ) {}

  get optionCount(): number {
    return this.options.length;
  }

  addStem(line: AikenLine): void {
    this.stem.push(line);
  }

  addOption(line: AikenLine): void {
    this.settle();
    if (this.options.length === mostOptions) {
      this.hasTooManyOptions = true;
      return;
    }
    if (line.letter !== this.options.length) {
      this.wrongLetters.push(line);
    }
    this.options.push({ line: line.number, texts: [line.labelled ?? ''] });
    this.isBehindBlankLine = false;
  }

  addLoose(line: AikenLine): void {
    this.loose.push(line);
  }

  /** Lines that turned out to be the stem of the next question. */
  takeLoose(): AikenLine[] {
    const taken = this.loose;
    this.loose = [];
    return taken;
  }

  /** Adds the question to the list; without an answer line it is a faulty one. */
  finish(list: QuestionList, answer?: AikenLine): void {
    this.settle();
    const draft = list.begin({ line: this.firstLine });
    const text = this.stem.map((line) => line.text).join('\n');
    if (text === '') {
      draft.error('missing_question_text', 'The question text is missing: a line in front of the options.');
    }
    if (this.isDoubtful) {
      draft.warning(
        'unclear_start',
        'The question above has no ANSWER line and no blank line follows it, so that it is not certain where this one begins. Check its text.',
      );
    }
    const options = this.options.map(({ line, texts }) => ({ line, text: texts.join('\n').trim() }));
    this.checkOptions(options, draft);
    const correct = draft.isFaulty && options.length < 2 ? [] : readAnswer(options, answer, draft);
    draft.finish(toQuestion(text, options, correct));
  }

  private settle(): void {
    const last = this.options.at(-1);
    for (const line of this.takeLoose()) {
      last?.texts.push(line.text);
    }
  }

  private checkOptions(options: readonly AikenOption[], draft: QuestionDraft): void {
    if (options.length < 2) {
      draft.error(
        'too_few_options',
        options.length === 0
          ? 'No options follow this text. Write them below it, each in a line: A) text. If the text belongs to the next question, delete the blank line between them.'
          : 'The question has only one option. It needs at least two.',
      );
    }
    if (this.hasTooManyOptions) {
      draft.error('too_many_options', `The question has more than ${mostOptions} options. Letters end at Z.`);
    }
    for (const line of this.wrongLetters) {
      draft.error(
        'bad_option_letter',
        `The options must be lettered A, B, C and so on; "${line.text.slice(0, 60)}" is out of order.`,
        line.number,
      );
    }
    const seen = new Set<string>();
    for (const { line, text } of options) {
      const normal = normaliseText(text);
      if (normal === '') {
        draft.error('missing_option_text', 'The option has no text.', line);
      } else if (seen.has(normal)) {
        draft.error('duplicate_option', `The option "${text.slice(0, 60)}" stands there twice.`, line);
      }
      seen.add(normal);
    }
  }
}

function toQuestion(
  text: string,
  options: readonly AikenOption[],
  correct: readonly number[],
): ImportedQuestion {
  return {
    kind: correct.length > 1 ? 'multiple_choice' : 'single_choice',
    text,
    options: options.map((option, index) => ({ text: option.text, correct: correct.includes(index) })),
  };
}

/** The right options, from 0: one letter, and what people write instead. */
function readAnswer(
  options: readonly AikenOption[],
  line: AikenLine | undefined,
  draft: QuestionDraft,
): readonly number[] {
  const written = line?.answer?.trim() ?? '';
  if (line === undefined || written === '') {
    draft.error(
      'correct_missing',
      line === undefined
        ? 'The question has no ANSWER line. Write one below its options: ANSWER: A'
        : 'No letter stands behind ANSWER.',
      line?.number,
    );
    return [];
  }
  const letters = lettersIn(written);
  if (letters !== undefined && letters.every((letter) => letter < options.length)) {
    if (letters.length > 1) {
      draft.warning(
        'several_answers',
        'ANSWER names several letters. Aiken knows one right answer only; the question is read as one with several.',
        line.number,
      );
    }
    return letters;
  }
  const named = optionsNamed(options, written);
  if (letters === undefined && named.length === 1) {
    draft.warning('answer_by_text', 'ANSWER holds the text of an option instead of its letter.', line.number);
    return named;
  }
  const last = String.fromCharCode(64 + Math.min(options.length, 26));
  draft.error(
    'correct_not_found',
    `"ANSWER: ${written.slice(0, 60)}" names no option. The options of this question are A to ${last}.`,
    line.number,
  );
  return [];
}

/** "B", "b)", "B. Mercury", "A, C" or "A and C", each letter once. */
function lettersIn(written: string): readonly number[] | undefined {
  const single = /^\(?([A-Za-z])\s?(?:[).](?:\s.*)?)?$/s.exec(written)?.[1];
  const parts =
    single === undefined ? written.slice(0, 200).split(/\s*(?:[,;&/]|\band\b)\s*|\s+/i) : [single];
  if (!parts.every((part) => /^[A-Za-z]$/.test(part))) {
    return undefined;
  }
  return [...new Set(parts.map((part) => part.toUpperCase().charCodeAt(0) - 65))].toSorted((a, b) => a - b);
}

function optionsNamed(options: readonly AikenOption[], written: string): number[] {
  const wanted = normaliseText(written).toLowerCase();
  return options.flatMap(({ text }, index) => (normaliseText(text).toLowerCase() === wanted ? [index] : []));
}
