import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseInWorker } from './parse-in-worker.js';
import { parseQuestionFile } from './parsers/index.js';

const folder = new URL('../../test/fixtures/import/', import.meta.url);

describe('reading a file in a thread', () => {
  it('gives what reading it here gives', async () => {
    const bytes = await readFile(new URL('33-employer-bank.xlsx', folder));
    expect(await parseInWorker(bytes)).toEqual(await parseQuestionFile(bytes));
  });

  it('leaves the bytes of the caller as they are', async () => {
    const bytes = new TextEncoder().encode('question,a,b,correct\nWhy?,x,y,A\n');
    await parseInWorker(bytes);
    expect(bytes.length).toBe(32);
  });

  it('rejects with the refusal of the parser', async () => {
    await expect(parseInWorker(new Uint8Array())).rejects.toMatchObject({
      name: 'ImportRefused',
      code: 'empty_file',
      message: 'The file is empty.',
    });
  });

  it('applies other limits', async () => {
    const bytes = new TextEncoder().encode('question,a,b,correct\nWhy?,x,y,A\n');
    await expect(parseInWorker(bytes, { limits: { rows: 1 } })).rejects.toMatchObject({
      code: 'import_too_large',
    });
  });

  it('ends a thread that takes too long', async () => {
    const bytes = new TextEncoder().encode('question,a,b,correct\nWhy?,x,y,A\n');
    await expect(parseInWorker(bytes, { deadlineMilliseconds: 1 })).rejects.toMatchObject({
      code: 'import_timeout',
    });
  });

  it('ends a thread that needs too much memory', async () => {
    const row = `${Array.from({ length: 40 }, () => 'a longer text').join(',')}\n`;
    const bytes = new TextEncoder().encode(`question,option a,option b,correct\n${row.repeat(18_000)}`);
    await expect(parseInWorker(bytes, { memoryMebibytes: 24 })).rejects.toMatchObject({
      code: 'import_too_large',
      message: expect.stringContaining('memory'),
    });
  });

  it('runs more files than threads, each to its own result', async () => {
    const texts = ['one', 'two', 'three', 'four', 'five'];
    const files = await Promise.all(
      texts.map((text) =>
        parseInWorker(new TextEncoder().encode(`question,option a,option b,correct\n${text},x,y,A\n`)),
      ),
    );
    expect(files.map((file) => file.rows[0]?.question?.text)).toEqual(texts);
  });
});
