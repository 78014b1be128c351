import { headerTexts, plainMeanings, type PlainMeaning } from './header-synonyms.js';
import { numberedHeader, type NumberedMeaning } from './numbered-headers.js';
import { normaliseWords } from './words.js';

export { letterNumber, type NumberedMeaning } from './numbered-headers.js';
export type { PlainMeaning } from './header-synonyms.js';

export interface HeaderMeaning {
  readonly meaning: PlainMeaning | NumberedMeaning;
  /** The position in the list of synonyms: of two columns with one meaning the better-known word wins. */
  readonly rank: number;
  /** For numbered columns, counted from 1; letters count as numbers. Absent for "Wrong answer" without a number. */
  readonly number?: number;
  /** "Answer 1": an option, unless other option columns stand beside it. */
  readonly isNumberedAnswer?: boolean;
  /** "A": an option only where "B" stands beside it. */
  readonly isBareLetter?: boolean;
  /** "Option 1 (correct)". */
  readonly isMarkedRight?: boolean;
}

const plainTexts = new Map<string, HeaderMeaning>();
for (const meaning of plainMeanings) {
  headerTexts(meaning).forEach((text, rank) => {
    const words = normaliseWords(text);
    if (!plainTexts.has(words)) {
      plainTexts.set(words, { meaning, rank });
    }
  });
}

const remark = / ?[([][^()[\]]*[)\]]$/;
const rightRemark =
  /[([](?:correct|right|correct answer|richtig|correcta?|correcte|bonne réponse|corretta|certa|poprawna|doğru|верный|правильный)[)\]]$/;
/** A time in hours or milliseconds is none of the columns that are known. */
const foreignUnit = /[([](?:h|hrs?|hours?|ms|milliseconds?)[)\]]$/;
/** No header is longer; a text of a page is not searched for words. */
const longestHeader = 200;

/** What a header text means, or nothing where it is unknown. */
export function headerMeaning(header: string): HeaderMeaning | undefined {
  const words = header.length > longestHeader ? '' : normaliseWords(header);
  if (words === '' || foreignUnit.test(words)) {
    return undefined;
  }
  const found = firstKnown(spellings(words));
  return found?.meaning === 'option' && rightRemark.test(words) ? { ...found, isMarkedRight: true } : found;
}

/** As written, then with less and less around the words that matter. */
function* spellings(words: string): Generator<string> {
  yield words;
  yield words
    .replace(/[()[\]]/g, ' ')
    .replace(/[#№.]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const withoutRemark = normaliseWords(words.replace(remark, '').replace(/ max \d+ characters$/, ''));
  yield withoutRemark;
  const withoutNumber = normaliseWords(withoutRemark.replace(/^\d{1,2}[.)] ?/, ''));
  yield withoutNumber;
  yield withoutNumber.replace(/[?!]+$/, '');
}

function firstKnown(candidates: Iterable<string>): HeaderMeaning | undefined {
  for (const candidate of candidates) {
    const found = plainTexts.get(candidate) ?? numberedHeader(candidate);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
