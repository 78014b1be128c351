import type { ImportedLoss } from '../imported-question.js';
import { decodeHtmlEntities } from './html-entities.js';
import { looksLikeHtml } from './html-reader.js';
import { htmlToText, type MarkupText } from './html-to-text.js';
import { markupLosses } from './markup-losses.js';

/** `auto`: a text typed into a plain field, in which line ends count and HTML may stand. */
export type TextFormat = 'html' | 'auto' | 'plain' | 'markdown';

/** Makes the texts of one question plain and remembers what they lost. */
export class QuestionTexts {
  private readonly read: MarkupText[] = [];
  private readonly ownLosses = new Map<string, string>();

  plain(text: string, format: TextFormat): string {
    switch (format) {
      case 'html':
        return this.keep(htmlToText(text));
      case 'auto':
        return looksLikeHtml(text)
          ? this.keep(htmlToText(text.replace(/\r\n?|\n/g, '<br>')))
          : decodeHtmlEntities(text).trim();
      case 'markdown':
        if (/[*_`[#]/.test(text)) {
          this.ownLosses.set('markdown', 'The text is Markdown; its marks are shown as they were typed.');
        }
        return text.trim();
      case 'plain':
        return text.trim();
    }
  }

  losses(): ImportedLoss[] {
    return [...markupLosses(this.read), ...[...this.ownLosses].map(([code, message]) => ({ code, message }))];
  }

  private keep(read: MarkupText): string {
    if (read.lost.length > 0) {
      this.read.push(read);
    }
    return read.text;
  }
}
