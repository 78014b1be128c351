/// <reference lib="dom" />
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, publishedAssessment, type PublishedAssessment } from '../support/assessment-builder.js';
import { Mailroom } from '../support/mailroom.js';
import type { Employer } from '../support/test-app.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('sharing an assessment', () => {
  let bench: BrowserBench;
  let owner: Employer;
  let assessment: PublishedAssessment;
  let address: string;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    owner = await bench.app.employer();
    assessment = await publishedAssessment(owner);
    address = `/assessments/${assessment.id}/share`;
  });
  afterAll(async () => {
    await bench.stop();
    expect(bench.violations).toEqual([]);
  });

  async function invited(
    email = `candidate-${randomUUID()}@example.org`,
  ): Promise<{ email: string; link: string }> {
    const { body } = must(
      200,
      await owner.post(`/assessments/${assessment.id}/invites`, { invites: [{ email }] }),
    );
    return { email, link: body.results[0].link };
  }

  async function act(page: Page, email: string, name: string): Promise<void> {
    await page.getByRole('button', { name: `Actions for ${email}` }).click();
    await page.getByRole('menuitem', { name }).click();
  }

  it('gives the public link out, with and without a clipboard', async () => {
    const link = `${bench.origin}/a/${assessment.slug}`;
    const page = await bench.pageOf(owner);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(address);
    const copy = page.getByRole('button', { name: 'Copy: Link' });
    await copy.click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await page.evaluate(() => navigator.clipboard.writeText('something else'));
    await page.evaluate(() =>
      Object.defineProperty(navigator.clipboard, 'writeText', {
        value: () => Promise.reject(new Error('refused')),
      }),
    );
    await copy.click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    for (const kind of ['PNG', 'SVG']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: kind, exact: true }).click(),
      ]);
      const bytes = await readFile(await download.path());
      expect(bytes.subarray(0, 4).toString('latin1')).toContain(kind === 'PNG' ? 'PNG' : '<svg');
    }
  });

  it('opens and closes the link, and says when somebody else was quicker', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(address);
    const linkOpen = page.getByRole('switch', { name: 'Let people in by this link' });
    await linkOpen.uncheck({ force: true });
    await page.getByText('The link is closed.').waitFor();
    const read = must(200, await owner.get(`/assessments/${assessment.id}`));
    expect(read.body.linkOpen).toBe(false);
    must(
      200,
      await owner.patch(`/assessments/${assessment.id}`, { linkCapacity: 7 }, String(read.headers['etag'])),
    );
    await linkOpen.check({ force: true });
    await page.getByText('Somebody else has changed this assessment').waitFor();
    await page.getByText('The link is closed.').waitFor();
    expect(await page.getByLabel('How many may start by this link').inputValue()).toBe('7');
    await linkOpen.check({ force: true });
    await page.getByText('The link is open.').waitFor();
    await page.getByLabel('How many may start by this link').fill('');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await expect
      .poll(async () => (await owner.get(`/assessments/${assessment.id}`)).body)
      .toMatchObject({ linkOpen: true, linkCapacity: null });
  });

  it('invites whom one pastes, and says what became of each', async () => {
    const known = await invited();
    const [anna, ben] = [`anna-${randomUUID()}@example.org`, `ben-${randomUUID()}@example.org`];
    const page = await bench.pageOf(owner);
    await page.goto(address);
    await page
      .getByLabel('Who')
      .fill(
        `Anna Nowak <${anna}>\nnobody\n${ben.toUpperCase()}\n${known.email}\nagain ${anna}\ntwo@@example.org`,
      );
    await page.getByText('2 entries are not invited').waitFor();
    await page.getByText('Line 2, no e-mail address').waitFor();
    await page.getByText('Line 5, stands here twice').waitFor();
    await page.getByRole('button', { name: /^Invite \d people$/ }).click();
    await page.getByText('2 people were invited.').waitFor();
    const outcomes = page.getByRole('region', { name: 'What became of each' });
    await outcomes.getByText('Invited before').waitFor();
    await outcomes.getByText('No valid address').waitFor();
    await outcomes.getByRole('button', { name: `Copy the link of ${anna}` }).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByLabel('Search').fill(anna.slice(0, 20));
    await page.waitForURL(/[?&]q=anna-/);
    const list = page.getByRole('list', { name: 'Invites' });
    await list.getByText('Anna Nowak').waitFor();
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  });

  it('sends the same list once, though the answer was lost', async () => {
    const email = `lost-${randomUUID()}@example.org`;
    const page = await bench.pageOf(owner);
    await page.goto(address);
    let tries = 0;
    await page.route('**/invites', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      tries += 1;
      if (tries > 3) return route.fallback();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByLabel('Who').fill(email);
    await page.getByRole('button', { name: 'Invite 1 person' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.getByRole('button', { name: 'Invite 1 person' }).click();
    // The first answer, without the link, which is shown to whoever gets that answer only.
    await page.getByText('1 person was invited.').waitFor();
    expect(tries).toBe(4);
  });

  it('makes a new link, gives extra time, and revokes', async () => {
    const { email, link } = await invited();
    const page = await bench.pageOf(owner);
    await page.goto(`${address}?q=${encodeURIComponent(email)}`);
    await act(page, email, 'Send again');
    await page.getByRole('switch', { name: 'Send the link by e-mail' }).last().uncheck({ force: true });
    await page.getByRole('button', { name: 'Make a new link' }).click();
    const fresh = await page.getByRole('textbox', { name: 'New link' }).inputValue();
    expect(fresh).toContain('/invite#invite_');
    expect(fresh).not.toBe(link);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    const token = fresh.split('#')[1];
    must(200, await bench.app.anonymous().post('/public/invites/open', { token }));

    await act(page, email, 'Extra time');
    await page.getByLabel('A part of the time limit').check();
    await page.getByLabel('Percent').fill('50');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('50 % more time').waitFor();

    await act(page, email, 'Revoke');
    await page.getByText(`The link of ${email} stops working.`).waitFor();
    await page.getByRole('button', { name: 'Revoke the invite' }).click();
    await page.getByRole('list', { name: 'Invites' }).getByText('Revoked').waitFor();
    const after = await bench.app.anonymous().post('/public/invites/open', { token });
    expect(after.status).not.toBe(200);
    await page.getByLabel('Status').selectOption('pending');
    await page.getByText('No invite matches').waitFor();
    await page.waitForURL(/status=pending/);
  });

  it('saves reminders, and does not overwrite those of somebody else', async () => {
    const page = await bench.pageOf(owner);
    await page.goto(address);
    await page.getByRole('switch', { name: 'Send reminders' }).check({ force: true });
    await page.getByLabel('Days after the invite').fill('2, 90');
    await page.getByText('Up to five different numbers').waitFor();
    await page.getByLabel('Days after the invite').fill('2, 9');
    const save = page.getByRole('region', { name: 'Reminders' }).getByRole('button', { name: 'Save' });
    await save.click();
    await page
      .getByRole('status')
      .getByText('Saved')
      .or(page.getByText('Saved', { exact: true }))
      .first()
      .waitFor();
    const path = `/assessments/${assessment.id}/reminders`;
    const read = must(200, await owner.get(path));
    expect(read.body).toMatchObject({ enabled: true, afterInviteDays: [2, 9], timeZone: 'Europe/Warsaw' });
    const headers = { 'if-match': String(read.headers['etag']) };
    must(200, await owner.put(path, { ...read.body, afterInviteDays: [5] }, { headers }));
    await page.getByLabel('Days after the invite').fill('4');
    await save.click();
    await page.getByText('Somebody else has changed the reminders').waitFor();
    await page.getByRole('button', { name: 'Show theirs, lose mine' }).click();
    await expect.poll(() => page.getByLabel('Days after the invite').inputValue()).toBe('5');
  });

  it('leads from the mail in the outbox to the page of the candidate', async () => {
    const { email } = await invited();
    const mailroom = new Mailroom(bench.app);
    mailroom.keepInOutbox();
    await mailroom.workThroughQueue();
    const page = await bench.pageOf(owner);
    await page.goto('/outbox');
    await page.getByText('Mails are kept here').waitFor();
    await page.getByRole('row').filter({ hasText: email }).getByRole('link').click();
    await page.getByText('The link is meant for you alone.').waitFor();
    const href = await page.getByRole('link', { name: /\/invite#/ }).getAttribute('href');
    // The bench has another port than the address that it is configured with.
    const candidate = await bench.page();
    await candidate.goto(`/invite#${href!.split('#')[1]}`);
    await candidate.getByRole('heading', { name: 'Entrance test' }).waitFor();
  });

  it.each([
    ['light', 'desktop'],
    ['light', 'narrow'],
    ['dark', 'desktop'],
    ['dark', 'narrow'],
  ] as const)('has no accessibility fault in %s, %s', async (colorScheme, size) => {
    const { email } = await invited();
    const page = await bench.pageOf(owner, { colorScheme, size });
    const check = async (what: string): Promise<void> => {
      expect(await accessibilityFaults(page), what).toEqual([]);
      expect(await sidewaysScroll(page), what).toBe(0);
    };
    await page.goto(address);
    await page.getByRole('button', { name: `Actions for ${email}` }).waitFor();
    await page.getByLabel('Who').fill(`Anna <${colorScheme}-${size}@example.org>\nnobody`);
    await page.getByText('1 entry is not invited').waitFor();
    await check('tab');
    await page.getByRole('button', { name: 'Invite 1 person' }).click();
    await page.getByText('1 person was invited.').waitFor();
    await check('outcomes');
    await act(page, email, 'Extra time');
    await page.getByLabel('Some minutes').check();
    await check('dialog');
    await page.goto('/outbox');
    await page.getByText('Mails are kept here').waitFor();
    await check('outbox');
  });
});
