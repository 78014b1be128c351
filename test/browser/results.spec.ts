import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import JSZip from 'jszip';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  singleChoice,
  startedCandidate,
  submit,
  trueFalse,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { insertResults } from '../support/result-rows.js';
import type { Employer } from '../support/test-app.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

const rowCount = 5_000;

describe.skipIf(chromiumPath === undefined)('results', () => {
  let bench: BrowserBench;
  let owner: Employer;
  let large: PublishedAssessment;
  let small: PublishedAssessment;
  let submissionId: string;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    owner = await bench.app.employer();
    large = await publishedAssessment(owner, { settings: { title: 'Entrance test', passMarkPercent: 62.5 } });
    await insertResults(
      bench.app.database.admin,
      large.id,
      Array.from({ length: rowCount }, (_, index) => ({
        name: `Candidate ${String(index).padStart(5, '0')}`,
        percents: [(index * 7) % 101],
        passed: (index * 7) % 101 >= 62.5,
        finishedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      })),
    );
    small = await publishedAssessment(owner, {
      settings: { title: 'One candidate', timeLimitMinutes: 30 },
      questions: [
        { ...singleChoice, explanation: 'Two is divisible by two.' },
        trueFalse,
        {
          kind: 'numeric',
          text: 'How much is 2 + 2?',
          points: 1,
          content: { unit: 'km' },
          key: { accepted: [{ value: '4', tolerance: { relative: '0.05' } }] },
        },
      ],
    });
    const candidate = await startedCandidate(bench.app, small.slug);
    const [choice, truth] = small.questionIds;
    must(200, await candidate.put(`/public/attempt/answers/${choice}`, { response: 'one', clientSeq: 1 }));
    must(200, await candidate.put(`/public/attempt/answers/${truth}`, { response: true, clientSeq: 1 }));
    submissionId = must(201, await submit(candidate)).body.submissionId;
    for (let others = 0; others < 2; others += 1)
      must(201, await submit(await startedCandidate(bench.app, small.slug)));
  });
  afterAll(() => bench.stop());

  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
  const shownRows = (page: Page) =>
    page.getByRole('region', { name: 'Results' }).locator('tbody tr:not([aria-hidden])');
  const firstName = (page: Page) => shownRows(page).first().getByRole('link');

  it('are sorted, filtered and searched, and the address says how', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${large.id}/results`);
    await row(page, 'Candidate 04999').waitFor();
    await page.getByRole('button', { name: 'Score' }).click();
    await page.waitForURL('**/results?sort=score&order=desc');
    await shownRows(page).first().getByText('100%').waitFor();
    await page.getByRole('button', { name: 'Candidate' }).click();
    await row(page, 'Candidate 00000').waitFor();
    await page.getByLabel('Outcome').selectOption('Not passed');
    await page.waitForURL('**passed=false**');
    await page.getByLabel('Search names').fill('candidate 0012');
    await page.waitForURL('**q=candidate**');
    await page.getByText('5 results, all of them').waitFor();
    await page.reload();
    await page.getByText('5 results, all of them').waitFor();
    expect(await page.getByLabel('Search names').inputValue()).toBe('candidate 0012');
    expect(await page.getByLabel('Outcome').inputValue()).toBe('false');
    expect(await page.getByRole('columnheader', { name: 'Candidate' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await page.getByLabel('Search names').fill('nobody at all');
    await page.getByRole('heading', { name: 'No result matches' }).waitFor();
    await page.getByRole('button', { name: 'Take all filters away' }).click();
    await row(page, 'Candidate 04999').waitFor();
    expect(bench.violations).toEqual([]);
  });

  it('come page by page as one scrolls, few of them in the document, and a reload begins where one was', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${large.id}/results?sort=name&order=asc`);
    await row(page, 'Candidate 00000').waitFor();
    const frame = page.getByRole('region', { name: 'Results' });
    for (const name of ['00099', '00199', '00299']) {
      await frame.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await row(page, `Candidate ${name}`).waitFor({ state: 'attached' });
    }
    await page.waitForURL('**after=**');
    expect(await page.locator('tbody tr').count()).toBeLessThan(60);
    await page.reload();
    await page.getByText('This list begins where you were.').waitFor();
    const name = await firstName(page).textContent();
    expect(name).toMatch(/^Candidate 00[123]00$/);
    await page.getByRole('button', { name: 'Show it from the start' }).click();
    await row(page, 'Candidate 00000').waitFor();
  });

  it('are drawn with the pass mark, and told as a table', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${large.id}/results`);
    await page.getByText('pass mark 62.5%').waitFor();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    expect(await page.locator('.recharts-reference-line').count()).toBe(1);
    await page.getByText('Show these figures as a table').click();
    const table = page.getByRole('table', { name: 'How many scored how much' });
    const counts = await table.locator('tbody td').allTextContents();
    expect(counts.map((text) => Number(text.replace(',', ''))).reduce((sum, count) => sum + count, 0)).toBe(
      rowCount,
    );
    expect(await table.locator('tbody th').first().textContent()).toBe('0% to below 5%');
    const summary = must(200, await owner.get(`/assessments/${large.id}/statistics/summary`)).body;
    await page.getByText(`${summary.passRatePercent}%`, { exact: true }).waitFor();
  });

  it('are saved as CSV and as a workbook, filtered as they are shown', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${large.id}/results?q=candidate%200012&passed=false&sort=name&order=asc`);
    await page.getByText('5 results, all of them').waitFor();
    const save = async (name: RegExp): Promise<Buffer> => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      return readFile(await download.path());
    };
    const rows = parse((await save(/CSV/)).toString(), { bom: true }) as string[][];
    expect(rows).toHaveLength(6);
    const archive = await JSZip.loadAsync(await save(/XLSX/));
    const sheet = await archive.file('xl/worksheets/sheet1.xml')!.async('string');
    expect(sheet.match(/<row /g)).toHaveLength(6);
    for (const [name] of rows) expect(sheet).toContain(`>${name}<`);
  });

  it('show every answer of one candidate beside the key, what happened when, and the receipt', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(`/submissions/${submissionId}`);
    await page.getByRole('heading', { name: 'Carla Candidate', level: 1 }).waitFor();
    const options = page.locator('li').filter({ hasText: /^(One|Two|Three)/ });
    expect(await options.allInnerTexts()).toEqual([
      expect.stringMatching(/One\s+Candidate’s choice/),
      expect.stringMatching(/Two\s+Right answer/),
      'Three',
    ]);
    await page.getByText('Two is divisible by two.').waitFor();
    await page.getByText('4 ± 5% km').waitFor();
    const badges = page.getByRole('heading', { level: 3 });
    expect(await badges.allTextContents()).toEqual(['Question 1', 'Question 2', 'Question 3']);
    for (const text of ['Wrong', 'Correct', 'No answer'])
      await page.getByText(text, { exact: true }).first().waitFor();
    const timeline = page.getByRole('region', { name: 'What happened when' }).getByRole('listitem');
    expect((await timeline.allTextContents()).map((text) => text.replace(/\w{3} \d.*/, ''))).toEqual([
      'Started',
      'First answer saved',
      'Last answer saved',
      'Ended',
      'Stored and scored',
    ]);
    await page.getByText('What stands on the candidate’s receipt').click();
    const { responsesHash } = must(200, await owner.get(`/submissions/${submissionId}`)).body;
    await page.getByText(responsesHash).waitFor();
  });

  it('lead from one to the next in the list that one came from, and back to it', async () => {
    const { items } = must(
      200,
      await owner.get(`/assessments/${small.id}/submissions?reason=submitted`),
    ).body;
    const [first, second, third] = items.map(
      (item: { candidate: { email: string } }) => item.candidate.email,
    );
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${small.id}/results?reason=submitted`);
    await row(page, second).getByRole('link').click();
    const shows = (email: string) => page.locator('h1 ~ p, main p').getByText(email).waitFor();
    await shows(second);
    await page.getByRole('link', { name: 'Next' }).click();
    await shows(third);
    await page.getByRole('link', { name: 'Previous' }).click();
    await shows(second);
    await page.getByRole('link', { name: 'Previous' }).click();
    await shows(first);
    await page.getByRole('link', { name: 'Next' }).waitFor();
    expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(0);
    await page.getByRole('link', { name: 'All results' }).click();
    await page.waitForURL('**/results?reason=submitted');
    await page.getByText('3 results, all of them').waitFor();
  });

  it('say when there is nothing, and when the server fails', async () => {
    const draft = must(201, await owner.post('/assessments', { title: 'Not taken yet' })).body;
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${draft.id}/results`);
    await page.getByRole('heading', { name: 'No results yet' }).waitFor();
    await page.route('**/submissions?**', (route) => route.abort());
    await page.goto(`/assessments/${large.id}/results`);
    await page.getByText('The server cannot be reached').waitFor();
    await page.unroute('**/submissions?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, 'Candidate 04999').waitFor();
    await page.goto('/submissions/01a1fc11-48c0-7000-acac-da4189dffc4b');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'have no accessibility fault in %s, and no sideways scroll',
    async (colorScheme) => {
      const reviewer = await addMember(bench.app, owner, 'reviewer');
      for (const size of ['desktop', 'narrow'] as const) {
        const page = await bench.pageOf(reviewer, { colorScheme, size });
        await page.goto(`/assessments/${large.id}/results`);
        await page.locator('.recharts-bar-rectangle').first().waitFor();
        await row(page, 'Candidate 04999').waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await sidewaysScroll(page)).toBe(0);
        await page.goto(`/submissions/${submissionId}`);
        await page.getByRole('heading', { name: 'What happened when' }).waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await sidewaysScroll(page)).toBe(0);
        await page.context().close();
      }
      expect(bench.violations).toEqual([]);
    },
  );
});
