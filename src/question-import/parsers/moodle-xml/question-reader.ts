import type { ImportedQuestion } from '../imported-question.js';
import { QuestionTexts, type TextFormat } from '../markup/question-texts.js';
import type { QuestionDraft } from '../question-list.js';
import { readPercent } from '../weighted/percent.js';
import { shortened, type WeightedAnswer } from '../weighted/weighted-answer.js';
import { child, rawText, value, type MoodleElement } from './element.js';

const formats = new Map<string, TextFormat>([
  ['html', 'html'],
  ['moodle_auto_format', 'auto'],
  ['plain_text', 'plain'],
  ['markdown', 'markdown'],
  // Their numbers in the database, in files of other programs.
  ['0', 'auto'],
  ['1', 'html'],
  ['2', 'plain'],
  ['4', 'markdown'],
]);

/** One question element while it is read: its texts in plain form, its answers with their weights. */
export class QuestionReader {
  private readonly texts = new QuestionTexts();
  private readonly questionFormat: TextFormat;

  constructor(
    readonly element: MoodleElement,
    readonly draft: QuestionDraft,
  ) {
    this.questionFormat = this.formatOf(child(element, 'questiontext'), 'auto');
  }

  /** The question text, as written for gaps and plain for all others. */
  question(written?: string): Pick<ImportedQuestion, 'text' | 'textFormat'> {
    const format = this.questionFormat;
    const text = this.texts.plain(written ?? this.questionSource(), format);
    if (text === '') {
      this.draft.error('missing_question_text', 'The question text is missing, or only an image.');
    }
    return format === 'html' || format === 'markdown' ? { text, textFormat: format } : { text };
  }

  questionSource(): string {
    return rawText(child(this.element, 'questiontext'));
  }

  /** The text of an element in the format it names, else in that of the question. */
  text(element: MoodleElement | undefined): string {
    return element === undefined
      ? ''
      : this.texts.plain(rawText(element), this.formatOf(element, this.questionFormat));
  }

  /** A piece of the question text. */
  piece(written: string): string {
    return this.texts.plain(written, this.questionFormat);
  }

  /** The text of a child, or nothing where it is blank. */
  optional(name: string): string | undefined {
    return this.text(child(this.element, name)) || undefined;
  }

  /** Answers of which a text is shown. */
  shownAnswers(answers: readonly MoodleElement[]): WeightedAnswer[] {
    return answers.map((answer) => this.answer(answer, this.text(answer)));
  }

  /** Answers that are compared with what is typed: never markup, whatever format they name. */
  typedAnswers(answers: readonly MoodleElement[]): WeightedAnswer[] {
    return answers.map((answer) => this.answer(answer, rawText(answer).trim()));
  }

  reportLosses(): void {
    for (const { code, message } of this.texts.losses()) {
      this.draft.loses(code, message);
    }
  }

  private answer(answer: MoodleElement, text: string): WeightedAnswer {
    const feedback = this.text(child(answer, 'feedback'));
    return { text, fraction: this.fraction(answer, text), ...(feedback === '' ? {} : { feedback }) };
  }

  private fraction(answer: MoodleElement, text: string): number {
    const written = (answer.attributes.get('fraction') ?? '').trim();
    if (written === '') {
      // Very old files: an element with a share from 0 to 1.
      return Math.min(1, Math.max(-1, Number(value(answer, 'fraction') ?? '0') || 0));
    }
    const fraction = readPercent(written);
    if (fraction === undefined) {
      this.draft.error(
        'bad_weight',
        `The weight "${shortened(written)}" of the answer "${shortened(text)}" is no percentage from -100 to 100.`,
      );
    }
    return fraction ?? 0;
  }

  private formatOf(element: MoodleElement | undefined, otherwise: TextFormat): TextFormat {
    return formats.get(element?.attributes.get('format')?.trim() ?? '') ?? otherwise;
  }
}
