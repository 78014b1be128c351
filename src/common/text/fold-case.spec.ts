import { expect, it } from 'vitest';
import { foldCase, withTurkishCapitals } from './fold-case.js';

function fold(text: string): string {
  return foldCase(text.normalize('NFD')).normalize('NFC');
}

it.each([
  ['STRASSE', 'straße'],
  ['STRAẞE', 'strasse'],
  ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
  ['οδυσσευσ', 'οδυσσευς'],
  ['ﬁle ﬂow', 'FILE FLOW'],
  ['İ', 'i̇'],
  ['ǰ', 'J̌'],
  ['ΐ', 'Ϊ́'],
  ['ᾳ', 'ΑΙ'],
  ['µ', 'Μ'],
  ['ſ', 'S'],
  ['K', 'k'],
  ['և', 'ԵՒ'],
  ['Ꭰ', 'ꭰ'],
  ['Ᏸ', 'ᏸ'],
  ['ᲀ', 'В'],
  ['𐐀', '𐐨'],
])('finds %s and %s equal', (left, right) => {
  expect(fold(left)).toBe(fold(right));
});

it.each([
  ['ı', 'i'],
  ['ı', 'I'],
  ['İ', 'I'],
  ['é', 'e'],
  ['ø', 'o'],
  ['ß', 's'],
])('keeps %s and %s apart', (left, right) => {
  expect(fold(left)).not.toBe(fold(right));
});

it('agrees with the capitals and small letters of every character, dotless i excepted', () => {
  const disagreeing: string[] = [];
  for (let codePoint = 0; codePoint <= 0x1ffff; codePoint += 1) {
    const character = String.fromCodePoint(codePoint);
    const folded = fold(character);
    if (fold(character.toUpperCase()) !== folded || fold(character.toLowerCase()) !== folded) {
      disagreeing.push(character);
    }
  }
  expect(disagreeing).toEqual(['ı']);
});

it('pairs the Turkish capitals with their own small letters', () => {
  expect(withTurkishCapitals('DIŞ')).toBe('DıŞ');
  expect(withTurkishCapitals('I\u0307')).toBe('i');
});
