import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { JournalReader } from '../../src/events/journal-reader.js';
import { journalConsumers } from '../../src/job-handlers.js';
import { draftAssessment, publishedAssessment } from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import type { Employer } from '../support/test-app.js';
import { until } from '../support/until.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('what happened', () => {
  let bench: BrowserBench;
  let owner: Employer;
  let author: Employer;
  let readers: readonly JournalReader[];

  beforeAll(async () => {
    bench = await BrowserBench.start();
    const database = bench.app.app.get(Database, { strict: false });
    readers = journalConsumers(bench.app.app).map((consumer) => new JournalReader(database, consumer));
    // Consumers begin with what comes after their first look.
    await readJournal();
    owner = await bench.app.employer();
    author = await addMember(bench.app, owner, 'author');
    await publishedAssessment(author, { settings: { title: 'Warehouse <subject>' } });
  });
  afterAll(() => bench.stop());

  const rows = (page: Page) => page.getByRole('list', { name: 'Activity' }).getByRole('listitem');

  /** The worker's part: what the journal holds is told to members. Other tests on the server hold it back for a moment. */
  async function readJournal(): Promise<boolean> {
    for (const reader of readers) while ((await reader.readBatch()) > 0);
    return true;
  }

  function isTold(button: Locator): Promise<void> {
    return until('members are told', async () => (await readJournal()) && (await button.count()) > 0);
  }

  it('is told in plain words with links, and filtered by the address', async () => {
    const page = await bench.pageOf(owner);
    await page.goto('/activity');
    const published = rows(page).filter({ hasText: '“Warehouse <subject>” was published as version 1' });
    await published.getByText('Mia Member').waitFor();
    await page.getByLabel('Kind').selectOption({ label: 'Members' });
    await page.waitForURL('**/activity?group=people');
    await rows(page).filter({ hasText: 'Mia Member joined as author' }).waitFor();
    expect(await published.count()).toBe(0);
    await page.getByLabel('Done by').selectOption({ label: 'Olga Owner' });
    await page.waitForURL(`**/activity?group=people&actor=${owner.memberId}`);
    await rows(page).filter({ hasText: 'Somebody was invited' }).waitFor();
    expect(await rows(page).filter({ hasText: 'joined' }).count()).toBe(0);
    await page.reload();
    await rows(page).filter({ hasText: 'Somebody was invited' }).waitFor();
    expect(await rows(page).filter({ hasText: 'joined' }).count()).toBe(0);
    await page.getByLabel('Until').fill('2020-01-01');
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await published.getByRole('link', { name: 'Warehouse <subject>' }).click();
    await page.getByRole('heading', { level: 1, name: 'Warehouse <subject>' }).waitFor();
    expect(bench.violations).toEqual([]);
  });

  it('counts what is new, and moves no row until that is wanted', async () => {
    const page = await bench.pageOf(owner);
    await page.goto('/activity?group=assessments');
    await page.getByText('Live', { exact: true }).waitFor();
    const before = await rows(page).count();
    await draftAssessment(author, { settings: { title: 'Office' } });
    await page.getByRole('button', { name: 'Show one new event' }).waitFor();
    expect(await rows(page).count()).toBe(before);
    await page.getByRole('button', { name: 'Show one new event' }).click();
    await rows(page).first().getByText('“Office” was made').waitFor();
    await page.getByText('New since you came').waitFor();
    await page.getByRole('button', { name: /new event/ }).waitFor({ state: 'detached' });
  });

  it('is told to members at the bell, until they have read it', async () => {
    const page = await bench.pageOf(owner);
    await page.goto('/assessments');
    const bell = page.getByRole('button', { name: /^Notifications/ });
    await isTold(page.getByRole('button', { name: /^Notifications, .*unread/ }));
    const before = await bell.getAttribute('aria-label');
    await addMember(bench.app, owner, 'reviewer');
    // The page is told by its stream; nobody reloads it.
    await isTold(bell.and(page.locator(`:not([aria-label="${before}"])`)));
    await bell.click();
    const list = page.getByRole('dialog', { name: 'Notifications' });
    await list.getByText('Mia Member joined as reviewer').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await list.getByRole('button', { name: 'Mark all as read' }).click();
    await list.getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    expect(bench.violations).toEqual([]);
  });

  it('says what to do when it cannot be fetched', async () => {
    const page = await bench.pageOf(owner);
    await page.route('**/api/v1/events/newest*', (route) => route.fulfill({ status: 500, body: '' }));
    await page.goto('/activity');
    const failure = page.getByRole('alert');
    await failure.getByText('That did not work').waitFor();
    await page.unroute('**/api/v1/events/newest*');
    await failure.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility fault in %s, and no sideways scroll',
    async (colorScheme) => {
      for (const size of ['desktop', 'narrow'] as const) {
        const page = await bench.pageOf(owner, { colorScheme, size });
        await page.goto('/activity');
        await rows(page).first().waitFor();
        expect(await accessibilityFaults(page), size).toEqual([]);
        expect(await sidewaysScroll(page), size).toBe(0);
        await page.close();
      }
    },
  );
});
