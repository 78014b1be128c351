import { describe, expect, it } from 'vitest';
import { defaultImportLimits } from '../limits.js';
import { readCsv } from './read-csv.js';

async function read(content: string | Uint8Array): Promise<(readonly [number, ...string[]])[]> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const { rows } = await readCsv(bytes, defaultImportLimits);
  return rows.map(({ row, cells }) => [row, ...cells] as const);
}

const expected = [
  [1, 'Frage', 'Größe'],
  [2, 'Was kostet 20 €?', 'x'],
];
const content = 'Frage;Größe\r\nWas kostet 20 €?;x\r\n';

function utf16(text: string, isBigEndian: boolean): Uint8Array {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return Uint8Array.from(isBigEndian ? bytes.swap16() : bytes);
}

describe('delimited text', () => {
  it.each([
    ['UTF-8', content],
    ['UTF-8 with a mark', `\uFEFF${content}`],
    ['UTF-16, little end first', utf16(content, false)],
    ['UTF-16, big end first', utf16(content, true)],
    ['windows-1252', Uint8Array.from(Buffer.from(content.replace('€', '\u0080'), 'latin1'))],
  ])('in %s', async (_name, bytes) => {
    expect(await read(bytes)).toEqual(expected);
  });

  it('knows every character in which windows-1252 differs from Latin-1', async () => {
    const bytes = Uint8Array.from([
      0xe9, 0x2c, 0x80, 0x85, 0x8a, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0x99, 0x9f,
    ]);
    expect(await read(bytes)).toEqual([[1, 'é', '€…Š‘’“”–—™Ÿ']]);
  });

  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['bars', 'a|b\n1|2\n'],
    ['a hint', 'sep=^\na^b\n1^2\n'],
    ['a hint in quotes', '"sep=;"\r\na;b\r\n1;2\r\n'],
    ['line ends of an old Macintosh', 'a,b\r1,2\r'],
    ['mixed line ends and no last one', 'a,b\r\n1,2'],
    ['quoted tabs', '"a"\t"b"\n"1"\t"2"\n'],
    ['trailing delimiters', 'a,b,,\n1,2,,\n'],
  ])('with %s', async (_name, text) => {
    expect(await read(text)).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
    ]);
  });

  it('finds the delimiter outside quotes, below a title without any', async () => {
    expect(await read('My quiz\n\n"a;b;c;d",b\n1,2\n')).toEqual([
      [1, 'My quiz'],
      [3, 'a;b;c;d', 'b'],
      [4, '1', '2'],
    ]);
  });

  it('keeps quotes, line breaks and delimiters of a cell, and counts rows as a spreadsheet does', async () => {
    expect(await read('a,b\n"She said ""no, thanks""\r\nand left",2\n\n37°36\'37.8"N,3\n"x"y,4\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'She said "no, thanks"\nand left', '2'],
      [4, `37°36'37.8"N`, '3'],
      [5, '"x"y', '4'],
    ]);
  });

  it('keeps ragged rows as they are', async () => {
    expect(await read('a,b,c\n1\n1,2,3,4\n')).toEqual([
      [1, 'a', 'b', 'c'],
      [2, '1'],
      [3, '1', '2', '3', '4'],
    ]);
  });

  it('takes off the apostrophe that exports put in front of formulas, and no other', async () => {
    expect((await read("a,b,c\n'=1+1,'tis,'-5\n"))[1]).toEqual([2, '=1+1', "'tis", '-5']);
  });

  it.each([
    ['at the end of the text', 'a,b\r\n1,"2\r\n3,4\r\n', 2],
    ['below a hint', 'sep=;\r\na;b\r\n"1;2\r\n', 3],
    ['below a cell of several lines', 'a,b\n"1\n1",2\n3,"4\n', 4],
    ['closed by accident by a later cell', 'a,b\n"1,2\n3,"4"\n', 2],
    ['in the first cell', '"a,b\n1,2\n', 1],
  ])('names the line of a quote that is never closed: %s', async (_name, text, line) => {
    await expect(read(text)).rejects.toEqual(
      expect.objectContaining({ code: 'unclosed_quote', message: expect.stringContaining(`line ${line} `) }),
    );
  });
});
