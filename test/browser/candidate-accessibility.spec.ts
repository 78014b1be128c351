import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedAssessment } from '../support/assessment-builder.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { next, questions, startByLink } from './support/candidate-page.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('every page of a candidate', () => {
  let bench: BrowserBench;
  beforeAll(async () => {
    bench = await BrowserBench.start();
  });
  afterAll(() => bench.stop());

  it.each([
    ['light', 'desktop'],
    ['dark', 'desktop'],
    ['light', 'narrow'],
    ['dark', 'narrow'],
  ] as const)('has no accessibility fault in %s, %s, and no sideways scroll', async (colorScheme, size) => {
    const owner = await bench.app.employer('Example Works');
    const settings = { timeLimitMinutes: 30, reviewPolicy: 'outcomes', passMarkPercent: 50 };
    const { slug } = await publishedAssessment(owner, { settings, questions });
    const page = await bench.page({ colorScheme, size });
    const sound = async (what: string): Promise<void> => {
      expect(await accessibilityFaults(page), what).toEqual([]);
      expect(await sidewaysScroll(page), what).toBe(0);
    };
    await page.goto(`/a/${slug}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await sound('landing');
    await startByLink(page, slug);
    await page.getByRole('radio', { name: 'Two' }).check();
    await page.getByRole('button', { name: 'Flag for later' }).click();
    await sound('single choice');
    for (const kind of ['multiple choice', 'true or false', 'number', 'text right to left']) {
      await next(page);
      await sound(kind);
    }
    await page.context().setOffline(true);
    await page.getByRole('textbox').fill('وارسو');
    await page.getByText('You are offline.').waitFor();
    await sound('offline');
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    await page.getByRole('main').getByRole('button', { name: 'Review and submit' }).click();
    await page.getByRole('button', { name: 'Submit…' }).click();
    await sound('review');
    await page.getByRole('button', { name: 'Submit now' }).click();
    await page.getByRole('heading', { name: 'Your result' }).waitFor();
    await sound('receipt');
    await page.goto('/invite#nothing');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await sound('notice');
    await page.context().close();
  });
});
