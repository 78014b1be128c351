import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, strictestFold, type FoldSettings } from './fold-text.js';

const usual: FoldSettings = { ...strictestFold, caseSensitive: false };

function same(left: string, right: string, settings: Partial<FoldSettings> = {}): boolean {
  return foldText(left, { ...usual, ...settings }) === foldText(right, { ...usual, ...settings });
}

describe('foldText', () => {
  it.each([
    ['New   York', ' new\tyork\n'],
    ['New\u00A0York', 'New York'],
    ['New\u202FYork', 'New York'],
    ['Cafe\u0301', 'CAF\u00C9'],
    ['pass\u200Bword', 'password'],
    ['\uFEFFword', 'wo\u00ADrd'],
    ['e\u200D\u0301', 'é'],
    ['don’t', "don't"],
    ['don´t', "don't"],
    ['“quoted”', '"quoted"'],
    ['well‑known', 'well-known'],
    ['−5', '-5'],
    ['title', 'TITLE'],
    ['Straße', 'STRASSE'],
  ])('finds %j and %j equal', (left, right) => {
    expect(same(left, right)).toBe(true);
  });

  it.each([
    ['Café', 'Cafe'],
    ['New York', 'NewYork'],
    ['m²', 'm2'],
    ['Ｐａｒｉｓ', 'Paris'],
    ['U.S.A.', 'USA'],
    ['ılık', 'ilik'],
    ['İzmir', 'izmir'],
    ['O', '0'],
  ])('keeps %j and %j apart by default', (left, right) => {
    expect(same(left, right)).toBe(false);
  });

  it('heeds case only when told to', () => {
    expect(same('Paris', 'paris', { caseSensitive: true })).toBe(false);
    expect(same(' Paris', 'Paris ', { caseSensitive: true })).toBe(true);
  });

  it('takes compatibility forms apart only when told to', () => {
    expect(same('m²', 'm2', { compatibility: true })).toBe(true);
    expect(same('Ｐａｒｉｓ', 'paris', { compatibility: true })).toBe(true);
    expect(same('㎐', 'hz', { compatibility: true })).toBe(true);
    expect(same('＇', "'", { compatibility: true })).toBe(true);
    expect(same('ﬁ', 'fi', { compatibility: true, caseSensitive: true })).toBe(true);
  });

  it('takes accents off only when told to, and strokes never', () => {
    expect(same('Café', 'cafe', { ignoreDiacritics: true })).toBe(true);
    expect(same('Ångström', 'angstrom', { ignoreDiacritics: true })).toBe(true);
    expect(same('Café', 'CAFE', { ignoreDiacritics: true, caseSensitive: true })).toBe(false);
    expect(same('a\u0327\u1AB0\u1DC4', 'a', { ignoreDiacritics: true })).toBe(true);
    expect(same('Tromsø', 'Tromso', { ignoreDiacritics: true })).toBe(false);
    expect(same('ı', 'i', { ignoreDiacritics: true })).toBe(false);
  });

  it('drops punctuation only when told to', () => {
    expect(same('U.S.A.', 'USA', { ignorePunctuation: true })).toBe(true);
    expect(same('e-mail', 'email', { ignorePunctuation: true })).toBe(true);
    expect(same('hello , world', 'hello world', { ignorePunctuation: true })).toBe(true);
    expect(same('C++', 'C', { ignorePunctuation: true })).toBe(false);
  });

  it('pairs Turkish letters only when told to', () => {
    expect(same('DIŞ', 'dış', { turkishLetters: true })).toBe(true);
    expect(same('İzmir', 'izmir', { turkishLetters: true })).toBe(true);
    expect(same('TITLE', 'title', { turkishLetters: true })).toBe(false);
    expect(same('DIŞ', 'dış')).toBe(false);
  });

  it('does not depend on the normal form of the input, and folding twice changes nothing', () => {
    const settings = fc.record({
      caseSensitive: fc.boolean(),
      compatibility: fc.boolean(),
      ignoreDiacritics: fc.boolean(),
      ignorePunctuation: fc.boolean(),
      turkishLetters: fc.constant(false),
    });
    const tricky = fc.constantFrom(...'aIıİiſßŉΣς´`ﬁ²㎐…‑＇Ａ');
    const marks = fc.constantFrom('\u0301', '\u0307', '\u0345', '\u1FFD', '\u200D', '\u00A0', '\u033F');
    const units = fc.oneof(tricky, marks, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    fc.assert(
      fc.property(fc.string({ unit: units }), settings, (text, chosen) => {
        const folded = foldText(text, chosen);
        expect(foldText(text.normalize('NFD'), chosen)).toBe(folded);
        expect(foldText(folded, chosen)).toBe(folded);
        expect(foldText(` \u200B${text}\t`, chosen)).toBe(folded);
      }),
      { numRuns: 1000 },
    );
  });
});
