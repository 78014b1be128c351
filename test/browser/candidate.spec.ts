import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryQuestions, Canaries } from '../contract/support/canary-questions.js';
import { findKeyMembers, findLeaks } from '../contract/support/leak-search.js';
import { OptOutLinks } from '../../src/invites/opt-out-links.js';
import { Mailroom } from '../support/mailroom.js';
import { must, publishedAssessment, startedCandidate, submit } from '../support/assessment-builder.js';
import type { Employer } from '../support/test-app.js';
import { BrowserBench, type Size } from './support/browser-bench.js';
import {
  next,
  questions,
  startByLink,
  storedInBrowser,
  watchLayoutShifts,
} from './support/candidate-page.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('the page of a candidate', () => {
  let bench: BrowserBench;
  beforeAll(async () => {
    bench = await BrowserBench.start();
  });
  afterAll(() => bench.stop());

  /** By an employer of its own: the quota is three. */
  async function published(settings: object = {}, given: readonly object[] = questions) {
    const owner = await bench.app.employer('Example Works');
    const assessment = await publishedAssessment(owner, {
      settings: { timeLimitMinutes: 30, reviewPolicy: 'outcomes', ...settings },
      questions: given,
    });
    return { ...assessment, owner };
  }
  const invited = async (
    owner: Employer,
    id: string,
    name = 'Ivo Invited',
  ): Promise<{ id: string; token: string }> => {
    const invites = [{ email: `${crypto.randomUUID()}@example.org`, name }];
    return must(200, await owner.post(`/assessments/${id}/invites`, { invites })).body.results[0];
  };

  async function answerAll(page: Page): Promise<void> {
    await page.getByRole('radio', { name: 'Two' }).check();
    await next(page);
    await page.getByRole('checkbox', { name: 'Red' }).check();
    await page.getByRole('checkbox', { name: 'Blue' }).check();
    await next(page);
    await page.getByRole('radio', { name: 'True' }).check();
    await next(page);
    await page.getByRole('textbox').fill('12.50');
    await page.getByText('Understood as 12.50').waitFor();
    await next(page);
    await page.getByRole('textbox').fill('وارسو');
    await page.getByRole('main').getByRole('button', { name: 'Review and submit' }).click();
  }

  it.each(['desktop', 'phone'] as const)('leads from the link to the result, on a %s', async (size: Size) => {
    const { slug } = await published({ closesAt: '2099-05-04T10:00:00Z', passMarkPercent: 60 });
    const context = await bench.context({ size });
    const shiftsOf = await watchLayoutShifts(context);
    const page = await context.newPage();
    await page.goto(`/a/${slug}`);
    await page.getByRole('heading', { name: 'Entrance test' }).waitFor();
    const landing = await page.getByRole('main').innerText();
    for (const words of [
      'Example Works asks you',
      '5 questions',
      '30 minutes',
      'Monday',
      '4 May 2099',
      '12:00 CEST',
      'Europe/Warsaw',
      'at least 60 %',
    ])
      expect(landing).toContain(words);
    await startByLink(page, slug);
    await answerAll(page);
    await page.getByText('You have answered every question.').waitFor();
    await page.getByRole('button', { name: 'Submit…' }).click();
    await page.getByRole('button', { name: 'Submit now' }).click();
    await page.getByRole('heading', { name: 'Your answers have been received' }).waitFor();
    await page.getByText('100 %').waitFor();
    await page.getByText('You have passed.').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as JSON' }).click(),
    ]);
    const receipt = JSON.parse(await readFile(await download.path(), 'utf8'));
    const { rows } = await bench.app.database.admin.query(
      `SELECT encode(responses_sha256, 'hex') AS hash, responses FROM submissions WHERE id = $1`,
      [receipt.submissionId],
    );
    expect(receipt.responsesHash).toBe(rows[0].hash);
    expect(rows[0].responses).toContain('12.50');
    expect(await page.getByText(receipt.submissionId).count()).toBe(1);
    // Nothing of the attempt stays, and a reload of this tab still shows the receipt.
    const kept = await storedInBrowser(page);
    expect(kept).toContain('"store":"attempts","rows":[]');
    expect(kept).toContain('"store":"unsent","rows":[]');
    await page.reload();
    await page.getByText(receipt.submissionId).waitFor();
    await page.getByText('100 %').waitFor();
    expect(await shiftsOf(page)).toBeLessThan(0.1);
    expect(bench.violations).toEqual([]);
    await context.close();
  });

  it('leads from an invite to the result with the keyboard alone', async () => {
    const { id, owner } = await published({ reviewPolicy: 'none' }, questions.slice(0, 3));
    const { token } = await invited(owner, id);
    const page = await bench.page();
    await page.goto(`/invite#${token}`);
    await page.getByText('Ivo Invited').waitFor();
    const { rows } = await bench.app.database.admin.query('SELECT FROM attempts WHERE assessment_id = $1', [
      id,
    ]);
    expect(rows).toEqual([]);

    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = (): Promise<string> =>
      page.evaluate(
        () =>
          document.activeElement?.textContent?.trim() || (document.activeElement as HTMLInputElement).value,
      );
    const tabTo = async (name: string): Promise<void> => {
      for (let count = 0; count < 40 && (await focused()) !== name; count += 1) await press('Tab');
      expect(await focused()).toBe(name);
    };
    await tabTo('Start');
    await press('Enter');
    await page.getByRole('heading', { name: 'Question 1 of 3' }).waitFor();
    await tabTo('Next');
    await press('Enter');
    // The focus is at the heading of the next question, so that Tab goes into it.
    await page.waitForFunction(() => document.activeElement?.textContent === 'Question 2 of 3');
    await press('Tab', 'Space', 'Tab', 'Tab', 'Space');
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(2);
    // Two are the most that may be chosen.
    await press('Shift+Tab', 'Space');
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(2);
    await tabTo('Back');
    await press('Enter');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Question 1 of 3');
    await press('Tab', 'Space', 'ArrowDown');
    expect(await page.getByRole('radio', { name: 'Two' }).isChecked()).toBe(true);
    await tabTo('Flag for later');
    await press('Space');
    await tabTo('Next');
    await press('Enter', 'Tab', 'Tab', 'Tab', 'Tab');
    await tabTo('Next');
    await press('Enter');
    await page.getByRole('heading', { name: 'Question 3 of 3' }).waitFor();
    await tabTo('Review and submit');
    await press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'review-heading');
    expect(await page.getByRole('list').filter({ hasText: 'Question 3' }).count()).toBe(1);
    await tabTo('Submit…');
    await press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'confirm-heading');
    await page.getByText('1 question is not answered.').waitFor();
    await press('Tab', 'Enter');
    await page.getByRole('heading', { name: 'Your answers have been received' }).waitFor();
    await page.getByText('The employer tells you the result.').waitFor();
    await page.goto(`/invite#${token}`);
    await page.getByRole('heading', { name: 'You have already submitted this assessment' }).waitFor();
  });

  it('shows all questions at once where the author wants that', async () => {
    const { slug } = await published({ presentation: 'all' });
    const page = await bench.page();
    await startByLink(page, slug);
    expect(await page.getByRole('heading', { name: /^Question \d of 5$/ }).count()).toBe(5);
    await page.getByRole('radio', { name: 'True' }).check();
    await page.getByText(/^Saved \d\d:\d\d:\d\d$/).waitFor();
    await page.getByRole('navigation', { name: 'Questions' }).getByText('4').click();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Question 4 of 5');
    expect(await page.getByRole('button', { name: 'Question 3, answered' }).count()).toBe(1);
  });

  it('says in which state it cannot be taken, each in its own words', async () => {
    const page = await bench.page();
    const title = (name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();
    const { id, slug, owner } = await published({ linkCapacity: 1 });
    const [revoked, expired] = [await invited(owner, id), await invited(owner, id)];
    must(200, await owner.post(`/invites/${revoked.id}/revoke`));
    await bench.app.database.admin.query(
      `UPDATE invites SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [expired.id],
    );
    await page.goto(`/invite#${revoked.token}`);
    await title('This invitation was withdrawn');
    await page.goto(`/invite#${expired.token}`);
    await title('This invitation has expired');
    await page.goto('/invite#invite_nothing');
    await title('There is nothing here');
    await page.goto('/a/0000');
    await title('There is nothing here');
    // The last place goes while the form is being filled in.
    await page.goto(`/a/${slug}`);
    await page.getByLabel('E-mail address').fill('late@example.org');
    await page.getByLabel('Your name').fill('Lia Late');
    await startedCandidate(bench.app, slug);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('As many people as may take this assessment').waitFor();
    await page.reload();
    await title('All places are taken');
    must(200, await owner.post(`/assessments/${id}/close`));
    await page.reload();
    await title('This assessment is closed');
    const later = await published({ opensAt: '2099-01-01T00:00:00Z' });
    await page.goto(`/a/${later.slug}`);
    await page.getByText('This assessment is not open yet').waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).count()).toBe(0);
    expect(bench.violations).toEqual([]);
  });

  it('tells whoever comes again that the assessment was submitted or has begun elsewhere', async () => {
    const { slug } = await published();
    const candidate = await startedCandidate(bench.app, slug);
    const page = await bench.page();
    const start = async (): Promise<void> => {
      await page.goto(`/a/${slug}`);
      await page.getByLabel('E-mail address').fill(candidate.email);
      await page.getByLabel('Your name').fill('Somebody Else');
      await page.getByRole('button', { name: 'Start' }).click();
    };
    await start();
    await page.getByText('Somebody has started with this e-mail address').waitFor();
    must(201, await submit(candidate));
    await start();
    await page.getByRole('alert').waitFor();
  });

  it('asks for the code that was sent to the address, and lets it go on in another browser', async () => {
    const mailroom = new Mailroom(bench.app);
    const { slug } = await published(
      { requireEmailVerification: true, linkCapacity: 1 },
      questions.slice(0, 3),
    );
    const email = `${crypto.randomUUID()}@example.org`;
    const start = async (button: string): Promise<Page> => {
      const page = await bench.page();
      await page.goto(`/a/${slug}`);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Your name').fill('Carla Candidate');
      await page.getByRole('button', { name: 'Send me a code' }).click();
      await page.getByText('a code of six digits is on its way').waitFor();
      await page.waitForFunction(() => (document.activeElement as HTMLInputElement).name === 'code');
      await mailroom.work();
      const code = codeIn(mailroom.to(email).at(-1)?.text);
      await page.keyboard.type(code === '123456' ? '654321' : '123456');
      await page.getByRole('button', { name: button }).click();
      await page.getByText('This is not the code. You have 4 tries left.').waitFor();
      await page.waitForFunction(() => (document.activeElement as HTMLInputElement).name === 'code');
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('heading', { name: 'Question 1 of 3' }).waitFor();
      return page;
    };
    const first = await start('Start');
    await first.getByRole('radio', { name: 'Two' }).check();
    await first.getByText(/^Saved/).waitFor();
    // The one place is taken, and taken by this candidate.
    const second = await start('Start');
    expect(await second.getByRole('radio', { name: 'Two' }).isChecked()).toBe(true);
    // The token of the first browser is no longer that of the attempt.
    await first.getByRole('radio', { name: 'One' }).check();
    await first.getByRole('heading', { name: 'This browser has no assessment to go on with' }).waitFor();
    await first.goto(`/a/${slug}`);
    await first.getByLabel('E-mail address').waitFor();
  });

  it('stops reminders when asked to, and not by being looked at', async () => {
    const { id, owner } = await published();
    const invite = await invited(owner, id);
    const email = must(200, await owner.get(`/assessments/${id}/invites`)).body.items[0].email;
    const token = bench.app.app
      .get(OptOutLinks, { strict: false })
      .tokenOf({ employerId: owner.employerId, inviteId: invite.id, emailCanonical: email }, 'page');
    const isOut = async (): Promise<unknown> => {
      const { rows } = await bench.app.database.admin.query(
        'SELECT is_out FROM opt_outs WHERE employer_id = $1',
        [owner.employerId],
      );
      return rows[0]?.is_out;
    };
    const page = await bench.page({ size: 'narrow' });
    await page.goto(`/opt-out#${token}`);
    await page.getByRole('button', { name: 'Stop reminders' }).waitFor();
    expect(await isOut()).toBeUndefined();
    await page.getByRole('button', { name: 'Stop reminders' }).click();
    await page.getByText('Example Works will not remind you any more.').waitFor();
    expect(await isOut()).toBe(true);
    await page.getByRole('button', { name: 'Send reminders again' }).click();
    await page.getByText('Example Works may remind you again.').waitFor();
    expect(await isOut()).toBe(false);
  });

  it('says beside the field what is wrong with it', async () => {
    const { slug } = await published();
    const page = await bench.page();
    await page.goto(`/a/${slug}`);
    await page.getByLabel('E-mail address').fill('not an address');
    await page.getByLabel('Your name').fill('Carla');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Write an e-mail address').waitFor();
    expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement).name === 'email');
  });

  it('receives no byte of a key, an explanation or another candidate, and keeps none', async () => {
    const canaries = new Canaries();
    const { slug, questionIds } = await published({ presentation: 'all' }, canaryQuestions(canaries));
    const other = await startedCandidate(
      bench.app,
      slug,
      `${canaries.word('other e-mail').toLowerCase()}@example.org`,
    );
    must(
      200,
      await other.put(`/public/attempt/answers/${questionIds[4]}`, {
        response: canaries.word('answer'),
        clientSeq: 1,
      }),
    );
    const page = await bench.page();
    const received: Promise<string>[] = [];
    page.on('response', (response) => {
      const head = JSON.stringify(response.headers());
      received.push(
        response.text().then(
          (body) => `${response.url()} ${head} ${body}`,
          () => head,
        ),
      );
    });
    await startByLink(page, slug);
    await page.getByRole('radio').first().check();
    await page.getByText(/^Saved/).waitFor();
    const during = await storedInBrowser(page);
    await page.getByRole('main').getByRole('button', { name: 'Review and submit' }).click();
    await page.getByRole('button', { name: 'Submit…' }).click();
    await page.getByRole('button', { name: 'Submit now' }).click();
    await page.getByRole('heading', { name: 'Your result' }).waitFor();
    const bytes = [
      ...(await Promise.all(received)),
      during,
      await storedInBrowser(page),
      await page.content(),
    ];
    expect(bytes.length).toBeGreaterThan(8);
    for (const text of bytes) {
      expect(findLeaks(text, canaries.secrets)).toEqual([]);
      // The programs name members of types; what counts is what the server says.
      if (!/^\S+\.(js|css) /.test(text)) expect(findKeyMembers(text)).toEqual([]);
    }
  });

  it('speaks the language that the reader chooses, and remembers it', async () => {
    const { slug } = await published();
    const page = await bench.page({ language: 'pl-PL' });
    await page.goto(`/a/${slug}`);
    await page.getByText('5 pytań').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('5 questions').waitFor();
    await page.reload();
    await page.getByText('5 questions').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });
});

/** The only six digits in a mail. */
function codeIn(text: string | undefined): string {
  const code = /\b\d{6}\b/.exec(text ?? '')?.[0];
  if (code === undefined) throw new Error('There is no code in the mail.');
  return code;
}
