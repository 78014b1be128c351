/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftAssessment, must, trueFalse } from '../support/assessment-builder.js';
import type { Employer } from '../support/test-app.js';
import { csv, upload } from '../support/upload.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/import/${name}`, import.meta.url));

describe.skipIf(chromiumPath === undefined)('importing questions', () => {
  let bench: BrowserBench;
  let owner: Employer;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    owner = await bench.app.employer();
  });
  afterAll(async () => {
    await bench.stop();
    expect(bench.violations).toEqual([]);
  });

  async function assessment(): Promise<string> {
    return (await draftAssessment(owner, { questions: [] })).id;
  }

  async function texts(assessmentId: string): Promise<string[]> {
    const { body } = must(200, await owner.get(`/assessments/${assessmentId}/questions`));
    return body.items.map((question: { text: string }) => question.text);
  }

  async function choose(
    page: Page,
    assessmentId: string,
    file: Parameters<Page['setInputFiles']>[1],
  ): Promise<void> {
    await page.goto(`/assessments/${assessmentId}/import`);
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    await page.setInputFiles('input[type=file]', file);
  }

  it('takes a table with faults in, row by row, and out again', async () => {
    const id = await assessment();
    const page = await bench.pageOf(owner);
    await choose(page, id, fixture('16-row-errors.csv'));
    await page.waitForURL('**/imports/*');
    await page.getByText('7 have errors').waitFor();
    await page.getByRole('button', { name: 'Add 3 questions' }).waitFor();

    await page.getByLabel('Show').selectOption('errors');
    await page.waitForURL('**/imports/*?only=errors');
    await page.getByText('The question text is missing.').waitFor();
    await page.getByRole('button', { name: 'Put row 4 right' }).press('Enter');
    const correct = page.getByLabel('correct (E)');
    expect(await correct.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await correct.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.type('Z');
    await page.getByRole('button', { name: 'Save and read again' }).click();
    await page.getByText('Row 4 still has an error.').waitFor();
    await page.getByRole('button', { name: 'Put row 4 right' }).press('Enter');
    await correct.fill('B');
    await page.getByRole('button', { name: 'Save and read again' }).click();
    await page.getByText('Row 4 is ready now.').waitFor();
    await page.getByRole('button', { name: 'Put row 4 right' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Leave row 5 out' }).click();
    await page.getByText('Row 5 is left out.').waitFor();
    await page.getByText('5 have errors').waitFor();
    await page.getByRole('button', { name: 'Add 4 questions' }).click();
    await page.getByText('4 questions were added').waitFor();
    expect(await texts(id)).toEqual(['Good one?', 'No key given', 'Good two?', 'Too many cells']);

    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByText('The 4 questions that it added are taken out').waitFor();
    await page.getByRole('button', { name: 'Take the questions out' }).click();
    await page.getByText('This import was undone').waitFor();
    expect(await texts(id)).toEqual([]);
  });

  it('asks before an undo loses edits, and says why a published one cannot be undone', async () => {
    const id = await assessment();
    const imported = must(201, await upload(owner, id, csv(3)));
    must(200, await owner.post(`/imports/${imported.body.id}/commit`, {}));
    const [first] = must(200, await owner.get(`/assessments/${id}/questions`)).body.items;
    must(200, await owner.patch(`/assessments/${id}/questions/${first.id}`, { text: 'Edited?' }, first.etag));
    const page = await bench.pageOf(owner);
    await page.goto(`/imports/${imported.body.id}`);
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByRole('button', { name: 'Take the questions out' }).click();
    await page.getByText('1 of these questions was edited since').waitFor();
    expect(await texts(id)).toHaveLength(3);
    must(201, await owner.post(`/assessments/${id}/publish`));
    await page.getByLabel('Lose the edits').check();
    await page.getByRole('button', { name: 'Take the questions out' }).click();
    await page.getByText('are published (version 1)').waitFor();
    expect(await texts(id)).toHaveLength(3);
  });

  it('reads a workbook as it is told', async () => {
    const id = await assessment();
    const page = await bench.pageOf(owner);
    await choose(page, id, fixture('33-employer-bank.xlsx'));
    await page.getByRole('button', { name: 'Add 4 questions' }).waitFor();
    await page.getByRole('button', { name: /How the file was understood/ }).click();
    await page.getByRole('cell', { name: /Which class keeps insertion order/ }).waitFor();
    const meaning = page.getByLabel('Meaning of Topic', { exact: true });
    expect(await meaning.inputValue()).toBe('category');
    await meaning.selectOption({ label: 'Left out' });
    await page.getByRole('button', { name: 'Read the file like this' }).click();
    await page.getByRole('button', { name: 'Back to what was recognised' }).waitFor();
    const importId = page.url().split('/').at(-1)!;
    expect(must(200, await owner.get(`/imports/${importId}`)).body.mapping).toEqual({ columns: { B: null } });
    const [row] = must(200, await owner.get(`/imports/${importId}/rows`)).body.items;
    expect(row.question.category).not.toContain('Collections');
    await page.getByRole('button', { name: 'Back to what was recognised' }).click();
    await page.getByRole('button', { name: 'Back to what was recognised' }).waitFor({ state: 'detached' });
    expect(must(200, await owner.get(`/imports/${importId}`)).body.mapping).toEqual({});
  });

  it('goes on after a reload in the middle, and shows many rows without holding them all', async () => {
    const id = await assessment();
    const page = await bench.pageOf(owner);
    await choose(page, id, {
      name: 'large.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv(12_000, [500])),
    });
    await page.waitForURL('**/imports/*');
    await page
      .getByText(/Reading the file/)
      .first()
      .waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Add 11,999 questions' }).waitFor();
    const rows = page.getByRole('list', { name: 'Rows' }).getByRole('listitem');
    await page.getByText('Question 1?').waitFor();
    await page.waitForFunction((text) => {
      window.scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelector('ul[aria-label=Rows]')?.textContent?.includes(text);
    }, 'Question 400?');
    expect(await rows.count()).toBeLessThan(40);
    await page.getByRole('button', { name: 'Add 11,999 questions' }).click();
    await page.getByText('11,999 questions were added').waitFor();
  });

  it('refuses in words what is no file of questions', async () => {
    const id = await assessment();
    const page = await bench.pageOf(owner);
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
    await choose(page, id, file('nothing.csv', Buffer.alloc(0)));
    await page.getByText('This file is empty, or it is a folder.').waitFor();
    await page.setInputFiles('input[type=file]', file('huge.csv', Buffer.alloc(10 * 1024 * 1024 + 1, 'x')));
    await page.getByText('This file is larger than 10 MiB.').waitFor();
    const workbook = await readFile(fixture('33-employer-bank.xlsx'));
    await page.setInputFiles('input[type=file]', file('cut.xlsx', workbook.subarray(0, 3_000)));
    await page.getByText('This file cannot be read').waitFor();
    await page.getByText('The file is cut off or damaged').waitFor();
    await page.getByRole('link', { name: 'Choose another file' }).click();
    await page.getByRole('cell', { name: 'Not readable' }).waitFor();
  });

  it('takes a file that is dropped, and stores it once though the answer was lost', async () => {
    const id = await assessment();
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/import`);
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
    let tries = 0;
    await page.route('**/imports?start=later', async (route) => {
      tries += 1;
      if (tries > 1) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    const dropped = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
      return data;
    }, csv(2));
    await page.getByText('Drop a file with questions here').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByText('The server cannot be reached.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'dropped.csv' }).waitFor();
    expect(must(200, await owner.get(`/assessments/${id}/imports`)).body.items).toHaveLength(1);
  });

  it('can be given up, and gives the templates out', async () => {
    const id = await assessment();
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/import`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Excel template' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    await page.setInputFiles('input[type=file]', await download.path());
    await page.getByRole('button', { name: /^Add \d+ questions$/ }).waitFor();
    await page.getByRole('button', { name: 'Discard the import' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard the import' }).click();
    await page.getByRole('cell', { name: 'Discarded' }).waitFor();
  });

  it('shows to a reviewer what there is, and offers nothing to do', async () => {
    const id = await assessment();
    const imported = must(201, await upload(owner, id, csv(2, [1])));
    const page = await bench.pageOf(owner);
    await page.route('**/auth/session', async (route) => {
      const answer = await route.fetch();
      const session = await answer.json();
      const permissions = session.permissions.filter((each: string) => !each.endsWith('.write'));
      return route.fulfill({ response: answer, json: { ...session, permissions } });
    });
    await page.goto(`/imports/${imported.body.id}`);
    await page.getByText('1 is ready').waitFor();
    for (const name of [/^Add/, /right$/, 'Discard the import'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.goto(`/assessments/${id}/import`);
    await page.getByText('Imports so far').waitFor();
    expect(await page.getByRole('button', { name: 'Choose a file' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility fault in %s, wide or narrow',
    async (colorScheme) => {
      const id = (await draftAssessment(owner, { questions: [trueFalse] })).id;
      const table = await readFile(fixture('16-row-errors.csv'));
      const open = must(201, await upload(owner, id, table)).body.id;
      const done = must(201, await upload(owner, id, csv(1))).body.id;
      must(200, await owner.post(`/imports/${done}/commit`, {}));
      for (const size of ['desktop', 'narrow'] as const) {
        const page = await bench.pageOf(owner, { colorScheme, size });
        const check = async (what: string): Promise<void> => {
          expect(await accessibilityFaults(page), `${what} ${size}`).toEqual([]);
          expect(await sidewaysScroll(page), `${what} ${size}`).toBe(0);
        };
        await page.goto(`/assessments/${id}/import`);
        await page.getByText('Imports so far').waitFor();
        await check('tab');
        await page.goto(`/imports/${open}`);
        await page.getByRole('button', { name: 'Put row 3 right' }).click();
        await page.getByRole('button', { name: /How the file was understood/ }).click();
        await page.getByLabel('Meaning of question').waitFor();
        await check('preview');
        await page.goto(`/imports/${done}`);
        await page.getByText('1 question was added').waitFor();
        await page.getByRole('button', { name: 'Undo the import' }).click();
        await page.getByRole('button', { name: 'Take the questions out' }).waitFor();
        await check('result');
      }
    },
  );
});
