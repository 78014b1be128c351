import type { ImportedQuestion } from '../imported-question.js';
import type { QuestionTexts, TextFormat } from '../markup/question-texts.js';
import { findSign, withoutEscapes } from './escapes.js';

const formats = new Map<string, TextFormat>([
  ['html', 'html'],
  ['markdown', 'markdown'],
  ['plain', 'plain'],
  ['moodle', 'auto'],
]);

/** Reads texts that may begin with `[html]`, `[markdown]`, `[plain]` or `[moodle]`; others are in the format of the question. */
export class GiftTexts {
  private questionFormat: TextFormat = 'auto';

  constructor(private readonly texts: QuestionTexts) {}

  /** The text of the question itself, whose format the others inherit. */
  question(written: string): Pick<ImportedQuestion, 'text' | 'textFormat'> {
    const { format, rest } = this.split(written);
    this.questionFormat = format;
    const text = this.texts.plain(withoutEscapes(rest), format);
    return format === 'html' || format === 'markdown' ? { text, textFormat: format } : { text };
  }

  text(written: string): string {
    const { format, rest } = this.split(written);
    return this.texts.plain(withoutEscapes(rest), format);
  }

  /** An answer and, after the first `#`, its feedback; nothing where that is blank. */
  withFeedback(written: string): { readonly text: string; readonly feedback?: string } {
    const sign = findSign(written, '#');
    if (sign < 0) {
      return { text: this.text(written) };
    }
    const feedback = this.text(written.slice(sign + 1));
    return { text: this.text(written.slice(0, sign)), ...(feedback === '' ? {} : { feedback }) };
  }

  private split(written: string): { readonly format: TextFormat; readonly rest: string } {
    const match = /^\s*\[([a-z]+)\]/i.exec(written);
    const format = formats.get(match?.[1]?.toLowerCase() ?? '');
    return match === null || format === undefined
      ? { format: this.questionFormat, rest: written }
      : { format, rest: written.slice(match[0].length) };
  }
}
