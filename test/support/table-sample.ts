import type { ImportedQuestion, ParsedFile } from '../../src/question-import/parsers/imported-question.js';
import { parseQuestionFile } from '../../src/question-import/parsers/index.js';
import type { ReadOptions } from '../../src/question-import/parsers/read-settings.js';
import {
  pack,
  relationship,
  relationships,
  sheetRow,
  workbookParts,
  worksheet,
} from '../fixtures/import/build-workbook.js';

export type Cells = readonly (string | number)[];

/** A CSV of these rows. */
export function csvOf(rows: readonly Cells[], delimiter = ','): Uint8Array {
  const quoted = rows.map((cells) =>
    cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter),
  );
  return new TextEncoder().encode(quoted.join('\n'));
}

/** Reads a CSV of these rows. */
export async function readRows(rows: readonly Cells[], options: ReadOptions = {}): Promise<ParsedFile> {
  return parseQuestionFile(csvOf(rows), {}, options);
}

/** A workbook of these sheets; a name that starts with "-" is that of a hidden one. */
export async function workbookOf(sheets: Readonly<Record<string, readonly Cells[]>>): Promise<Uint8Array> {
  const names = Object.keys(sheets);
  const entries = names.map(
    (name, index) =>
      `<sheet name="${name.replace(/^-/, '')}" sheetId="${index + 1}" r:id="rId${index + 1}"${name.startsWith('-') ? ' state="hidden"' : ''}/>`,
  );
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return pack(
    workbookParts('', {
      'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${entries.join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relationships(
        ...names.map((_, index) =>
          relationship(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`),
        ),
      ),
      ...Object.fromEntries(
        names.map((name, index) => [
          `xl/worksheets/sheet${index + 1}.xml`,
          worksheet((sheets[name] ?? []).map((cells, row) => sheetRow(row + 1, cells)).join('')),
        ]),
      ),
    }),
  );
}

export function questionsOf(file: ParsedFile): ImportedQuestion[] {
  return file.rows.flatMap(({ question }) => (question === undefined ? [] : [question]));
}

/** The texts of the options, the right ones with a star. */
export function starred(question: ImportedQuestion | undefined): string[] {
  return (question?.options ?? []).map(({ text, correct }) => (correct ? `*${text}` : text));
}

export function problemsOf(file: ParsedFile): string[] {
  return file.problems.map(({ code, row }) => (row === undefined ? code : `${code} in row ${row}`));
}
