import { randomUUID } from 'node:crypto';
import JSZip from 'jszip';
import type { Answer, Caller } from './test-app.js';

export interface UploadOptions {
  readonly fieldName?: string;
  readonly fileName?: string;
  readonly key?: string;
  readonly start?: 'now' | 'later';
}

/** A form as a browser sends it, with a boundary of its own each time. */
export function form(
  content: Buffer | string,
  options: UploadOptions = {},
): { contentType: string; payload: Buffer } {
  const { fieldName = 'file', fileName = 'questions.csv' } = options;
  const boundary = `boundary-${randomUUID()}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${fieldName}"; filename="${fileName}"\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    payload: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

export function upload(
  caller: Caller,
  assessmentId: string,
  content: Buffer | string,
  options: UploadOptions = {},
): Promise<Answer> {
  const { contentType, payload } = form(content, options);
  const headers = {
    'content-type': contentType,
    ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
  };
  const query = options.start === undefined ? '' : `?start=${options.start}`;
  return caller.send('POST', `/assessments/${assessmentId}/imports${query}`, { headers, payload });
}

/** A table of single-choice questions; rows with these numbers, counted from 1, have no right answer. */
export function csv(count: number, faulty: readonly number[] = []): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    return `Question ${number}?,Yes ${number},No ${number},${faulty.includes(number) ? '' : 'A'},2`;
  });
  return `question,option_1,option_2,correct,points\n${rows.join('\n')}\n`;
}

/** A workbook as small programs write it: one sheet, texts in the cells. */
export function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const zip = new JSZip();
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const cells = (row: readonly string[]): string =>
    row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');
  zip.file(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
  );
  zip.file(
    '_rels/.rels',
    `<Relationships xmlns="${relationships}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  zip.file(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${relationships}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  );
  zip.file(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Bank" sheetId="1" r:id="r1"/></sheets></workbook>`,
  );
  zip.file(
    'xl/worksheets/sheet1.xml',
    `<worksheet xmlns="${main}"><sheetData>${rows.map((row) => `<row>${cells(row)}</row>`).join('')}</sheetData></worksheet>`,
  );
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}
