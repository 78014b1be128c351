import { letterNumber } from './header-meaning.js';

/** What a cell says if it names options by letters or by numbers. */
export interface AnswerPositions {
  readonly form: 'letters' | 'numbers';
  /** As written: letters count from 1, numbers may count from 0. */
  readonly positions: readonly number[];
}

// Words of one letter (y, e, i) are left out: E and I are options as well.
const separators = /\s*(?:[,;|/&+\n、，；]|\b(?:and|und|et|og|och|en|ve)\b)\s*/iu;
const nameBefore =
  /^(?:options?|answers?|choices?|alternatives?|responses?|ans|opt|antwort(?:en)?|option(?:en)?|opción|opciones|opção|opções|respuestas?|respostas?|réponses?|risposte?a?|opzion[ei]|antwoord|svar|odpowiedź|opcja|cevap|seçenek|şık|вариант|ответ|选项|選択肢|no\.?|nr\.?|n°|#)[\s_\-.:]*(?=[[(]?(?:[a-z]|\d{1,3})[\])]?[.:]?$)/iu;
/** "Correct answer: B", "Both A and C": words in front of the list. */
const introduction =
  /^(?:the )?(?:(?:correct|right) )?(?:answers?|ans|options?|choices?|key)\s*(?:is|are|[:=])\s*(?=\S)|^both\s+(?=\S)/i;
const letter = /^[[(]?([a-z])[\])]?[.:)]?$/i;
// Data programs write 2.0 for 2.
const digits = /^[[(]?(\d{1,3})(?:\.0+)?[\])]?[.:)]?$/;

/**
 * Reads "B", "(b)", "Option B", "A;C", "a and c", "A, C and D", "ACD", "2", "1, 3", "Option 2", `["A","C"]`. Nothing for
 * any other text.
 */
export function parseAnswerPositions(cell: string): AnswerPositions | undefined {
  // A cell that names options is short: "Option 10" twenty-six times.
  if (cell.length > 400) {
    return undefined;
  }
  if (/^[A-Za-z]$/.test(cell)) {
    return { form: 'letters', positions: [letterNumber(cell)] };
  }
  const text = withoutBrackets(cell.normalize('NFKC').trim().replace(introduction, ''));
  if (text === '') {
    return undefined;
  }
  if (/^[A-Z]{2,}$/.test(text) && isAscending(text)) {
    return { form: 'letters', positions: [...text].map(letterNumber) };
  }
  const tokens = text
    .split(separators)
    .flatMap((token) => (/^\S{1,3}(?:\s+\S{1,3})+$/.test(token) ? token.split(/\s+/) : [token]))
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

/** Programs write lists as ["A","C"], {1,3} or ['2']. */
export function withoutBrackets(text: string): string {
  const inner = /^\[(.*)\]$|^\{(.*)\}$/s.exec(text);
  const list = inner?.[1] ?? inner?.[2];
  if (list === undefined) {
    return text;
  }
  return list
    .split(/[,;|]/)
    .map((token) => token.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .join(',');
}

function isAscending(letters: string): boolean {
  return [...letters].every((current, index) => index === 0 || current > letters.charAt(index - 1));
}
