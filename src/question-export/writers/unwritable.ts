import type { ExportedQuestion } from './exported-question.js';
import type { WriterLoss } from './question-writer.js';
import { hasUnwritable } from './xml-text.js';

/** XML has no way to say two characters that a plain text may hold: U+FFFE and U+FFFF. */
export function unwritableCharacters(question: ExportedQuestion): WriterLoss[] {
  const { text, title, explanation, externalId, category, tags, difficulty } = question;
  const texts = [text, title, explanation, externalId, category, difficulty, ...tags];
  if (question.kind === 'single_choice' || question.kind === 'multiple_choice') {
    texts.push(...question.content.options.map((option) => option.text));
  } else if (question.kind === 'short_answer') {
    texts.push(...question.key.accepted.map((accepted) => accepted.text));
  } else if (question.kind === 'numeric') {
    texts.push(question.content.unit ?? null);
  }
  return texts.some((one) => one !== null && hasUnwritable(one))
    ? [
        {
          code: 'unwritable_character',
          message: 'For the characters U+FFFE and U+FFFF, which XML cannot hold, stands U+FFFD.',
        },
      ]
    : [];
}
