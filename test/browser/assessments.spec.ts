import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  draftAssessment,
  must,
  publishedAssessment,
  startedCandidate,
} from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

async function choose(page: Page, title: string, act: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: act }).click();
}

describe.skipIf(chromiumPath === undefined)('the assessments of an employer', () => {
  let bench: BrowserBench;
  beforeAll(async () => {
    bench = await BrowserBench.start();
  });
  afterAll(async () => {
    expect(bench.violations).toEqual([]);
    await bench.stop();
  });

  it('are created, searched, and shared by the address of what is seen', async () => {
    const owner = await bench.app.employer();
    const page = await bench.pageOf(owner);
    await page.goto('/assessments');
    await page.getByRole('heading', { name: 'No assessment yet' }).waitFor();
    await page.getByRole('button', { name: 'New assessment' }).first().click();
    await page.getByRole('dialog').getByLabel('Title').fill('   ');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByRole('dialog').getByLabel('Title').fill('Sums and products');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'Sums and products' }).waitFor();
    await page.waitForURL('**/questions');

    must(201, await owner.post('/assessments', { title: 'Words' }));
    await page.goto('/assessments');
    await page.getByRole('searchbox').fill('PRODUCT');
    await page.waitForURL('**/assessments?q=PRODUCT');
    await page.getByRole('link', { name: 'Words' }).waitFor({ state: 'detached' });
    await page.getByText('Draft', { exact: true }).first().click();
    await page.waitForURL('**/assessments?status=draft&q=PRODUCT');
    await page.reload();
    await page.getByRole('link', { name: 'Sums and products' }).waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByRole('heading', { name: 'No assessment matches' }).waitFor();
  });

  it('say before closing how many candidates are stopped, and reopen', async () => {
    const owner = await bench.app.employer();
    const { slug } = await publishedAssessment(owner, { settings: { title: 'Running' } });
    await startedCandidate(bench.app, slug);
    const page = await bench.pageOf(owner);
    await page.goto('/assessments');
    await page.getByText('1 of 3 active').waitFor();
    await choose(page, 'Running', 'Close');
    await page.getByText('One candidate is in the middle of it and will be stopped.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText('0 of 3 active').waitFor();
    await choose(page, 'Running', 'Reopen');
    await page.getByRole('dialog').getByRole('button', { name: 'Reopen' }).click();
    await page.getByText('1 of 3 active').waitFor();
    await choose(page, 'Running', 'Duplicate');
    await page.getByRole('dialog').getByRole('button', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'Running (copy)' }).waitFor();
  });

  it('that are too many to be active are made room for where it happens', async () => {
    const owner = await bench.app.employer();
    for (const title of ['One', 'Two', 'Three']) await publishedAssessment(owner, { settings: { title } });
    const draft = await draftAssessment(owner, { settings: { title: 'Four' } });
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${draft.id}/publish`);
    await page.getByText('3 of 3 assessments are active. When you publish').waitFor();
    await page.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByText('3 assessments can be active at once').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close Two' }).click();
    await page.getByText('No candidate is in the middle of it now.').waitFor();
    await page.getByRole('button', { name: 'Close it and go on' }).click();
    await page.getByText('Version 1 is published.').waitFor();
    const { items, quota } = must(200, await owner.get('/assessments?status=active')).body;
    expect(items.map((item: { title: string }) => item.title)).toEqual(['Four', 'Three', 'One']);
    expect(quota).toEqual({ active: 3, limit: 3 });
  });

  it('show a reviewer everything and offer nothing to change', async () => {
    const owner = await bench.app.employer();
    const { id, questionIds } = await publishedAssessment(owner, { settings: { title: 'Read only' } });
    const page = await bench.pageOf(await addMember(bench.app, owner, 'reviewer'));
    await page.goto('/assessments');
    await page.getByRole('link', { name: 'Read only' }).waitFor();
    expect(await page.getByRole('button', { name: /New assessment|Actions/ }).count()).toBe(0);
    await page.goto(`/assessments/${id}/questions`);
    await page.getByText('Water is wet.').waitFor();
    expect(await page.getByRole('button', { name: /Add|Move|Actions/ }).count()).toBe(0);
    await page.goto(`/assessments/${id}/questions/${questionIds[0]}`);
    await page.getByLabel('Question', { exact: true }).waitFor();
    expect(await page.getByLabel('Question', { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await page.goto(`/assessments/${id}/settings`);
    await page.getByText('Your role may look, but not change.').waitFor();
    await page.goto(`/assessments/${id}/publish`);
    await page.getByText('Version 1').first().waitFor();
    expect(await page.getByRole('button', { name: /Publish/ }).count()).toBe(0);
  });

  it('say what failed, and load when asked again', async () => {
    const owner = await bench.app.employer();
    must(201, await owner.post('/assessments', { title: 'Found again' }));
    const page = await bench.pageOf(owner);
    await page.route('**/api/v1/assessments*', (route) => route.fulfill({ status: 500, body: 'no' }));
    await page.goto('/assessments');
    await page.getByRole('alert').waitFor();
    await page.unroute('**/api/v1/assessments*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'Found again' }).waitFor();
    await page.goto('/assessments/00000000-0000-7000-8000-000000000000/questions');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  });

  it.each([
    ['light', 'desktop'],
    ['dark', 'desktop'],
    ['light', 'narrow'],
    ['dark', 'narrow'],
  ] as const)('have no accessibility fault in %s, %s, in Polish too', async (colorScheme, size) => {
    const owner = await bench.app.employer();
    const { id, questionIds } = await publishedAssessment(owner, {
      settings: { title: 'A title that is long enough to break over several lines on a telephone' },
    });
    must(201, await owner.post(`/assessments/${id}/questions`, numeric));
    const language = size === 'narrow' ? 'pl-PL' : 'en-GB';
    const page = await bench.pageOf(owner, { colorScheme, size, language });
    const base = `/assessments/${id}`;
    const last = must(200, await owner.get(`${base}/questions?limit=10`)).body.items.at(-1).id;
    const paths = ['/assessments', `${base}/questions`, `${base}/questions/new?kind=multiple_choice`];
    paths.push(`${base}/questions/${questionIds[0]}`, `${base}/questions/${last}`, `${base}/settings`);
    paths.push(`${base}/publish`, `${base}/versions/1`);
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await accessibilityFaults(page), path).toEqual([]);
      expect(await sidewaysScroll(page), path).toBe(0);
    }
  });
});

const numeric = {
  kind: 'numeric',
  text: 'What does the load weigh?',
  points: 2,
  content: { unit: 'kg' },
  key: {
    accepted: [
      { value: '300', tolerance: { absolute: '0.5' } },
      { min: '1', max: '2', fraction: '1/2' },
    ],
  },
};
