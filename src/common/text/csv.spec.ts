import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { byteOrderMark, csvRow, numberCell, textCell } from './csv.js';

describe('a text cell', () => {
  it.each([
    ['Anna', 'Anna'],
    ['', ''],
    ['Smith, Anna', '"Smith, Anna"'],
    ['the "best"', '"the ""best"""'],
    ['"', '""""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['a;b', '"a;b"'],
    [' blank', '" blank"'],
    ["it's", "it's"],
    ['O’Neil-Smith', 'O’Neil-Smith'],
    ['a+b@example.org', 'a+b@example.org'],
  ])('writes %j as %j', (text, cell) => {
    expect(textCell(text)).toBe(cell);
  });

  it.each(['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'])(
    'puts an apostrophe before %j at the start',
    (sign) => {
      expect(textCell(`${sign}1+1`).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it.each([
    [`=HYPERLINK("http://x","y")`, `"'=HYPERLINK(""http://x"",""y"")"`],
    ['Anna;=1+1', `"Anna;'=1+1"`],
    ['Anna\n=1+1', `"Anna\n'=1+1"`],
    ['=1;=2', `"'=1;'=2"`],
    ['-', `'-`],
  ])('makes %j harmless wherever a spreadsheet splits it', (text, cell) => {
    expect(textCell(text)).toBe(cell);
  });

  it('comes back from a reader as it was, but for the apostrophes', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '=', '-', '\t', ' ', "'", 'ä', '😀'),
    });
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (texts) => {
        const file = byteOrderMark + csvRow(texts.map(textCell));
        const [row = []]: string[][] = parse(file, { bom: true, record_delimiter: '\r\n' });
        expect(row.map((cell) => cell.replaceAll("'", ''))).toEqual(
          texts.map((one) => one.replaceAll("'", '')),
        );
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

describe('a number cell', () => {
  it.each([
    ['2.0000000000', '2'],
    ['66.67', '66.67'],
    ['100.00', '100'],
    ['100', '100'],
    ['0.5000', '0.5'],
    ['0.00', '0'],
    ['-0.2500', '-0.25'],
  ])('writes %s as %s', (number, cell) => {
    expect(numberCell(number)).toBe(cell);
  });

  it.each(['', '=1', '1e5', '1,5', 'NaN', '-', '1;=1'])('refuses %j', (text) => {
    expect(() => numberCell(text)).toThrow(TypeError);
  });
});

it('ends a row with CRLF', () => {
  expect(csvRow(['a', 'b', ''])).toBe('a,b,\r\n');
});
