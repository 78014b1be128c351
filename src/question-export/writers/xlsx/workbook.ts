import { templateColumns } from '../table/template-columns.js';
import { xmlAttribute } from '../xml-text.js';
import { zipArchive, type ArchiveEntry } from '../zip/zip-archive.js';
import {
  declaration,
  headingRow,
  mainNamespace,
  sheetEnd,
  sheetStart,
  stylesPart,
  textRow,
} from './sheet-xml.js';

const packageTypes = 'http://schemas.openxmlformats.org/package/2006';
const officeTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export const workbookMediaType = `${contentType}.sheet`;

/** A workbook whose first sheet holds questions and whose second explains the columns. */
export function questionWorkbook(questionSheet: ArchiveEntry['content']): AsyncGenerator<Uint8Array, void> {
  return workbook([
    { name: 'Questions', content: questionSheet },
    { name: 'Columns', content: [explanations()] },
  ]);
}

/** @param sheets the content of each is a worksheet part */
export function workbook(sheets: readonly ArchiveEntry[]): AsyncGenerator<Uint8Array, void> {
  return zipArchive([
    { name: '[Content_Types].xml', content: [contentTypes(sheets.length)] },
    { name: '_rels/.rels', content: [relationships([['officeDocument', 'xl/workbook.xml']])] },
    { name: 'xl/workbook.xml', content: [workbookPart(sheets.map(({ name }) => name))] },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: [
        relationships([
          ...sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
          ['styles', 'styles.xml'],
        ]),
      ],
    },
    { name: 'xl/styles.xml', content: [stylesPart] },
    ...sheets.map(({ content }, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, content })),
  ]);
}

function contentTypes(sheets: number): string {
  const parts = Array.from(
    { length: sheets },
    (_, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${contentType}.worksheet+xml"/>`,
  );
  return `${declaration}<Types xmlns="${packageTypes}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>${parts.join('')}<Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/></Types>`;
}

function relationships(targets: readonly (readonly [kind: string, target: string])[]): string {
  const entries = targets.map(
    ([kind, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${officeTypes}/${kind}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${packageTypes}/relationships">${entries.join('')}</Relationships>`;
}

function workbookPart(sheets: readonly string[]): string {
  const entries = sheets.map(
    (name, index) => `<sheet name="${xmlAttribute(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${declaration}<workbook xmlns="${mainNamespace}" xmlns:r="${officeTypes}"><sheets>${entries.join('')}</sheets></workbook>`;
}

function explanations(): string {
  const columns = [
    { name: 'Column', width: 22 },
    { name: 'What it holds', width: 60 },
    { name: 'What you may write', width: 60 },
  ];
  const rows = templateColumns(1).map(({ name, explanation, values }, index) => {
    const shown = name === 'option_1' ? 'option_1, option_2 …' : name;
    return textRow(index + 2, [shown, explanation, values]);
  });
  const head = headingRow(columns.map(({ name }) => name));
  return sheetStart(columns) + head + rows.join('') + sheetEnd([], 0);
}
