/**
 * Full case folding (Unicode CaseFolding.txt, statuses C and F) without a locale, which JavaScript lacks:
 * toLowerCase leaves sharp s, the final sigma and ligatures apart, and toUpperCase merges dotless i with i.
 *
 * Folding is lower-casing one code point at a time (a whole string would be lower-cased by context: the last
 * sigma of a word differently) and then this table. It holds the folds where the two differ and which have no
 * canonical decomposition, so the text must be in NFD. Cherokee needs no entry: CaseFolding.txt folds it
 * towards capitals, but either direction makes the same texts equal.
 */
const foldsBeyondLowerCase = new Map<string, string>(
  Object.entries({
    µ: 'μ',
    ß: 'ss',
    ŉ: 'ʼn',
    ſ: 's',
    '\u0345': 'ι',
    ς: 'σ',
    ϐ: 'β',
    ϑ: 'θ',
    ϕ: 'φ',
    ϖ: 'π',
    ϰ: 'κ',
    ϱ: 'ρ',
    ϵ: 'ε',
    և: 'եւ',
    '\u1C80': 'в',
    '\u1C81': 'д',
    '\u1C82': 'о',
    '\u1C83': 'с',
    '\u1C84': 'т',
    '\u1C85': 'т',
    '\u1C86': 'ъ',
    '\u1C87': 'ѣ',
    '\u1C88': '\uA64B',
    ẚ: 'aʾ',
    ﬀ: 'ff',
    ﬁ: 'fi',
    ﬂ: 'fl',
    ﬃ: 'ffi',
    ﬄ: 'ffl',
    ﬅ: 'st',
    ﬆ: 'st',
    ﬓ: 'մն',
    ﬔ: 'մե',
    ﬕ: 'մի',
    ﬖ: 'վն',
    ﬗ: 'մխ',
  }),
);

/** Two texts differ only in case exactly when their folds are equal. Takes and gives NFD. */
export function foldCase(decomposed: string): string {
  let folded = '';
  for (const character of decomposed) {
    const lower = character.toLowerCase();
    folded += foldsBeyondLowerCase.get(lower) ?? lower;
  }
  return folded;
}

/** What Turkish and Azerbaijani readers expect of capital I: it pairs with dotless i, dotted capital I with i. */
export function withTurkishCapitals(text: string): string {
  return text.normalize('NFC').replaceAll('I', 'ı').replaceAll('İ', 'i');
}
