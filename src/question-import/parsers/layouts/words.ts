import { truthWords } from './type-words.js';

/** The form in which headers and type words are compared. */
export function normaliseWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[*_\-\s]+/g, ' ')
    .trim()
    .replace(/[\s:]+$/, '');
}

/** Printable ASCII with single blanks inside is normal already, and most texts are. */
const isNormal = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** The form in which texts of options and questions are compared; letter case matters. */
export function normaliseText(text: string): string {
  if (isNormal.test(text)) {
    return text;
  }
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

const truthValues = new Map<string, boolean>([
  ...truthWords.true.map((word): [string, boolean] => [normaliseWords(word), true]),
  ...truthWords.false.map((word): [string, boolean] => [normaliseWords(word), false]),
]);

/** True, false, or nothing for any other text. */
export function truthValue(text: string): boolean | undefined {
  return truthValues.get(normaliseWords(text));
}

/** A truth word that cannot be a number or a tick as well: good enough to tell a column of truth values. */
export function isPlainTruthWord(text: string): boolean {
  return truthValue(text) !== undefined && !/^[01x✓✔☑✅✗✘❌]$/iu.test(text.trim());
}
