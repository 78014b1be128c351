import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import {
  pack,
  relationship,
  relationships,
  sharedStrings,
  workbookParts,
  worksheet,
  type WorkbookParts,
} from '../../../../test/fixtures/import/build-workbook.js';
import { defaultImportLimits } from '../limits.js';
import { readXlsx, WorkbookReader } from './read-xlsx.js';

const one = worksheet('<row><c t="inlineStr"><is><t>yes</t></is></c></row>');

async function readBytes(bytes: Uint8Array): Promise<string[][]> {
  const [sheet] = await readXlsx(bytes, defaultImportLimits, () => true);
  return (sheet?.rows ?? []).map(({ cells }) => [...cells]);
}

const readParts = async (parts: WorkbookParts): Promise<string[][]> => readBytes(await pack(parts));
const readSheet = (sheet: string, more: WorkbookParts = {}): Promise<string[][]> =>
  readParts(workbookParts(sheet, more));

async function packWith(parts: WorkbookParts, options: JSZip.JSZipGeneratorOptions): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(parts)) {
    zip.file(name, content, { createFolders: false });
  }
  return zip.generateAsync({ ...options, type: 'uint8array' });
}

describe('archives', () => {
  it('may be stored, deflated, or have their sizes behind the data', async () => {
    for (const compression of ['STORE', 'DEFLATE'] as const) {
      for (const streamFiles of [true, false]) {
        const bytes = await packWith(workbookParts(one), { compression, streamFiles });
        expect(await readBytes(bytes)).toEqual([['yes']]);
      }
    }
  });

  it('may have a comment and bytes behind them', async () => {
    const bytes = await packWith(workbookParts(one), { comment: 'made by hand' });
    expect(await readBytes(bytes)).toEqual([['yes']]);
    expect(await readBytes(Buffer.concat([bytes, Buffer.alloc(50)]))).toEqual([['yes']]);
  });

  it('may have their directory in the form for very large ones', async () => {
    expect(await readBytes(withLargeDirectory(await pack(workbookParts(one))))).toEqual([['yes']]);
  });

  it('are refused when a part is not what its checksum says', async () => {
    const bytes = await packWith(workbookParts(one), { compression: 'STORE' });
    const at = Buffer.from(bytes).indexOf('yes');
    bytes[at] = 'n'.charCodeAt(0);
    await expect(readBytes(bytes)).rejects.toMatchObject({ code: 'damaged_archive' });
  });

  it('may hold a part that declares no bytes, which is empty', async () => {
    const parts = workbookParts(one, { 'xl/worksheets/sheet1.xml': '' });
    await expect(readParts(parts)).rejects.toMatchObject({ code: 'damaged_workbook' });
  });

  it('may spell two names alike but for case: the exact spelling wins', async () => {
    const wrong = worksheet('<row><c><v>0</v></c></row>');
    expect(
      await readSheet(one, { 'XL/worksheets/SHEET1.XML': wrong, 'xl/Worksheets/sheet1.xml': wrong }),
    ).toEqual([['yes']]);
  });

  it('may hold broken drawings, charts and tables, which no cell needs', async () => {
    expect(
      await readSheet(one, { 'xl/drawings/drawing1.xml': '<broken', 'xl/tables/table1.xml': '' }),
    ).toEqual([['yes']]);
  });
});

describe('parts', () => {
  it.each([
    ['UTF-16, little end first, with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, little end first, without', (text: string) => Buffer.from(text, 'utf16le')],
    [
      'UTF-16, big end first, with a mark',
      (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    ],
    ['UTF-16, big end first, without', (text: string) => Buffer.from(text, 'utf16le').swap16()],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ])('may all be in %s', async (_name, encode) => {
    const parts = Object.entries(
      workbookParts(worksheet('<row><c t="s"><v>0</v></c></row>'), {
        'xl/sharedStrings.xml': sharedStrings('<si><t>é😀</t></si>'),
        'xl/styles.xml': '<styleSheet/>',
      }),
    ).map(([name, content]): [string, Uint8Array] => [name, Uint8Array.from(encode(String(content)))]);
    expect(await readParts(Object.fromEntries(parts))).toEqual([['é😀']]);
  });

  it('may cut a character at any border of the pieces they arrive in', async () => {
    const text = `${'x'.repeat(32 * 1024 - 500)}${'é€😀'.repeat(100)}`;
    for (const shift of [0, 1, 2, 3]) {
      const padding = ' '.repeat(shift);
      const sheet = worksheet(`${padding}<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`);
      // As bytes: jszip itself tears characters of two halves apart where it cuts a long string to pack it.
      const parts = workbookParts('', { 'xl/worksheets/sheet1.xml': new TextEncoder().encode(sheet) });
      expect(await readParts(parts)).toEqual([[text]]);
    }
  });

  it('may be strict: other namespaces and types of relationships, and dates as text', async () => {
    const strict = (text: string): string =>
      text
        .replaceAll(
          'http://schemas.openxmlformats.org/officeDocument/2006',
          'http://purl.oclc.org/ooxml/officeDocument',
        )
        .replaceAll(
          'http://schemas.openxmlformats.org/spreadsheetml/2006',
          'http://purl.oclc.org/ooxml/spreadsheetml',
        );
    const parts = workbookParts(worksheet('<row><c t="d"><v>2024-03-01T09:30:00</v></c></row>'));
    const changed = Object.entries(parts).map(([name, content]) => [name, strict(String(content))]);
    expect(await readParts(Object.fromEntries(changed))).toEqual([['2024-03-01T09:30:00']]);
  });

  it('may put white space, comments, instructions and single quotes anywhere', async () => {
    const sheet = `<?xml version='1.0'?><!-- <row> --><worksheet
      xmlns='m' ><sheetData ><?odd <c> ?><row  r='2' ><c  r = 'B2'
      t='str' ><v >a &gt; b</v ></c ><!-- </row> --></row ></sheetData ></worksheet >`;
    expect(await readSheet(sheet)).toEqual([['', 'a > b']]);
  });

  it('may be absent where nothing needs them', async () => {
    const parts = workbookParts(one);
    parts['xl/_rels/workbook.xml.rels'] = relationships(
      relationship('rId1', 'worksheet', 'worksheets/sheet1.xml'),
    );
    expect(await readParts(parts)).toEqual([['yes']]);
  });
});

describe('cells', () => {
  it('are blank where a merged range covers them, all but the first', async () => {
    const sheet = worksheet(
      '<row r="1"><c r="A1" t="str"><v>title</v></c><c r="B1"/><c r="C1"/></row><row r="2"><c r="A2"/><c r="C2"><v>2</v></c></row>',
    ).replace('</sheetData>', '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>');
    expect(await readSheet(sheet)).toEqual([['title'], ['', '', '2']]);
  });

  it('do not follow a dimension that lies', async () => {
    for (const range of ['A1', 'A1:XFD1048576', 'nonsense']) {
      const sheet = one.replace('<sheetData>', `<dimension ref="${range}"/><sheetData>`);
      expect(await readSheet(sheet)).toEqual([['yes']]);
    }
  });

  it('far away allocate nothing before they are wanted', async () => {
    const sheet = worksheet(
      '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="SF1048576"><v>2</v></c></row>',
    );
    const [first, last] = await readSheet(sheet);
    expect(first).toEqual(['1']);
    expect(last).toHaveLength(500);
  });

  it('may be written twice, out of order, in small letters: the last one counts', async () => {
    const sheet = worksheet(
      '<row r="1"><c r="c1"><v>3</v></c><c r="a1"><v>1</v></c><c r="C1"><v>4</v></c></row>',
    );
    expect(await readSheet(sheet)).toEqual([['1', '', '4']]);
  });

  it('keep the white space between runs, and of texts', async () => {
    const strings = sharedStrings(
      '<si><r><t xml:space="preserve">one </t></r><r><rPr><b/></rPr><t> two</t></r></si><si><t xml:space="preserve">  a\n b </t></si>',
    );
    expect(
      await readSheet(worksheet('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'), {
        'xl/sharedStrings.xml': strings,
      }),
    ).toEqual([['one  two', '  a\n b ']]);
  });

  it.each([
    ['text', '<c t="str"><f>""</f><v></v></c>', ''],
    ['no result kept', '<c><f>A1+1</f></c>', ''],
    ['false', '<c t="b"><f>1=2</f><v>0</v></c>', 'FALSE'],
    ['an error', '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', '#DIV/0!'],
    ['a date', '<c t="d"><f>TODAY()</f><v>2024-03-01</v></c>', '2024-03-01'],
  ])('of a formula show its kept result: %s', async (_name, cell, text) => {
    expect(await readSheet(worksheet(`<row>${cell}<c><v>1</v></c></row>`))).toEqual([[text, '1']]);
  });

  it('refer to any of very many texts', async () => {
    const strings = Array.from({ length: 5_000 }, (_item, index) => `<si><t>text ${index}</t></si>`);
    const numbers = [0, 1, 1_023, 1_024, 2_047, 4_999];
    const cells = numbers.map((index) => `<c t="s"><v>${index}</v></c>`).join('');
    expect(
      await readSheet(worksheet(`<row>${cells}</row>`), {
        // Both counts lie.
        'xl/sharedStrings.xml': sharedStrings(...strings).replace(
          '<sst ',
          '<sst count="1" uniqueCount="99999999" ',
        ),
      }),
    ).toEqual([numbers.map((index) => `text ${index}`)]);
  });
});

describe('a workbook read row by row', () => {
  it('hands rows on and keeps none', async () => {
    const rows = '<row><c><v>1</v></c></row>'.repeat(100);
    const workbook = await WorkbookReader.open(
      await pack(workbookParts(worksheet(rows))),
      defaultImportLimits,
    );
    const seen: number[] = [];
    const [sheet] = workbook.sheets;
    expect(sheet?.name).toBe('Questions');
    if (sheet !== undefined) {
      await workbook.readRows(sheet, ({ row }) => seen.push(row) < 10);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('refuses too many formats before they fill the memory', async () => {
    const styles = { 'xl/styles.xml': `<styleSheet>${'<a/>'.repeat(400_000)}</styleSheet>` };
    await expect(readSheet(one, styles)).rejects.toMatchObject({ code: 'import_too_large' });
  });
});

/** Moves the place of the directory into a zip64 record, as writers of archives of any size do. */
function withLargeDirectory(archive: Uint8Array): Uint8Array {
  const end = archive.length - 22;
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  const last = Buffer.from(archive.subarray(end));
  last.writeUInt16LE(0xffff, 8);
  last.writeUInt16LE(0xffff, 10);
  last.writeUInt32LE(0xffffffff, 12);
  last.writeUInt32LE(0xffffffff, 16);
  return Uint8Array.from(Buffer.concat([archive.subarray(0, end), record, locator, last]));
}
