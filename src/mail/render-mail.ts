import { PermanentJobError } from '../jobs/job-handler.js';
import { mailTemplates } from './mail-templates.js';
import type { MailMessage } from './mail-message.js';
import { escapeHtml, TemplateError, writeTemplate, type TextStyle } from './template-text.js';

export interface RenderedMail {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const longestSubject = 150;
/** Of the text and of the HTML each; the table takes no more. */
export const mostBytes = 100 * 1_024;

/** @throws {PermanentJobError} where no attempt will make a mail of this message. */
export function renderMail(message: MailMessage): RenderedMail {
  const template = mailTemplates().get(`${message.language}/${message.template}`);
  if (template === undefined)
    throw new PermanentJobError(`There is no template ${message.language}/${message.template}.`);
  const { language, values } = message;
  const style = { language, timeZone: message.timeZone ?? 'UTC' };
  const plain: TextStyle = { ...style, escape: (text) => text };
  try {
    const subject = bounded(writeTemplate(template.subject, values, plain));
    const text = tidy(writeTemplate(template.text, values, plain));
    const html = writeTemplate(
      template.html,
      { ...values, subject, language },
      { ...style, escape: escapeHtml },
    );
    if (Buffer.byteLength(text) > mostBytes || Buffer.byteLength(html) > mostBytes)
      throw new TemplateError('it becomes too large');
    return { subject, text, html };
  } catch (error) {
    if (error instanceof TemplateError || error instanceof RangeError)
      throw new PermanentJobError(`The mail ${message.template} cannot be written: ${error.message}.`);
    throw error;
  }
}

/** A section that is left out leaves its empty lines behind. */
function tidy(text: string): string {
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** Titles and names are long, and may hold what ends a line; the subject of a mail is one line that people read. */
function bounded(text: string): string {
  const characters = [
    ...text
      .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim()
      .normalize('NFC'),
  ];
  return characters.length <= longestSubject
    ? characters.join('')
    : `${characters
        .slice(0, longestSubject - 1)
        .join('')
        .trimEnd()}…`;
}
