import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, publishedAssessment, type PublishedAssessment } from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import type { Employer } from '../support/test-app.js';
import { BrowserBench } from './support/browser-bench.js';
import { attemptIdOf, questions, startByLink } from './support/candidate-page.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('the time of a candidate', () => {
  let bench: BrowserBench;
  let owner: Employer;
  let assessment: PublishedAssessment;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    owner = await bench.app.employer();
    assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 }, questions });
  });
  afterAll(() => bench.stop());

  /** Moves the deadline, and lets the page hear of it as it does when it comes back into sight. */
  async function leave(page: Page, distance: string): Promise<void> {
    await moveDeadline(bench.app.database.admin, attemptIdOf(page), distance);
    await page.waitForTimeout(600);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  }
  async function secondsLeft(page: Page): Promise<number> {
    const text = await page.locator('.time-value').innerText();
    return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  }
  const showsAbout = (page: Page, seconds: number) =>
    expect
      .poll(() => secondsLeft(page), { timeout: 10_000 })
      .toSatisfy((left: number) => Math.abs(left - seconds) <= 3);
  const said = (page: Page) => page.locator('.time-said');

  it('says before the start how long it is, with what the invite adds', async () => {
    const invites = [{ email: 'carla@example.org', extraTimePercent: 25 }];
    const { results } = must(
      200,
      await owner.post(`/assessments/${assessment.id}/invites`, { invites }),
    ).body;
    const page = await bench.page();
    await page.goto(`/invite#${results[0].token}`);
    await page.getByText('37 minutes 30 seconds. The time starts').waitFor();
  });

  it('ends while they type: what was saved is received, and the page says so', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await page.getByRole('radio', { name: 'Two' }).check();
    await page.getByText(/^Saved/).waitFor();
    await page.getByRole('button', { name: 'Question 5, not answered' }).click();
    await leave(page, '4 seconds');
    const field = page.getByRole('textbox');
    for (
      let typed = 1;
      (await field.count()) > 0 && !(await field.getAttribute('readonly')) && typed < 60;
      typed += 1
    ) {
      await field.pressSequentially('a', { timeout: 1_000 }).catch(() => undefined);
      await page.waitForTimeout(100);
      if (await page.getByText('Your time is over.').count()) break;
    }
    await page.getByText('Your last answers are being sent').waitFor();
    await page.getByRole('heading', { name: 'Your time is over' }).waitFor({ timeout: 30_000 });
    expect(await page.getByText('did not reach the server').count()).toBe(0);
    const { rows } = await bench.app.database.admin.query(
      `SELECT finish_reason, responses FROM submissions WHERE attempt_id = $1`,
      [attemptIdOf(page)],
    );
    expect(rows[0].finish_reason).toBe('deadline');
    // Typed up to the last moment and not to the last minute.
    expect(rows[0].responses).toMatch(/"aaa+"/);
    await page.close();
  });

  it('ends without a connection: the answers that did not arrive are named', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await leave(page, '3 seconds');
    await page.context().setOffline(true);
    await page.getByRole('radio', { name: 'Two' }).check();
    await page.getByText('Your time is over.').waitFor();
    await page.getByText('You are offline.').waitFor();
    await moveDeadline(bench.app.database.admin, attemptIdOf(page), '-1 minute');
    await page.context().setOffline(false);
    await page
      .getByText('1 answer did not reach the server in time: question 1.')
      .waitFor({ timeout: 30_000 });
    await page.close();
  });

  it('is given by the employer and seen without a reload; an attempt that had ended goes on', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await page.getByRole('radio', { name: 'Two' }).check();
    await page.getByText(/^Saved/).waitFor();
    const attemptId = attemptIdOf(page);
    const before = await secondsLeft(page);
    const body = { minutes: 15, reason: 'The line was cut.', attempts: { ids: [attemptId] } };
    must(200, await owner.post(`/assessments/${assessment.id}/time-extensions`, body));
    await showsAbout(page, before + 15 * 60);

    await leave(page, '-10 seconds');
    await page.getByRole('heading', { name: 'Your time is over' }).waitFor({ timeout: 30_000 });
    must(200, await owner.post(`/attempts/${attemptId}/reopen`, { minutes: 5, reason: 'The line was cut.' }));
    await page.getByText('You have been given more time.').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Question 1 of 5' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Two' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Three' }).check();
    await page.getByText(/^Saved/).waitFor();
    await showsAbout(page, 5 * 60);
    await page.close();
  }, 90_000);

  /** A device whose time of day is wrong, and can be set while the page is open. */
  async function wrongClock(context: BrowserContext, milliseconds: number): Promise<void> {
    await context.addInitScript((offset) => {
      const shift = { offset };
      const Real = Date;
      class Wrong extends Real {
        constructor(...given: unknown[]) {
          if (given.length === 0) super(Real.now() + shift.offset);
          else super(...(given as [number]));
        }
        static override now(): number {
          return Real.now() + shift.offset;
        }
      }
      Object.assign(window, { Date: Wrong, deviceClock: shift });
    }, milliseconds);
  }

  it.each([3_600_000, -3_600_000])(
    'does not depend on the clock of the device: %d ms wrong',
    async (offset) => {
      const context = await bench.context();
      await wrongClock(context, offset);
      const page = await context.newPage();
      await startByLink(page, assessment.slug);
      await showsAbout(page, 30 * 60);
      await page.getByRole('radio', { name: 'Two' }).check();
      await page.getByText(/^Saved/).waitFor();
      // The time at which it was saved is the server's too.
      const shown = await page.getByText(/^Saved/).innerText();
      const { rows } = await bench.app.database.admin.query(
        'SELECT saved_at FROM answers WHERE attempt_id = $1',
        [attemptIdOf(page)],
      );
      const format = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Europe/Warsaw' });
      expect(shown).toBe(`Saved ${format.format(rows[0].saved_at)}`);
      // And it is set right in the middle of the attempt.
      await page.evaluate(() => {
        (window as unknown as { deviceClock: { offset: number } }).deviceClock.offset = 0;
      });
      await page.waitForTimeout(1_000);
      await showsAbout(page, 30 * 60);
      expect(await page.getByText('Your time is over.').count()).toBe(0);
      await context.close();
    },
  );

  it('is read out when asked and at the marks, never each second, and can be hidden', async () => {
    const page = await bench.page();
    await startByLink(page, assessment.slug);
    await page.getByRole('button', { name: 'Read out the time' }).click();
    await said(page)
      .getByText(/Time left: (30|29) minutes/)
      .waitFor();
    const heard: string[] = [];
    await page.exposeFunction('heard', (text: string) => heard.push(text));
    await page.evaluate(() => {
      const region = document.querySelector('.time-said')!;
      new MutationObserver(() =>
        (window as unknown as { heard: (text: string) => void }).heard(region.textContent ?? ''),
      ).observe(region, { childList: true, characterData: true, subtree: true });
    });
    await leave(page, '303 seconds');
    await said(page).getByText('5 minutes left').waitFor();
    await page.waitForTimeout(2_500);
    expect(heard.filter((text) => text !== '')).toEqual(
      ['10 minutes left', '5 minutes left'].slice(-heard.length),
    );
    await page.getByRole('button', { name: 'Hide the time' }).click();
    expect(await page.locator('.time-value').innerText()).not.toMatch(/\d/);
    expect(bench.violations).toEqual([]);
    await page.close();
  });
});
