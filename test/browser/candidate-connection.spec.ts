import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedAssessment, type PublishedAssessment } from '../support/assessment-builder.js';
import { BrowserBench } from './support/browser-bench.js';
import { attemptIdOf, next, questions, startByLink } from './support/candidate-page.js';
import { chromiumOptions, chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('nothing that a candidate answered is lost', () => {
  let bench: BrowserBench;
  let assessment: PublishedAssessment;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    assessment = await publishedAssessment(await bench.app.employer(), {
      settings: { timeLimitMinutes: 30, reviewPolicy: 'none' },
      questions,
    });
  });
  afterAll(() => bench.stop());

  /** What the database has: the response to each question, by its place in the assessment. */
  async function stored(attemptId: string): Promise<Record<number, unknown>> {
    const { rows } = await bench.app.database.admin.query<{ item_id: string; response: unknown }>(
      'SELECT item_id, response FROM answers WHERE attempt_id = $1',
      [attemptId],
    );
    return Object.fromEntries(
      rows.map(({ item_id, response }) => [assessment.questionIds.indexOf(item_id) + 1, response]),
    );
  }
  const submissions = async (attemptId: string): Promise<number> => {
    const { rows } = await bench.app.database.admin.query(
      'SELECT count(*)::int AS count FROM submissions WHERE attempt_id = $1',
      [attemptId],
    );
    return rows[0].count;
  };
  const radio = (page: Page, name: string) => page.getByRole('radio', { name });
  const saved = (page: Page): Promise<void> => page.getByText(/^Saved \d\d:\d\d:\d\d$/).waitFor();
  const offline = (page: Page) => page.getByText('You are offline.');

  async function submitNow(page: Page): Promise<void> {
    await page
      .getByRole('navigation', { name: 'Questions' })
      .getByRole('button', { name: 'Review and submit' })
      .click();
    await page.getByRole('button', { name: 'Submit…' }).click();
    await page.getByRole('button', { name: 'Submit now' }).click();
  }
  const received = (page: Page): Promise<void> =>
    page.getByRole('heading', { name: 'Your answers have been received' }).waitFor();

  it('through a lost connection: what was answered meanwhile is sent in order when it is back', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await radio(page, 'One').check();
    await saved(page);
    const context = page.context();
    await context.setOffline(true);
    await radio(page, 'Two').check();
    await page.getByText('Not saved yet').waitFor();
    await offline(page).waitFor();
    await next(page);
    await page.getByRole('checkbox', { name: 'Red' }).check();
    await next(page);
    await radio(page, 'False').check();
    await radio(page, 'True').check();
    await page.getByText('3 answers wait to be sent').waitFor();
    expect(await stored(attemptIdOf(page))).toEqual({ 1: 'one' });
    // Long enough for several tries to fail; the connection returns between two of them.
    await page.waitForTimeout(4_000);
    await context.setOffline(false);
    await saved(page);
    await offline(page).waitFor({ state: 'detached' });
    expect(await stored(attemptIdOf(page))).toEqual({ 1: 'two', 2: ['red'], 3: true });
    await page.close();
  });

  it('where the server answers with errors, and says that it is not the connection', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    let refusals = 0;
    await page.route('**/attempt/answers/*', async (route) => {
      refusals += 1;
      if (refusals > 2) return route.fallback();
      const problem = {
        code: 'service-unavailable',
        title: 'Busy',
        status: 503,
        retryable: true,
        type: '',
        instance: '',
      };
      await route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: problem });
    });
    await radio(page, 'Two').check();
    await saved(page);
    expect(refusals).toBe(3);
    expect(await offline(page).count()).toBe(0);
    await page.close();
  });

  it('through a reload with unsent answers: they are sent by the next page', async () => {
    const page = await bench.page();
    // The requests that outlive a page pass by what a test can intercept: here they get lost.
    await page.addInitScript(() => {
      const { fetch } = window;
      window.fetch = (input, init) =>
        init?.keepalive ? Promise.reject(new TypeError('lost')) : fetch(input, init);
    });
    await startByLink(page, assessment.slug);
    await page.route('**/attempt/answers/*', (route) => route.abort());
    await radio(page, 'Two').check();
    await next(page);
    await page.getByRole('checkbox', { name: 'Blue' }).check();
    await offline(page).waitFor();
    await page.reload();
    // At the question where the candidate was, with the answers as they were.
    await page.getByRole('heading', { name: 'Question 2 of 5' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'Blue' }).isChecked()).toBe(true);
    expect(await stored(attemptIdOf(page))).toEqual({});
    await page.unroute('**/attempt/answers/*');
    await saved(page);
    await offline(page).waitFor({ state: 'detached' });
    expect(await stored(attemptIdOf(page))).toEqual({ 1: 'two', 2: ['blue'] });
    await page.close();
  });

  it('when the tab is closed while typing', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    const attemptId = attemptIdOf(page);
    await page.getByRole('button', { name: 'Question 4, not answered' }).click();
    await page.getByRole('textbox').pressSequentially('12.5');
    // At once, before the page had a reason to send: the request outlives it.
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => stored(attemptId), { timeout: 10_000 }).toEqual({ 4: '12.5' });
  });

  it('when the browser is killed and opened again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-browser-'));
    const first = await launch(folder);
    const page = await first.context.newPage();
    await page.goto(bench.origin);
    await startByLink(page, `${assessment.slug}`);
    await radio(page, 'Two').check();
    await saved(page);
    await page.route('**/attempt/answers/*', (route) => route.abort());
    await next(page);
    await page.getByRole('checkbox', { name: 'Red' }).check();
    await offline(page).waitFor();
    const address = page.url();
    // Chromium commits what IndexedDB says is committed to its log within a moment; a kill is no power cut.
    process.kill(-first.process.pid!, 'SIGKILL');
    await first.ended;
    expect(await stored(new URL(address).hash.slice(1))).toEqual({ 1: 'two' });

    const second = await launch(folder);
    const again = await second.context.newPage();
    await again.goto(`${bench.origin}/a/${assessment.slug}`);
    await again.getByRole('button', { name: 'Go on' }).click();
    await again.getByRole('heading', { name: 'Question 2 of 5' }).waitFor();
    await saved(again);
    expect(again.url()).toBe(address);
    expect(await stored(attemptIdOf(again))).toEqual({ 1: 'two', 2: ['red'] });
    process.kill(-second.process.pid!, 'SIGKILL');
    await second.ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function launch(folder: string) {
    const child = spawn(
      chromiumPath!,
      [
        ...chromiumOptions.args,
        '--headless=new',
        `--user-data-dir=${folder}`,
        '--remote-debugging-port=0',
        '--lang=en-GB',
        'about:blank',
      ],
      { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const browser = await chromium.connectOverCDP(await debuggingAddress(child));
    const context = browser.contexts()[0] as BrowserContext;
    context.setDefaultTimeout(20_000);
    const page = context.newPage.bind(context);
    context.newPage = async () => {
      const opened = await page();
      const visit = opened.goto.bind(opened);
      opened.goto = (path, options) => visit(new URL(path, bench.origin).href, options);
      return opened;
    };
    return { process: child, context, ended };
  }

  it('however often the button is pressed and the answer is lost: one submission', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await radio(page, 'Two').check();
    // Without the stream and the look at the time, by which the page would learn that it was submitted.
    await page.route(/attempt\/(events|time)$/, (route) => route.abort());
    await page.reload();
    await page.getByRole('heading', { name: 'Question 1 of 5' }).waitFor();
    const keys: (string | undefined)[] = [];
    await page.route('**/attempt/submit', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      // The server does it; the answer gets lost on its way.
      if (keys.length < 3) {
        await route.fetch();
        return route.abort();
      }
      await route.fallback();
    });
    await page
      .getByRole('navigation', { name: 'Questions' })
      .getByRole('button', { name: 'Review and submit' })
      .click();
    await page.getByRole('button', { name: 'Submit…' }).click();
    await page.getByRole('button', { name: 'Submit now' }).dblclick();
    await received(page);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(await submissions(attemptIdOf(page))).toBe(1);
    await page.close();
  });

  it('when the page is reloaded in the middle of submitting: it goes on by itself', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await radio(page, 'Two').check();
    await saved(page);
    await page.route('**/attempt/submit', (route) => route.abort());
    await submitNow(page);
    await page.getByText('Your answers will be submitted as soon as there is a connection').waitFor();
    expect(await submissions(attemptIdOf(page))).toBe(0);
    await page.unroute('**/attempt/submit');
    await page.reload();
    await received(page);
    expect(await submissions(attemptIdOf(page))).toBe(1);
    await page.close();
  });

  it('in two tabs: the newer one writes, the older one says so and can take over again', async () => {
    const context = await bench.context();
    const older = await context.newPage();
    await startByLink(older, assessment.slug);
    await radio(older, 'One').check();
    await saved(older);
    const newer = await context.newPage();
    await newer.goto(older.url());
    await newer.getByRole('heading', { name: 'Question 1 of 5' }).waitFor();
    expect(await radio(newer, 'One').isChecked()).toBe(true);
    await older.getByText('You have gone on in another window').waitFor();
    expect(await radio(older, 'Two').isDisabled()).toBe(true);
    await radio(newer, 'Two').check();
    await saved(newer);
    await older.getByRole('button', { name: 'Go on here instead' }).click();
    await newer.getByText('You have gone on in another window').waitFor();
    expect(await radio(older, 'Two').isChecked()).toBe(true);
    await radio(older, 'Three').check();
    await saved(older);
    expect(await stored(attemptIdOf(older))).toEqual({ 1: 'three' });
    await context.close();
  });

  it('on two devices: the newer one writes, and what the older one had not sent does not undo it', async () => {
    const owner = await bench.app.employer();
    const { id, questionIds } = await publishedAssessment(owner, {
      settings: { timeLimitMinutes: 30 },
      questions,
    });
    const invites = [{ email: 'ivo@example.org', name: 'Ivo Invited' }];
    const { results } = (await owner.post(`/assessments/${id}/invites`, { invites })).body;
    const open = async (button: string): Promise<Page> => {
      const page = await bench.page();
      await page.goto(`/invite#${results[0].token}`);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('heading', { name: 'Question 1 of 5' }).waitFor();
      return page;
    };
    const older = await open('Start');
    await older.context().setOffline(true);
    await radio(older, 'One').check();
    await next(older);
    await older.getByRole('checkbox', { name: 'Red' }).check();
    const newer = await open('Go on');
    await radio(newer, 'Two').check();
    await saved(newer);
    await older.context().setOffline(false);
    await older.getByText('You have gone on in another window').waitFor();
    await older.getByText('2 answers were not sent from here').waitFor();
    const responses = async (): Promise<unknown> => {
      const { rows } = await bench.app.database.admin.query(
        'SELECT item_id, response FROM answers WHERE attempt_id = $1',
        [attemptIdOf(older)],
      );
      return Object.fromEntries(rows.map((row) => [questionIds.indexOf(row.item_id) + 1, row.response]));
    };
    expect(await responses()).toEqual({ 1: 'two' });
    // Back on the first device: its answer to the question that nobody else touched is sent, the other one is not.
    await older.getByRole('button', { name: 'Go on here instead' }).click();
    await older.getByRole('heading', { name: 'Question 2 of 5' }).waitFor();
    await saved(older);
    expect(await responses()).toEqual({ 1: 'two', 2: ['red'] });
    await newer.context().close();
    await older.context().close();
    expect(bench.violations).toEqual([]);
  });
});

function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      const found = /DevTools listening on (\S+)/.exec(text);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error(`The browser ended: ${text}`)));
  });
}
