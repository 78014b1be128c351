import { describe, expect, it } from 'vitest';
import {
  declareSizes,
  pack,
  questionHeader,
  questionRows,
  sharedStrings,
  sheetRow,
  workbookParts,
  worksheet,
  type WorkbookParts,
} from '../../../test/fixtures/import/build-workbook.js';
import { parseQuestionFile } from './index.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const mebibyte = 1024 * 1024;

async function expectRefusal(file: Uint8Array, code: string, mention?: string): Promise<void> {
  await expect(parseQuestionFile(file)).rejects.toMatchObject({
    name: 'ImportRefused',
    code,
    message: expect.stringContaining(mention ?? ''),
  });
}

async function expectPartsRefused(parts: WorkbookParts, code: string, mention?: string): Promise<void> {
  await expectRefusal(await pack(parts), code, mention);
}

describe('files that are something else', () => {
  it.each([
    ['an empty file', bytes(), 'empty_file', 'empty'],
    ['only white space', text(' \n\n ; \n'), 'empty_file', 'blank'],
    [
      'an old workbook',
      bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0),
      'old_excel_workbook',
      '.xls',
    ],
    [
      'an encrypted workbook',
      Buffer.concat([
        bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
      'encrypted_workbook',
      'password',
    ],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), 'binary_file', 'PNG'],
    ['a PDF', text('%PDF-1.7\nquestion,a,b,correct'), 'binary_file', 'PDF'],
    ['zero bytes', bytes(0x61, 0, 0x62), 'binary_file', 'zero'],
    ['UTF-16 without a mark', Uint8Array.from(Buffer.from('question,a', 'utf16le')), 'binary_file', 'UTF-16'],
    ['UTF-32', bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'unreadable_text', 'UTF-32'],
    ['control characters', bytes(0x80, 1, 2, 3, 4, 5, 6), 'binary_file', 'not a text'],
    ['a web page', text('<html><table><tr><td>question'), 'not_a_table', 'web page'],
    ['XML', text('\uFEFF<?xml version="1.0"?><catalogue/>'), 'not_a_table', 'XML'],
    ['the start of an archive', bytes(0x50, 0x4b, 3, 4, 0, 0), 'damaged_archive', 'damaged'],
  ])('refuses %s', async (_name, file, code, mention) => {
    await expectRefusal(file, code, mention);
  });

  it.each([
    ['a binary workbook', { 'xl/workbook.bin': 'x', '_rels/.rels': 'x' }, 'binary_workbook', '.xlsb'],
    ['an OpenDocument file', { mimetype: 'x', 'content.xml': 'x' }, 'open_document', '.ods'],
    ['a Numbers document', { 'Index/Document.iwa': 'x' }, 'numbers_document', 'Numbers'],
    ['a text document', { '_rels/.rels': 'x', 'word/document.xml': 'x' }, 'not_a_workbook', '.docx'],
    ['some archive', { 'readme.txt': 'x' }, 'not_a_workbook', '.zip'],
  ])('refuses %s', async (_name, parts, code, mention) => {
    await expectPartsRefused(parts, code, mention);
  });

  it('refuses a file above the size limit', async () => {
    await expectRefusal(new Uint8Array(10 * mebibyte + 1), 'import_too_large', '10 MiB');
  });
});

describe('damaged workbooks', () => {
  it('are refused wherever they are cut off', async () => {
    const file = await pack(workbookParts(worksheet(questionRows(20))));
    for (let length = 4; length < file.length; length += 37) {
      await expectRefusal(file.subarray(0, length), 'damaged_archive');
    }
  });

  it('never fail by accident when single bytes are changed', async () => {
    const file = await pack(
      workbookParts(worksheet(questionRows(5)), { 'xl/sharedStrings.xml': sharedStrings() }),
    );
    for (let position = 0; position < file.length; position += 11) {
      const changed = Uint8Array.from(file);
      changed[position] = (changed[position] ?? 0) ^ 0xff;
      const outcome = await parseQuestionFile(changed).catch((error: unknown) => error);
      expect(outcome).toSatisfy(
        (result: unknown) => !(result instanceof Error) || result.name === 'ImportRefused',
      );
    }
  });

  it.each([
    [
      'a sheet that is cut off',
      { 'xl/worksheets/sheet1.xml': worksheet(questionRows(3)).slice(0, -20) },
      'damaged_workbook',
    ],
    [
      'tags that do not match',
      { 'xl/workbook.xml': '<workbook><sheets></workbook></sheets>' },
      'damaged_workbook',
    ],
    [
      'a document type definition',
      { 'xl/workbook.xml': '<!DOCTYPE w [<!ENTITY lt "x">]><workbook/>' },
      'damaged_workbook',
    ],
    [
      'a document type definition in a sheet',
      { 'xl/worksheets/sheet1.xml': `<!DOCTYPE w>${worksheet('')}` },
      'damaged_workbook',
    ],
    [
      'names of the prototype',
      { 'xl/workbook.xml': '<workbook><__proto__>x</__proto__></workbook>' },
      'damaged_workbook',
    ],
    ['no sheet', { 'xl/workbook.xml': '<workbook><sheets/></workbook>' }, 'no_visible_sheet'],
    ['a sheet without its part', { 'xl/_rels/workbook.xml.rels': '<Relationships/>' }, 'damaged_workbook'],
    [
      'a cell at an impossible place',
      { 'xl/worksheets/sheet1.xml': worksheet('<row><c r="ZZZZ1"><v>1</v></c></row>') },
      'damaged_workbook',
    ],
    [
      'a row at an impossible place',
      { 'xl/worksheets/sheet1.xml': worksheet('<row r="99999999"><c><v>1</v></c></row>') },
      'damaged_workbook',
    ],
    [
      'bytes that are no UTF-8',
      {
        'xl/worksheets/sheet1.xml': Uint8Array.from(
          Buffer.from(worksheet('<row><c t="str"><v>é</v></c></row>'), 'latin1'),
        ),
      },
      'damaged_workbook',
    ],
  ])('are refused: %s', async (_name, parts, code) => {
    await expectPartsRefused(workbookParts(worksheet(questionRows(3)), parts), code);
  });

  it('are refused when texts are missing, with the first cell that needs one', async () => {
    const sheet = worksheet(
      `${sheetRow(1, [...questionHeader])}<row r="2"><c r="B2" t="s"><v>0</v></c></row>`,
    );
    await expectPartsRefused(workbookParts(sheet), 'missing_strings', 'B2');
    const parts = workbookParts(sheet, { 'xl/sharedStrings.xml': sharedStrings() });
    await expectPartsRefused(parts, 'damaged_workbook', 'B2');
  });
});

describe('bombs', () => {
  const bomb = (): WorkbookParts =>
    workbookParts(worksheet(`${questionRows(1)}${' '.repeat(40 * mebibyte)}`));

  it('are refused by the size they declare, before they are unpacked', async () => {
    await expectRefusal(await pack(bomb()), 'import_too_large', 'unpacks');
  });

  it('are refused by the bytes that come when they declare a small size', async () => {
    const file = declareSizes(await pack(bomb()), 2_000);
    const before = process.memoryUsage.rss();
    await expectRefusal(file, 'import_too_large', 'unpacks');
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * mebibyte);
  });

  it('are refused in a part that is small by nature', async () => {
    const styles = `<styleSheet>${' '.repeat(10 * mebibyte)}</styleSheet>`;
    const parts = workbookParts(worksheet(questionRows(1)), { 'xl/styles.xml': styles });
    await expectRefusal(declareSizes(await pack(parts), 2_000), 'import_too_large');
  });

  it('are refused when several parts add up', async () => {
    const noise = Array.from(
      { length: 400_000 },
      (_item, index) => `<si><t>${(index * 7919) % 1000003}</t></si>`,
    );
    const file = await pack(
      workbookParts(worksheet(questionRows(1)), { 'xl/sharedStrings.xml': sharedStrings(noise.join('')) }),
    );
    await expect(parseQuestionFile(file, { inflatedTotalBytes: 8 * mebibyte })).rejects.toMatchObject({
      code: 'import_too_large',
    });
  });

  it('are refused when one long text stands in very many cells', async () => {
    const cells = '<c t="s"><v>0</v></c>'.repeat(20);
    const rows = Array.from({ length: 200 }, (_row, index) => `<row r="${index + 2}">${cells}</row>`).join(
      '',
    );
    await expectPartsRefused(
      workbookParts(worksheet(`${sheetRow(1, [...questionHeader])}${rows}`), {
        'xl/sharedStrings.xml': sharedStrings(`<si><t>${'x'.repeat(30_000)}</t></si>`),
      }),
      'import_too_large',
      'characters',
    );
  });

  it('are refused when the list of texts has no end', async () => {
    const strings = sharedStrings('<si/>'.repeat(1_000_001));
    await expectPartsRefused(
      workbookParts(worksheet(questionRows(1)), { 'xl/sharedStrings.xml': strings }),
      'import_too_large',
      'texts',
    );
  });

  it('are refused for their number of entries', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_entry, index) => [`x/${index}`, '']));
    await expectPartsRefused(workbookParts(worksheet(questionRows(1)), many), 'import_too_large', 'entries');
  });

  it('are refused for their depth', async () => {
    const deep = `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`;
    await expectPartsRefused(workbookParts(worksheet(deep)), 'import_too_large', 'nests');
    await expectPartsRefused(
      workbookParts(worksheet(''), { 'xl/workbook.xml': `<workbook>${deep}</workbook>` }),
      'import_too_large',
      'nests',
    );
  });

  it.each([
    [
      'columns',
      sheetRow(
        1,
        Array.from({ length: 5_000 }, (_cell, index) => `column ${index}`),
      ),
      'SG1',
    ],
    ['a far cell', '<row r="1"><c r="XFD1"><v>1</v></c></row>', 'XFD1'],
    ['a long cell', sheetRow(1, ['x'.repeat(mebibyte)]), 'A1'],
    ['a cell just too long', sheetRow(1, ['x'.repeat(32_768)]), 'A1'],
  ])('are refused with their place: %s', async (_name, rows, place) => {
    await expectPartsRefused(workbookParts(worksheet(rows)), 'import_too_large', place);
  });

  it.each([
    ['columns', `${Array.from({ length: 5_000 }, (_cell, index) => `c${index}`).join(',')}\n`, 'SG1'],
    ['a long cell', `question,a,b\n"${'x'.repeat(mebibyte)}",1,2\n`, 'A2'],
    ['one endless line', 'x'.repeat(5 * mebibyte), 'Row 1'],
    ['quotes', '"'.repeat(5 * mebibyte), ''],
    ['blank lines', '\n'.repeat(1_100_000), 'blank lines'],
  ])('of delimited text are refused: %s', async (_name, content, mention) => {
    await expectRefusal(text(content), 'import_too_large', mention);
  });

  it('of rows are refused', async () => {
    const row = 'Why?,x,y,A,1\n';
    await expectRefusal(
      text(`${questionHeader.join(',')}\n${row.repeat(50_200)}`),
      'import_too_large',
      'rows',
    );
  });

  it('of styled but blank cells are no bombs', async () => {
    const blank = Array.from(
      { length: 60_000 },
      (_row, index) => `<row r="${index + 10}"><c r="XFD${index + 10}" s="1"/></row>`,
    );
    const file = await parseQuestionFile(
      await pack(workbookParts(worksheet(questionRows(3) + blank.join('')))),
    );
    expect(file.rows).toHaveLength(3);
  });
});

describe('hostile texts', () => {
  it('name an unclosed quote by the line that opens it', async () => {
    const lines = [questionHeader.join(','), 'One?,x,y,A,1', '"Two?,x,y,A,1', 'Three?,x,y,A,1'];
    await expectRefusal(text(lines.join('\r\n')), 'unclosed_quote', 'line 3');
    await expectRefusal(text([...lines, '"Four?",x,y,A,1'].join('\n')), 'unclosed_quote', 'line 3');
  });

  it('may call headers by the names of the prototype', async () => {
    const file = await parseQuestionFile(
      text('__proto__,question,constructor,option a,option b,correct,toString\np,Why?,c,x,y,B,t\n'),
    );
    expect(file.rows[0]?.question).toEqual({
      kind: 'single_choice',
      text: 'Why?',
      options: [
        { text: 'x', correct: false },
        { text: 'y', correct: true },
      ],
    });
    expect(file.problems.map(({ code, column }) => [code, column])).toEqual([
      ['unknown_column', '__proto__'],
      ['unknown_column', 'constructor'],
      ['unknown_column', 'toString'],
    ]);
  });

  it('cannot hide errors behind warnings, and every problem is counted', async () => {
    const repeated = 'Why?,x,y,A,1\n'.repeat(1_500);
    const faulty = 'Why?,x,y,C,1\n'.repeat(700);
    const file = await parseQuestionFile(text(`${questionHeader.join(',')}\n${repeated}${faulty}`));
    expect(file.problemCounts).toEqual({ errors: 700, warnings: 1_499 });
    expect(file.problems).toHaveLength(1_000);
    expect(file.problems.filter(({ severity }) => severity === 'error')).toHaveLength(700);
  });
});
