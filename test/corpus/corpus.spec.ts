import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, questionRows, workbookParts, worksheet } from '../fixtures/import/build-workbook.js';
import { countOutcomes, hasFaults, runCorpus } from './run-corpus.js';

const good = 'question,option a,option b,correct\nWhy?,x,y,A\n';
// The second reader finds a workbook by it.
const contentTypes = {
  '[Content_Types].xml':
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
};
const options = { deadlineMilliseconds: 4_000, memoryMebibytes: 256, jobs: 2 };

describe('the report on a folder of files', { timeout: 60_000 }, () => {
  let folder = '';
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-corpus-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('tells equal, different and refused files', async () => {
    const files = [
      await write('equal.csv', good),
      await write('equal.xlsx', await pack(workbookParts(worksheet(questionRows(3)), contentTypes))),
      // The second reader takes a quotation mark for the end of the cell; a spreadsheet program does not.
      await write('different.csv', `${good}37°36'"N,x,y,A\n"a"b,x,y,A\n`),
      await write('refused.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])),
    ];
    const reports = await runCorpus(files, options);
    expect(reports.map(({ file, outcome }) => [file.slice(folder.length + 1), outcome])).toEqual([
      ['different.csv', 'different'],
      ['equal.csv', 'equal'],
      ['equal.xlsx', 'equal'],
      ['refused.xls', 'refused'],
    ]);
    expect(reports[0]?.differences?.[0]).toMatchObject({ place: 'A4', ours: '"a"b' });
    expect(reports[3]?.detail).toBe('old_excel_workbook');
    expect(hasFaults(reports)).toBe(false);
  });

  it('blames the right file for a crash, a forgotten promise, an endless loop and too much memory', async () => {
    const names = [
      '1.csv',
      '2-crash.csv',
      '3.csv',
      '4-hang.csv',
      '5.csv',
      '6-memory.csv',
      '7-rejection.csv',
      '8.csv',
    ];
    const files = await Promise.all(names.map((name) => write(name, good)));
    const reader = new URL('./faulty-reader.ts', import.meta.url);
    const reports = await runCorpus(files, { ...options, jobs: 1, reader });
    expect(reports.map(({ outcome }) => outcome)).toEqual([
      'equal',
      'crashed',
      'equal',
      'hung',
      'equal',
      'too_much_memory',
      'crashed',
      'equal',
    ]);
    expect(reports[1]?.detail).toContain('crashed on purpose');
    expect(countOutcomes(reports)).toMatchObject({ crashed: 2, hung: 1, too_much_memory: 1 });
    expect(hasFaults(reports)).toBe(true);
  });
});
