import { headerSynonyms } from './header-synonyms.js';
import { normaliseWords } from './words.js';

export type PlainMeaning = keyof typeof headerSynonyms;
export type NumberedMeaning = 'option' | 'wrong' | 'weight' | 'feedback';

export interface HeaderMeaning {
  readonly meaning: PlainMeaning | NumberedMeaning;
  /** The position in the list of synonyms: of two columns with one meaning the better-known word wins. */
  readonly rank: number;
  /** For numbered columns, counted from 1; letters count as numbers. */
  readonly number?: number;
  /** "Answer 1": an option, unless other option columns stand beside it. */
  readonly isNumberedAnswer?: boolean;
  /** "A": an option only where "B" stands beside it. */
  readonly isBareLetter?: boolean;
}

const plainMeanings = new Map<string, HeaderMeaning>();
for (const meaning of Object.keys(headerSynonyms) as PlainMeaning[]) {
  // The name of a meaning is its header in the template of this product.
  [meaning, ...headerSynonyms[meaning]].forEach((synonym, rank) => {
    const words = normaliseWords(synonym);
    if (!plainMeanings.has(words)) {
      plainMeanings.set(words, { meaning, rank });
    }
  });
}

const optionNames = 'option|answer|choice|alternative|response|antwort|opción|respuesta|réponse|opção';
// A letter may touch the name ("optionA"), but "options" and "answers" are plurals.
const label = '(?: ?(\\d{1,2})| ([a-z])|([a-l]))';

const numberedPatterns: readonly (readonly [NumberedMeaning, RegExp])[] = [
  ['option', new RegExp(`^(?:${optionNames})${label}$`)],
  ['wrong', new RegExp(`^(?:(?:incorrect|wrong) (?:answer|option)|distractor)${label}$`)],
  ['weight', new RegExp(`^(?:weight|fraction|points|score)${label}$`)],
  ['weight', new RegExp(`^(?:option|choice)${label} score$`)],
  ['feedback', new RegExp(`^feedback${label}$`)],
  ['feedback', new RegExp(`^(?:option|choice|answer)${label} feedback$`)],
];

/** What a header text means, or nothing where it is unknown. */
export function headerMeaning(header: string): HeaderMeaning | undefined {
  const words = normaliseWords(header);
  if (words === '') {
    return undefined;
  }
  const withoutRemark = normaliseWords(words.replace(/ \([^()]*\)$| max \d+ characters$/, ''));
  const withoutNumber = normaliseWords(withoutRemark.replace(/^\d{1,2}[.)] ?/, ''));
  for (const candidate of [words, withoutRemark, withoutNumber]) {
    const found = plainMeanings.get(candidate) ?? numberedMeaning(candidate);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function numberedMeaning(words: string): HeaderMeaning | undefined {
  if (/^[a-z]$/.test(words)) {
    return { meaning: 'option', rank: 0, number: letterNumber(words), isBareLetter: true };
  }
  for (const [meaning, pattern] of numberedPatterns) {
    const match = pattern.exec(words);
    if (match !== null) {
      const [, digits, spaced, touching] = match;
      const number = digits === undefined ? letterNumber(spaced ?? touching ?? '') : Number(digits);
      const isNumberedAnswer = meaning === 'option' && /^answer ?\d/.test(words);
      return { meaning, rank: 0, number, isNumberedAnswer };
    }
  }
  return undefined;
}

/** 1 for "a". */
export function letterNumber(letter: string): number {
  return letter.toLowerCase().charCodeAt(0) - 96;
}
