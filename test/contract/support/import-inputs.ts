import type { HostileInput } from './hostile-inputs.js';
import { importForm } from './world.js';

const boundary = 'hostile-boundary';
const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` };

function part(
  disposition: string,
  content: string | Buffer = 'Question,Answer\r\nx,y',
  type = 'text/csv',
): Buffer {
  const head = `--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: ${type}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')]);
}

const end = Buffer.from(`--${boundary}--\r\n`);
const file = 'form-data; name="file"; filename="a.csv"';

/** Forms that are cut, garbled or too much. Files that parse badly are the parsers' own tests. */
export function formInputs(): HostileInput[] {
  const form = (what: string, status: number[] | undefined, ...parts: Buffer[]): HostileInput => ({
    what,
    call: { payload: Buffer.concat(parts), headers: multipart },
    ...(status ? { status, leavesTrace: status.includes(415) } : {}),
  });
  return [
    form('form without parts', [400, 422], end),
    form('form that is cut in its head', [400], part(file).subarray(0, 40)),
    form('form that is cut in its content', [400], part(file).subarray(0, -4)),
    form('form without its end', [400], part(file)),
    form('no bytes at all', [400, 422], Buffer.alloc(0)),
    form('another field name', [422], part('form-data; name="upload"; filename="a.csv"'), end),
    form('field name __proto__', [400, 422], part('form-data; name="__proto__"; filename="a.csv"'), end),
    form('no field name', [400, 422], part('form-data; filename="a.csv"'), end),
    form('a field instead of a file', [422], part('form-data; name="file"'), end),
    form('no disposition', [400, 422], part('attachment'), end),
    form('an empty file', [413, 415, 422], part(file, ''), end),
    form('NUL in the file', [415], part(file, '\u0000\u0001\u0002'), end),
    form('PDF', [415], part(file, '%PDF-1.7\n1 0 obj'), end),
    form('a zip that is none', [415], part(file, Buffer.from('PK\u0003\u0004 no zip at all')), end),
    form('11 MiB', [413], part(file, Buffer.alloc(11 * 1024 * 1024, 'a,b\n')), end),
    form(
      'hostile file name',
      undefined,
      part('form-data; name="file"; filename="../../\u0007\u202Eevil\\x.csv"'),
      end,
    ),
    form(
      'file name of 5,000 letters',
      undefined,
      part(`form-data; name="file"; filename="${'x'.repeat(5_000)}"`),
      end,
    ),
    form(
      'too many fields',
      undefined,
      ...Array.from({ length: 30 }, (_, index) => part(`form-data; name="f${index}"`)),
      end,
    ),
    {
      what: 'boundary that is not there',
      call: { ...importForm(), headers: { 'content-type': 'multipart/form-data' } },
      status: [400, 415],
    },
    {
      what: 'boundary of 5,000 letters',
      call: {
        ...importForm(),
        headers: { 'content-type': `multipart/form-data; boundary=${'b'.repeat(5_000)}` },
      },
      status: [400, 422],
    },
  ];
}
