import { foldText } from '../common/text/fold-text.js';

/** Case, width, punctuation and runs of white space do not make another question; accents do. */
const wording = {
  caseSensitive: false,
  compatibility: true,
  ignoreDiacritics: false,
  ignorePunctuation: true,
  turkishLetters: false,
};

/**
 * Two questions with the same fingerprint ask the same: the same text and, where there are any, the same options in
 * whatever order. "Which is right?" with other options is another question.
 */
export function questionFingerprint(question: { readonly text: string; readonly content: object }): string {
  const options = (question.content as { options?: readonly { readonly text: string }[] }).options ?? [];
  const texts = options.map(({ text }) => foldText(text, wording)).toSorted();
  return [foldText(question.text, wording), ...texts].join('\n');
}
