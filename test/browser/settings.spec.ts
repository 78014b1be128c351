import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeResetLink } from '../../src/auth/reset-link-command.js';
import { addMember, newAddress } from '../support/members.js';
import { must } from '../support/assessment-builder.js';
import type { Employer } from '../support/test-app.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

const newPassword = (): string => `another long pass phrase ${randomUUID()}`;

describe.skipIf(chromiumPath === undefined)('the settings', () => {
  let bench: BrowserBench;
  beforeAll(async () => {
    bench = await BrowserBench.start();
  });
  afterAll(async () => {
    expect(bench.violations).toEqual([]);
    await bench.stop();
  });

  async function signIn(page: Page, email: string, password: string): Promise<void> {
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('invite a member, who joins by the link and has a new role with the next request', async () => {
    const owner = await bench.app.employer();
    const page = await bench.pageOf(owner);
    const email = newAddress();
    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Invite a member' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill(email);
    await dialog.getByRole('radio', { name: 'Reviewer' }).check();
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await dialog.getByLabel('Link to join', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Open invitations' }).getByText(email).waitFor();

    const theirs = await bench.page();
    const password = newPassword();
    await theirs.goto(link);
    await theirs.getByLabel('Your name').fill('Rita Reviewer');
    await theirs.getByLabel('Password', { exact: true }).fill(password);
    await theirs.getByRole('button', { name: 'Join' }).click();
    await theirs.getByText('You are a member now').waitFor();
    await signIn(theirs, email, password);
    await theirs.getByRole('heading', { name: 'Assessments' }).waitFor();
    // A reviewer is told so, and asked nothing of the server.
    await theirs.goto('/settings/api-keys');
    await theirs.getByRole('heading', { name: 'Not for your role' }).waitFor();
    await theirs.goto('/settings/members');
    await theirs.getByText('Rita Reviewer').waitFor();
    expect(await theirs.getByRole('button', { name: 'Invite a member' }).count()).toBe(0);

    await page.reload();
    await page.getByRole('button', { name: 'Change the role of Rita Reviewer' }).click();
    await dialog.getByRole('radio', { name: 'Owner' }).check();
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await dialog.waitFor({ state: 'detached' });
    await theirs.reload();
    await theirs.getByRole('button', { name: 'Invite a member' }).waitFor();
  });

  it('explain why the last owner stays', async () => {
    const page = await bench.pageOf(await bench.app.employer());
    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Remove Olga Owner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This is you').waitFor();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog.getByText('Make another member an owner first').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('list', { name: 'Members' }).getByText('Olga Owner').waitFor();
  });

  it('say when a member was changed by somebody else meanwhile', async () => {
    const owner = await bench.app.employer();
    const member = await addMember(bench.app, owner, 'author');
    const page = await bench.pageOf(owner);
    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Change the role of Mia Member' }).click();
    const { etag } = must(200, await owner.get(`/members/${member.memberId}`)).body;
    must(200, await owner.patch(`/members/${member.memberId}`, { role: 'reviewer' }, etag));
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Owner' }).check();
    await dialog.getByRole('button', { name: 'Change the role' }).click();
    await dialog.getByText('changed or removed by somebody else').waitFor();
    expect((await owner.get(`/members/${member.memberId}`)).body.role).toBe('reviewer');
  });

  it('make an API key that a program can use until it is revoked', async () => {
    const page = await bench.pageOf(await bench.app.employer());
    await page.goto('/settings/api-keys');
    await page.getByRole('button', { name: 'New API key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Nightly export');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('Choose at least one.').waitFor();
    await dialog.getByRole('checkbox', { name: 'Read what happens' }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    const key = await dialog.getByLabel('API key', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const program = bench.app.anonymous({ authorization: `Bearer ${key}` });
    expect((await program.get('/events')).status).toBe(200);
    expect((await program.get('/assessments')).status).toBe(403);
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: 'Revoke “Nightly export”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect((await program.get('/events')).status).toBe(401);
  });

  it('make a webhook, give it a new secret, disable it and remove it', async () => {
    const owner = await bench.app.employer();
    const page = await bench.pageOf(owner);
    await page.goto('/settings/webhooks');
    await page.getByRole('button', { name: 'New webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address of your server').fill('https://10.0.0.1/');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('private').waitFor();
    await dialog.getByLabel('Address of your server').fill('https://hooks.example.com/assay');
    await dialog.getByRole('checkbox', { name: 'All of attempt', exact: true }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    const first = await dialog.getByLabel('Secret for the signature', { exact: true }).inputValue();
    expect(first).toMatch(/^whsec_/);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'https://hooks.example.com/assay' }).click();
    await page.getByText('Not used yet').waitFor();

    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByRole('link', { name: 'ping' }).click();
    await dialog.getByText('"type":"ping"').waitFor();
    await dialog.getByText('Not sent yet.').waitFor();
    expect(page.url()).toContain('delivery=');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'New secret' }).click();
    await dialog.getByRole('button', { name: 'New secret' }).click();
    expect(await dialog.getByLabel('Secret for the signature', { exact: true }).inputValue()).not.toBe(first);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('The old secret signs too').waitFor();

    await page.getByRole('button', { name: 'Disable' }).click();
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    await page.getByRole('link', { name: 'ping' }).waitFor();
    await page.getByText('Kept', { exact: true }).and(page.locator(':visible')).first().waitFor();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();

    await page.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'No webhook yet' }).waitFor();
  });

  it('set the language of pages and mails, the mails themselves, and the password', async () => {
    const owner = await bench.app.employer();
    const page = await bench.pageOf(owner);
    await page.goto('/settings/notices');
    await page.getByRole('radio', { name: 'At once' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not saved yet').waitFor({ state: 'detached' });
    expect((await owner.get('/members/me/notifications')).body.submissions).toBe('instant');

    await page.goto('/settings/profile');
    const password = newPassword();
    await page.getByLabel('Present password').fill('not the password');
    await page.getByLabel('New password').fill(password);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('This is not the present password.').waitFor();
    await page.getByLabel('Present password').fill(owner.password);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your new password is set.').waitFor();

    await page.getByLabel('Language').selectOption('pl');
    await page.getByRole('heading', { level: 1, name: 'Ustawienia' }).waitFor();
    const again = await bench.app.signIn(owner.email, password);
    expect((await again.get('/auth/session')).body.language).toBe('pl');
  });

  it('set a new password by the link that the operator makes, once', async () => {
    const owner = await bench.app.employer();
    const page = await bench.page();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await page.getByLabel('E-mail address').fill(owner.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Look into your mail').waitFor();

    const link = await makeResetLink(owner.email, {
      databaseUrl: bench.app.database.url,
      publicUrl: bench.origin,
    });
    await page.goto(link!);
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Use at least 15 characters.').waitFor();
    const password = newPassword();
    await page.getByLabel('New password').fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your new password is set. Sign in with it.').waitFor();
    await signIn(page, owner.email, password);
    await page.getByRole('heading', { name: 'Assessments' }).waitFor();

    const late = await bench.page();
    await late.goto(link!);
    await late.getByLabel('New password').fill(newPassword());
    await late.getByRole('button', { name: 'Set the password' }).click();
    await late.getByText('This link no longer works').waitFor();
    await late.getByRole('link', { name: 'Have a new link sent' }).waitFor();
  });

  it('say that the session has ended when it was in another tab, and come back', async () => {
    const owner = await bench.app.employer();
    const page = await bench.pageOf(owner);
    await page.goto('/settings/members');
    await page.getByRole('list', { name: 'Members' }).waitFor();
    const other = await page.context().newPage();
    await other.goto('/assessments');
    await other.getByRole('button', { name: 'Account of Olga Owner' }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.waitForURL('**/sign-in');
    await other.close();
    // The stream of the bell ends with the session: nobody has to press anything.
    const dialog = page.getByRole('dialog', { name: 'You are signed out' });
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await signIn(page, owner.email, owner.password);
    await page.waitForURL('**/settings/members');
    await page.getByRole('list', { name: 'Members' }).waitFor();
  });
});

describe.skipIf(chromiumPath === undefined)('every page of the settings', () => {
  let bench: BrowserBench;
  let owner: Employer;
  let webhookId: string;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    owner = await bench.app.employer();
    must(201, await owner.post('/members', { email: newAddress(), role: 'author' }));
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    must(201, await owner.post('/api-keys', { name: 'Reader', scopes: ['events:read'], expiresAt }));
    const webhook = { url: 'https://hooks.example.com/assay', eventTypes: ['*'] };
    webhookId = must(201, await owner.post('/webhooks', webhook)).body.id;
    must(202, await owner.post(`/webhooks/${webhookId}/test`));
  });
  afterAll(() => bench.stop());

  /** A page, and a button that opens a dialog on it. */
  const views = (): readonly (readonly [path: string, button?: string])[] => [
    ['/settings/profile'],
    ['/settings/notices'],
    ['/settings/members', 'Invite a member'],
    ['/settings/api-keys', 'New API key'],
    ['/settings/webhooks', 'New webhook'],
    [`/settings/webhooks/${webhookId}`, 'New secret'],
    ['/forgot-password'],
    ['/reset-password#token'],
  ];

  // Colours do not depend on the width: the narrow page is looked at in both schemes, the wide one in one.
  const looks = [
    ['light', 'narrow'],
    ['dark', 'narrow'],
    ['light', 'desktop'],
  ] as const;

  async function open(page: Page, path: string): Promise<void> {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('status', { name: 'Loading…' }).waitFor({ state: 'detached' });
  }

  async function expectGood(page: Page, view: string): Promise<void> {
    expect(await accessibilityFaults(page), view).toEqual([]);
    expect(await sidewaysScroll(page), view).toBe(0);
  }

  it.each(looks)(
    'has no accessibility fault in %s at %s, and no sideways scroll',
    async (colorScheme, size) => {
      const page = await bench.pageOf(owner, { colorScheme, size });
      for (const [path] of views()) {
        await open(page, path);
        await expectGood(page, path);
      }
      expect(bench.violations).toEqual([]);
    },
  );

  it.each(looks)('opens dialogs without a fault in %s at %s', async (colorScheme, size) => {
    const page = await bench.pageOf(owner, { colorScheme, size });
    for (const [path, button] of views()) {
      if (button === undefined) continue;
      await open(page, path);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('dialog').waitFor();
      await expectGood(page, `${path} ${button}`);
    }
    expect(bench.violations).toEqual([]);
  });
});
