import { withoutUnseen, withPlainPunctuation } from './characters.js';
import { foldCase, withTurkishCapitals } from './fold-case.js';

export interface FoldSettings {
  readonly caseSensitive: boolean;
  /** NFKC instead of NFC: full-width letters, ligatures and superscripts count as their plain forms (m² is m2). */
  readonly compatibility: boolean;
  /** Accents that Unicode can take off (é, ö, ç); letters with a stroke (ø, ł) stay letters of their own. */
  readonly ignoreDiacritics: boolean;
  readonly ignorePunctuation: boolean;
  readonly turkishLetters: boolean;
}

export const strictestFold: FoldSettings = {
  caseSensitive: true,
  compatibility: false,
  ignoreDiacritics: false,
  ignorePunctuation: false,
  turkishLetters: false,
};

const combiningAccents = /[\u0300-\u036F]|[\u1AB0-\u1AFF]|[\u1DC0-\u1DFF]/gu;
const punctuation = /\p{P}/gu;
const whiteSpace = /[\s\u0085]+/gu;

/**
 * The form in which two short answers are compared; the author's text goes through the same steps. Source of
 * the steps: Unicode Standard 3.13, canonical and compatibility caseless matching (D145, D146), with look-alikes
 * made plain before and after, because NFKC can bring new ones.
 */
export function foldText(text: string, settings: FoldSettings): string {
  const compose = settings.compatibility ? 'NFKC' : 'NFC';
  let folded = withPlainPunctuation(withoutUnseen(text).normalize('NFC'));
  folded = withPlainPunctuation(folded.normalize(compose));
  if (settings.ignoreDiacritics) {
    folded = folded.normalize('NFD').replace(combiningAccents, '');
  }
  if (!settings.caseSensitive) {
    folded = settings.turkishLetters ? withTurkishCapitals(folded) : folded;
    folded = withPlainPunctuation(foldCase(folded.normalize('NFD')));
  }
  if (settings.ignorePunctuation) {
    folded = folded.replace(punctuation, '');
  }
  return folded.normalize(compose).replace(whiteSpace, ' ').trim();
}
