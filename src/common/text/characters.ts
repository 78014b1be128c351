/**
 * Characters that look alike or cannot be seen. Word processors and web pages put them into what people paste;
 * nobody means them as part of an answer.
 */

/** Soft hyphen, joiners, direction marks, invisible operators, variation selectors, byte order mark. */
const unseen =
  /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]|\u034F|[\u180B-\u180F]|[\uFE00-\uFE0F]/gu;

const singleQuotes = /[\u2018-\u201B\u2032\u2035\u2039\u203A\u02BB\u02BC\u00B4\uFF07]/gu;
const doubleQuotes = /[\u201C-\u201F\u2033\u2036\u00AB\u00BB\u301D-\u301F\uFF02]/gu;
const hyphensAndMinus = /[\u2010-\u2015\u2043\u2212\u02D7\uFE58\uFE63\uFF0D]/gu;

export function withoutUnseen(text: string): string {
  return text.replace(unseen, '');
}

export function withPlainPunctuation(text: string): string {
  return text.replace(singleQuotes, "'").replace(doubleQuotes, '"').replace(hyphensAndMinus, '-');
}

/** Nothing that can be seen: empty, white space, or unseen characters only. */
export function isBlank(text: string): boolean {
  return withoutUnseen(text).trim() === '';
}

export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) {
    count += 1;
  }
  return count;
}
