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
import type { TextRow } from '../text-table.js';
import { readXlsx } from './read-xlsx.js';

async function readParts(parts: WorkbookParts) {
  return readXlsx(await pack(parts), defaultImportLimits, () => true);
}

async function readRows(rows: string, more: WorkbookParts = {}): Promise<readonly TextRow[]> {
  const [table] = await readParts(workbookParts(worksheet(rows), more));
  return table?.rows ?? [];
}

async function readCell(cell: string, more: WorkbookParts = {}): Promise<string> {
  const [row] = await readRows(`<row r="1">${cell}</row>`, more);
  return row?.cells[0] ?? '';
}

const formats = [
  'General',
  '0%',
  '0.00" %"',
  'yyyy-mm-dd',
  'd.m.yy h:mm',
  'h:mm',
  '[h]:mm',
  '"day" 0',
  '[Red]0.0;(0)',
];
const styles = {
  'xl/styles.xml': `<styleSheet><numFmts>${formats
    .map(
      (code, index) => `<numFmt numFmtId="${170 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
    )
    .join('')}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/>${formats
    .map((_code, index) => `<xf numFmtId="${170 + index}"/>`)
    .join('')}</cellXfs></styleSheet>`,
};
const own = (code: string): number => 3 + formats.indexOf(code);

describe('the value of a cell', () => {
  it.each([
    ['a whole number', '<c><v>3</v></c>', '3'],
    ['a whole number with a needless fraction', '<c><v>3.0</v></c>', '3'],
    ['the noise of binary fractions', '<c><v>0.30000000000000004</v></c>', '0.3'],
    ['a small number', '<c><v>1.5E-7</v></c>', '0.00000015'],
    ['a large number', '<c><v>1.5E+21</v></c>', '1500000000000000000000'],
    ['minus zero', '<c><v>-0</v></c>', '0'],
    ['true', '<c t="b"><v>1</v></c>', 'TRUE'],
    ['a formula that gives false', '<c t="b"><f>1=2</f><v>0</v></c>', 'FALSE'],
    ['a formula that gives zero', '<c><f>1-1</f><v>0</v></c>', '0'],
    ['a formula that gives a text', '<c t="str"><f>"a"</f><v> a </v></c>', ' a '],
    ['text that looks like a number', '<c t="inlineStr"><is><t>007</t></is></c>', '007'],
    ['inline text in v', '<c t="inlineStr"><v>abc</v></c>', 'abc'],
    ['inline text in CDATA', '<c t="inlineStr"><is><t><![CDATA[<b> & ]]></t></is></c>', '<b> & '],
    ['inline runs', '<c t="inlineStr"><is><r><t>one </t></r><r><rPr/><t>two</t></r></is></c>', 'one two'],
    [
      'phonetic text',
      '<c t="inlineStr"><is><t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh></is></c>',
      '漢字',
    ],
    ['an escaped line end', '<c t="str"><v>a_x000D_&#10;b</v></c>', 'a\nb'],
    ['an escaped underscore', '<c t="str"><v>_x005F_x0041_</v></c>', '_x0041_'],
    ['control characters and half a pair', '<c t="str"><v>a_x0000__x0007_b_xD83D_</v></c>', 'ab'],
    ['an ISO date', '<c t="d"><v>2024-03-01T00:00:00</v></c>', '2024-03-01'],
    ['an error', '<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['a blank shared string', '<c t="s"><v/></c>', ''],
    ['a style beyond the list', '<c s="99"><v>5</v></c>', '5'],
  ])('%s', async (_name, cell, text) => {
    expect(await readCell(cell)).toBe(text);
  });

  it.each([
    ['a built-in date', 1, '45352', '2024-03-01'],
    ['a built-in percentage', 2, '0.25', '25%'],
    ['a percentage with noise', 2, '0.07', '7%'],
    ['a percent sign that is a text', own('0.00" %"'), '0.5', '0.50 %'],
    ['an own percentage', own('0%'), '0.125', '12.5%'],
    ['an own date', own('yyyy-mm-dd'), '1', '1900-01-01'],
    ['the day that never was', own('yyyy-mm-dd'), '60', '1900-02-29'],
    ['the day after it', own('yyyy-mm-dd'), '61', '1900-03-01'],
    ['a date with a time', own('d.m.yy h:mm'), '45352.75', '2024-03-01T18:00'],
    ['a date with midnight', own('d.m.yy h:mm'), '45352', '2024-03-01'],
    ['a time', own('h:mm'), '0.5', '12:00'],
    ['a time rounded to seconds', own('h:mm'), '0.999999999', '24:00'],
    ['a duration', own('[h]:mm'), '1.5', '36:00'],
    ['letters in quotes', own('"day" 0'), '7', 'day 7'],
    ['a colour', own('[Red]0.0;(0)'), '7', '7.0'],
    ['a date before the calendar', 1, '-5', '-5'],
  ])('%s', async (_name, style, value, text) => {
    expect(await readCell(`<c s="${style}"><v>${value}</v></c>`, styles)).toBe(text);
  });

  it.each(['1', 'true'])('dates from 1904 on when the workbook says %s', async (flag) => {
    const parts = workbookParts(worksheet('<row><c s="1"><v>0</v></c></row>'), styles);
    parts['xl/workbook.xml'] = String(parts['xl/workbook.xml']).replace(
      '<sheets>',
      `<workbookPr date1904="${flag}"/><sheets>`,
    );
    expect((await readParts(parts))[0]?.rows[0]?.cells).toEqual(['1904-01-01']);
  });

  it('shared strings, empty items counted', async () => {
    const strings = sharedStrings(
      '<si><t>first</t></si>',
      '<si/>',
      '<si><t> a</t><r><t>b </t></r><rPh sb="0" eb="1"><t>x</t></rPh><phoneticPr fontId="1"/></si>',
    );
    const cells = [0, 1, 2].map((index) => `<c t="s"><v>${index}</v></c>`).join('');
    expect(await readRows(`<row>${cells}</row>`, { 'xl/sharedStrings.xml': strings })).toEqual([
      { row: 1, cells: ['first', '', ' ab '] },
    ]);
  });

  it('marks cells that show an error', async () => {
    const rows = await readRows('<row><c t="str"><v>#N/A</v></c><c t="e"><v>#REF!</v></c></row>');
    expect(rows).toEqual([{ row: 1, cells: ['#N/A', '#REF!'], failedCells: [1] }]);
  });
});

describe('the place of a cell', () => {
  it('counts on where references are missing', async () => {
    const rows =
      '<row><c><v>1</v></c><c r="C1"><v>2</v></c><c><v>3</v></c></row><row r="5"><c><v>4</v></c></row><row><c><v>5</v></c></row>';
    expect(await readRows(rows)).toEqual([
      { row: 1, cells: ['1', '', '2', '3'] },
      { row: 5, cells: ['4'] },
      { row: 6, cells: ['5'] },
    ]);
  });

  it('takes rows out of order and blank rows as they are meant', async () => {
    const rows =
      '<row r="3"><c r="A3"><v>3</v></c></row><row r="2"><c r="B2" s="0"/></row><row r="1"><c r="B1"><v>1</v></c></row>';
    expect((await readRows(rows)).map(({ row, cells }) => [row, ...cells])).toEqual([
      [1, '', '1'],
      [3, '3'],
    ]);
  });

  it('ignores elements of the same names at other places', async () => {
    const sheet = worksheet(
      '<!-- <row><c><v>9</v></c></row> --><row a="</row>"><c><v>1</v><extLst><v>8</v></extLst></c></row>',
    ).replace(
      '</worksheet>',
      '<extLst><ext><x:sheetData xmlns:x="y"><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></ext></extLst></worksheet>',
    );
    expect((await readParts(workbookParts(sheet)))[0]?.rows).toEqual([{ row: 1, cells: ['1'] }]);
  });
});

describe('the sheets of a workbook', () => {
  it('are found behind prefixes, absolute targets, other letter case and odd slashes', async () => {
    const parts = {
      '_rels\\.RELS': relationships(relationship('rId1', 'officeDocument', './Book/Main.xml'))
        .replaceAll('<Relationship', '<p:Relationship')
        .replaceAll('</Relationships', '</p:Relationships')
        .replace('xmlns=', 'xmlns:p='),
      'book/main.xml':
        '<x:workbook xmlns:x="m" xmlns:q="r"><x:sheets><x:sheet name="One" q:id="a"/><x:sheet name="Two" q:id="b"/></x:sheets></x:workbook>',
      'book/_rels/main.xml.rels': relationships(
        relationship('a', 'worksheet', '/Tables/1.xml'),
        relationship('b', 'worksheet', '..\\tables/2.xml'),
        relationship('s', 'sharedStrings', 'texts.xml'),
      ),
      'tables/1.xml':
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>',
      'tables/2.xml': worksheet('<row><c><v>2</v></c></row>'),
      'book/texts.xml': '<x:sst xmlns:x="m"><x:si><x:t>shared</x:t></x:si></x:sst>',
    };
    expect(await readParts(parts)).toEqual([
      { sheet: 'One', rows: [{ row: 1, cells: ['shared'] }] },
      { sheet: 'Two', rows: [{ row: 1, cells: ['2'] }] },
    ]);
  });

  it('leave out hidden sheets and charts, and stand in the order of their tabs', async () => {
    const sheet = (name: string, id: string, state = 'visible'): string =>
      `<sheet name="${name}" sheetId="1" state="${state}" r:id="${id}"/>`;
    const parts = workbookParts(worksheet('<row><c><v>1</v></c></row>'), {
      'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheet('Chart', 'c')}${sheet('Hidden', 'h', 'veryHidden')}${sheet('Last', 'l', 'whatever')}${sheet('First', 'f')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relationships(
        relationship('c', 'chartsheet', 'missing.xml'),
        relationship('h', 'worksheet', 'missing.xml'),
        relationship('f', 'worksheet', 'worksheets/sheet1.xml'),
        relationship('l', 'worksheet', 'worksheets/sheet2.xml'),
      ),
      'xl/worksheets/sheet2.xml': worksheet('<row><c><v>2</v></c></row>'),
    });
    expect((await readParts(parts)).map(({ sheet: name }) => name)).toEqual(['Last', 'First']);
  });

  it('may be in UTF-16', async () => {
    const text = `\uFEFF${worksheet('<row><c t="str"><v>é😀</v></c></row>')}`;
    const parts = workbookParts('');
    parts['xl/worksheets/sheet1.xml'] = Uint8Array.from(Buffer.from(text, 'utf16le'));
    expect((await readParts(parts))[0]?.rows).toEqual([{ row: 1, cells: ['é😀'] }]);
  });

  it('are read behind bytes in front of the archive and after it', async () => {
    const archive = await pack(workbookParts(worksheet('<row><c><v>1</v></c></row>')));
    const bytes = Buffer.concat([Buffer.from('prefix'), archive]);
    expect((await readXlsx(bytes, defaultImportLimits, () => true))[0]?.rows).toHaveLength(1);
  });

  it('keep only their first rows when they are not wanted', async () => {
    const rows = Array.from(
      { length: 60 },
      (_row, index) => `<row r="${index + 1}"><c><v>1</v></c></row>`,
    ).join('');
    const bytes = await pack(workbookParts(worksheet(rows)));
    expect((await readXlsx(bytes, defaultImportLimits, () => false))[0]?.rows).toHaveLength(25);
  });
});
