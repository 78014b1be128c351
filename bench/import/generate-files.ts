import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import JSZip from 'jszip';
import { cellsOf, type FileKind } from './questions.js';

export function fileName(kind: FileKind, rows: number): string {
  return `${kind}-${rows}.${kind === 'csv' ? 'csv' : 'xlsx'}`;
}

/** Writes one file of `rows` rows of questions below a header, as the usual programs write it. */
export async function writeQuestionFile(folder: string, kind: FileKind, rows: number): Promise<void> {
  const path = join(folder, fileName(kind, rows));
  if (kind === 'csv') {
    await writeFile(path, csvText(rows));
    return;
  }
  const zip = new JSZip();
  for (const [name, content] of Object.entries(workbook(kind, rows))) {
    zip.file(name, content, { createFolders: false });
  }
  await pipeline(
    zip.generateNodeStream({ compression: 'DEFLATE', compressionOptions: { level: 6 }, streamFiles: true }),
    createWriteStream(path),
  );
}

function csvText(rows: number): string {
  const lines: string[] = [];
  for (let row = 0; row <= rows; row++) {
    lines.push(cellsOf(row).map(csvCell).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageSchema = 'http://schemas.openxmlformats.org/package/2006';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function workbook(kind: 'shared' | 'inline', rows: number): Record<string, string> {
  const texts = new Map<string, number>();
  let references = 0;
  const lines: string[] = [];
  for (let row = 0; row <= rows; row++) {
    const cells = cellsOf(row).map((cell, column) => {
      const place = `${String.fromCharCode(65 + column)}${row + 1}`;
      if (typeof cell === 'number') {
        return `<c r="${place}"><v>${cell}</v></c>`;
      }
      if (kind === 'inline') {
        return `<c r="${place}" t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`;
      }
      references += 1;
      let index = texts.get(cell);
      if (index === undefined) {
        index = texts.size;
        texts.set(cell, index);
      }
      return `<c r="${place}" t="s"><v>${index}</v></c>`;
    });
    lines.push(`<row r="${row + 1}" spans="1:10">${cells.join('')}</row>`);
  }
  const relationship = (id: number, type: string, target: string): string =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`;
  return {
    '[Content_Types].xml': `${declaration}<Types xmlns="${packageSchema}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${sheetType}.sharedStrings+xml"/></Types>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${packageSchema}/relationships">${relationship(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook ${main} xmlns:r="${office}"><sheets><sheet name="Questions" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packageSchema}/relationships">${relationship(1, 'worksheet', 'worksheets/sheet1.xml')}${relationship(2, 'styles', 'styles.xml')}${relationship(3, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/styles.xml': `${declaration}<styleSheet ${main}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${declaration}<sst ${main} count="${references}" uniqueCount="${texts.size}">${[...texts.keys()].map((text) => `<si><t>${escapeXml(text)}</t></si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `${declaration}<worksheet ${main}><dimension ref="A1:J${rows + 1}"/><sheetData>${lines.join('')}</sheetData></worksheet>`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
