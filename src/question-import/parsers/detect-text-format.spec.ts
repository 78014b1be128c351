import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { detectTextFormat } from './detect-text-format.js';

const format = (text: string): string => detectTextFormat(new TextEncoder().encode(text));
const folder = new URL('../../../test/fixtures/import/', import.meta.url);

describe('a text is', () => {
  it.each([
    ['a titled question', '::T:: Is it? {T}'],
    ['a category', '$CATEGORY: a\n\nWhy? {}'],
    ['small letters', 'Is it? {true}'],
    ['options', 'Which?\n{\n~%50%a\n~%50%b\n}'],
    ['a number', 'How many? {#5:1}'],
    ['a range', 'How many? {#5..9}'],
    ['a number with a weight', 'How many? {#=%100%5}'],
    ['an essay', 'Why, and how? {}'],
    ['an essay with a comment', '// question, answer\nWhy, and how? {}'],
    ['two sentences with a comma each', 'Hi, is it? {T}\n\nHello, is it? {F}'],
    ['quotation marks that do not close', '// 5" or 6"\n"Which? {=5" ~6}\n\n"Is it? {T}'],
    ['commas in every line', 'A, b, c? {\n=a, b, c\n~d, e, f\n}'],
    ['an open brace', 'Which { =a ~b'],
    ['lines like those of Aiken', 'Which?\nA) a\nB) b\nANSWER: A {=a ~b}\n\n::T::Is it? {T}'],
  ])('GIFT with %s', (_what, text) => {
    expect(format(text)).toBe('gift');
    expect(format(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toBe('gift');
  });

  it.each([
    ['brackets', 'Which?\nA) a\nB) b\nANSWER: A'],
    ['small letters', 'which?\na. a\nb. b\nanswer: a'],
    ['commas in every line', 'One, two, three?\nA) a, b, c\nB) d, e, f\nANSWER: A'],
    ['braces', 'Is int[] a = {} valid?\nA) yes {}\nB) no\nANSWER: A'],
    ['no answer at all', 'Which?\nA) a\nB) b\n\nWhich other?\nA) a\nB) b\n'],
    ['quotation marks', 'Is it "A", "B"?\nA) "A\nB) B\nANSWER: A'],
  ])('Aiken with %s', (_what, text) => {
    expect(format(text)).toBe('aiken');
    expect(format(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toBe('aiken');
  });

  it.each([
    ['GIFT in a cell', 'question,option_1,option_2,correct\n"::T:: Which? {=a ~b}",a,b,A\n'],
    ['Aiken in a cell', 'question,option_1,option_2,correct\n"Which?\nA) a\nB) b\nANSWER: A",a,b,A\n'],
    ['empty braces', 'Question;Answer\nWhat is {}?;an object\n'],
    ['a header below a title', 'My, quiz\n\nQuestion\tCorrect answer\n{=x} {T}\tA\n'],
    ['an unknown header', 'Pitanje,Odgovor 1,Odgovor 2\n"Is {=a} valid? {T}",a,b\n"{~x}",c,d\n'],
    ['an unknown header and Aiken in a cell', 'Pitanje,x,y\n"A) a\nB) b\nANSWER: A",a,b\n'],
    ['an unknown header and code', 'Pitanje|x|y\nclass A { ~A(); }|a|b\n{=|c|d\n'],
    ['nothing special', 'Question\nWhy?\n'],
    ['nothing', ' \n'],
  ])('a table with %s', (_what, text) => {
    expect(format(text)).toBe('csv');
  });

  it('Moodle XML by its root element', () => {
    expect(format('<?xml version="1.0"?>\n<!-- a <b> -->\n<quiz>')).toBe('moodle_xml');
    expect(format('<!DOCTYPE quiz [<!ENTITY a "b>">]>\n<quiz/>')).toBe('moodle_xml');
    expect(format('<?xml version="1.0"?><html><quiz>')).toBe('csv');
    const wide = Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-16"?><quiz></quiz>', 'utf16le');
    expect(detectTextFormat(wide)).toBe('moodle_xml');
  });

  it('a table in all samples of tables, and itself in all others', async () => {
    const names = (await readdir(folder)).filter((name) => /\.(csv|txt)$|moodle.*\.xml$/.test(name));
    for (const name of names) {
      const expected = name.endsWith('.gift.txt')
        ? 'gift'
        : name.endsWith('.aiken.txt')
          ? 'aiken'
          : name.endsWith('.xml')
            ? 'moodle_xml'
            : 'csv';
      expect([name, detectTextFormat(await readFile(new URL(name, folder)))]).toEqual([name, expected]);
    }
  });

  it('told from its start, also where that ends within a character', () => {
    for (const shift of ['', 'a', 'ab']) {
      expect(format(`${shift}::T:: Is it? {T}\n\n${'€'.repeat(200_000)}`)).toBe(
        shift === '' ? 'gift' : 'gift',
      );
    }
  });
});
