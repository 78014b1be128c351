/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';

export const questions = [
  {
    kind: 'single_choice',
    text: 'Which number is even?',
    points: 2,
    content: {
      options: [
        { id: 'one', text: 'One' },
        { id: 'two', text: 'Two' },
        { id: 'three', text: 'Three' },
      ],
      shuffleOptions: false,
    },
    key: { correctOptionId: 'two' },
  },
  {
    kind: 'multiple_choice',
    text: 'Which of these are colours?',
    points: 2,
    content: {
      options: [
        { id: 'red', text: 'Red' },
        { id: 'table', text: 'Table' },
        { id: 'blue', text: 'Blue' },
      ],
      maximumSelections: 2,
      shuffleOptions: false,
    },
    key: { correctOptionIds: ['red', 'blue'] },
  },
  { kind: 'true_false', text: 'Water is wet.', points: 1, content: {}, key: { correct: true } },
  {
    kind: 'numeric',
    text: 'What is ten and a quarter of ten?',
    points: 1,
    content: { unit: 'kg' },
    key: { accepted: [{ value: '12.5' }] },
  },
  {
    kind: 'short_answer',
    text: 'ما هي عاصمة بولندا؟',
    points: 1,
    content: {},
    key: { accepted: [{ text: 'وارسو' }] },
  },
] as const;

/** Starts by the public link, as somebody new, and waits for the first question. */
export async function startByLink(page: Page, slug: string): Promise<void> {
  await page.goto(`/a/${slug}`);
  await page.getByLabel('E-mail address').fill(`candidate-${randomUUID()}@example.org`);
  await page.getByLabel('Your name').fill('Carla Candidate');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('heading', { name: /^Question 1 of/ }).waitFor();
}

export const attemptIdOf = (page: Page): string => new URL(page.url()).hash.slice(1);

export async function next(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Next', exact: true }).click();
}

/** Everything that the browser keeps of a candidate, as text. */
export async function storedInBrowser(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const kept: unknown[] = [{ ...localStorage }, { ...sessionStorage }, document.cookie];
    for (const { name } of databases) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? '');
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('no database')));
      });
      for (const store of database.objectStoreNames) {
        const rows = await new Promise((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.addEventListener('success', () => resolve(request.result));
        });
        kept.push({ store, rows });
      }
      database.close();
    }
    return JSON.stringify(kept);
  });
}

/** How far the page moved by itself, summed as Core Web Vitals do; call before the page is opened. */
export async function watchLayoutShifts(context: BrowserContext): Promise<(page: Page) => Promise<number>> {
  await context.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.assign(window, { layoutShifts: shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[])
        if (!entry.hadRecentInput) shifts.sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return (page) =>
    page.evaluate(() => (window as unknown as { layoutShifts: { sum: number } }).layoutShifts.sum);
}
