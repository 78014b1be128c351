import { letterNumber } from './header-meaning.js';

/** What a cell says if it names options by letters or by numbers. */
export interface AnswerPositions {
  readonly form: 'letters' | 'numbers';
  /** As written: letters count from 1, numbers may count from 0. */
  readonly positions: readonly number[];
}

const separators = /\s*(?:[,;|/&+\n]|\b(?:and|und|et)\b)\s*/i;
const nameBefore =
  /^(?:options?|answers?|choices?|alternatives?|antwort(?:en)?|opción|opção|respuesta|réponse|no\.?|nr\.?|#)[\s_\-.]*(?=[[(]?(?:[a-z]|\d{1,3})[\])]?[.:]?$)/i;
const letter = /^[[(]?([a-z])[\])]?[.:]?$/i;
// Data programs write 2.0 for 2.
const digits = /^[[(]?(\d{1,3})(?:\.0+)?[\])]?[.:]?$/;

/** Reads "B", "(b)", "Option B", "A;C", "a and c", "ACD", "2", "1, 3", "Option 2". Nothing for any other text. */
export function parseAnswerPositions(cell: string): AnswerPositions | undefined {
  const text = cell.normalize('NFKC').trim();
  if (/^[A-Z]{2,}$/.test(text) && isAscending(text)) {
    return { form: 'letters', positions: [...text].map(letterNumber) };
  }
  // A cell that names options is short: "Option 10" twenty-six times.
  if (text === '' || text.length > 400) {
    return undefined;
  }
  const tokens = text
    .split(separators)
    .flatMap((token) => (/^\S{1,2}(?:\s+\S{1,2})+$/.test(token) ? token.split(/\s+/) : [token]))
    .filter((token) => token !== '')
    .map((token) => token.replace(nameBefore, ''));
  if (tokens.length === 0) {
    return undefined;
  }
  const letters = tokens.map((token) => letter.exec(token)?.[1]);
  if (letters.every((found) => found !== undefined)) {
    return { form: 'letters', positions: letters.map(letterNumber) };
  }
  const numbers = tokens.map((token) => digits.exec(token)?.[1]);
  return numbers.every((found) => found !== undefined)
    ? { form: 'numbers', positions: numbers.map(Number) }
    : undefined;
}

function isAscending(letters: string): boolean {
  return [...letters].every((current, index) => index === 0 || current > letters.charAt(index - 1));
}
