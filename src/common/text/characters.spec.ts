import { expect, it } from 'vitest';
import { countCodePoints, isBlank, withoutUnseen, withPlainPunctuation } from './characters.js';

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => String.fromCodePoint(first + offset));
}

it('drops every character that cannot be seen', () => {
  const unseen = [
    ...'\u00AD\u034F\u061C\uFEFF',
    ...[range(0x180b, 0x180f), range(0x200b, 0x200f), range(0x202a, 0x202e)].flat(),
    ...[range(0x2060, 0x2064), range(0x2066, 0x206f), range(0xfe00, 0xfe0f)].flat(),
  ];
  expect(unseen.filter((character) => withoutUnseen(`a${character}b`) !== 'ab')).toEqual([]);
  expect(unseen.filter((character) => !isBlank(` ${character}`))).toEqual([]);
});

it('keeps what can be seen', () => {
  const seen = 'a \n0-\u0301\u00A0é😀\u180A\u200A\u2010\u2065\uFE10';
  expect(withoutUnseen(seen)).toBe(seen);
  expect(isBlank('0')).toBe(false);
});

it('makes quotes, hyphens and minus signs plain', () => {
  const plain = (characters: string) => new Set(withPlainPunctuation(characters));
  expect(plain('‘’‚‛′‵‹›ʻʼ´＇')).toEqual(new Set("'"));
  expect(plain('“”„‟″‶«»〝〞〟＂')).toEqual(new Set('"'));
  expect(plain('‐‑‒–—―⁃−˗﹘﹣－')).toEqual(new Set('-'));
  expect(withPlainPunctuation('`_~…')).toBe('`_~…');
});

it('counts code points', () => {
  expect(countCodePoints('a😀é')).toBe(3);
});
