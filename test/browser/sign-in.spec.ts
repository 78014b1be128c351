import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('signing up and in', () => {
  let bench: BrowserBench;
  beforeAll(async () => {
    bench = await BrowserBench.start();
  });
  afterAll(() => bench.stop());

  it('leads a new employer to the assessments, with the keyboard alone', async () => {
    const page = await bench.page();
    const email = `owner-${randomUUID()}@example.org`;
    const password = `a long pass phrase ${randomUUID()}`;
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('link', { name: 'Create an account' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Create an account' }).waitFor();
    await page.getByLabel('Name of your company').focus();
    for (const text of ['Example Works', 'Olga Owner', email, password]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.getByRole('button', { name: 'Create account' }).press('Enter');
    await page.getByText('Your account is ready').waitFor();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Assessments' }).waitFor();
    expect(bench.violations).toEqual([]);
  });

  it('says what is wrong beside the field', async () => {
    const page = await bench.page();
    await page.goto('/sign-up');
    await page.getByLabel('Name of your company').fill('Example Works');
    await page.getByLabel('Your name').fill('Olga Owner');
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Use at least 15 characters.').waitFor();
    const field = page.getByLabel('Password', { exact: true });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
  });

  it('comes back to the page that was asked for', async () => {
    const employer = await bench.app.employer();
    const page = await bench.page();
    await page.goto('/assessments?status=draft');
    await page.getByLabel('E-mail address').fill(employer.email);
    await page.getByLabel('Password', { exact: true }).fill(employer.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/assessments?status=draft');
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility fault in %s, and no sideways scroll',
    async (colorScheme) => {
      const page = await bench.page({ colorScheme, size: 'narrow' });
      for (const path of ['/sign-in', '/sign-up', '/join#token']) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await accessibilityFaults(page), path).toEqual([]);
        expect(await sidewaysScroll(page), path).toBe(0);
      }
    },
  );
});
