import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { addMember } from '../support/members.js';
import type { Employer } from '../support/test-app.js';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

describe.skipIf(chromiumPath === undefined)('who is at work', () => {
  let bench: BrowserBench;
  let owner: Employer;
  beforeAll(async () => {
    bench = await BrowserBench.start();
  });
  afterAll(() => bench.stop());

  async function running(
    count: number,
  ): Promise<{ assessment: PublishedAssessment; candidates: Candidate[] }> {
    owner = await bench.app.employer();
    const assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
    const candidates: Candidate[] = [];
    for (let index = 0; index < count; index += 1)
      candidates.push(await startedCandidate(bench.app, assessment.slug, `candidate-${index}@example.org`));
    return { assessment, candidates };
  }

  it('is shown as it happens: starting, saving, submitting', async () => {
    const { assessment } = await running(0);
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${assessment.id}/live`);
    await page.getByRole('heading', { name: 'Nobody is at work' }).waitFor();
    const candidate = await startedCandidate(bench.app, assessment.slug, 'new@example.org');
    const row = page.getByRole('row').filter({ hasText: 'new@example.org' });
    await row.getByText('0 of 2').waitFor();
    await row.getByText(/^29 min \d+ sec$|^30 min$/).waitFor();
    await page.getByText('1 candidate is at work').waitFor();
    const [first] = assessment.questionIds;
    must(200, await candidate.put(`/public/attempt/answers/${first}`, { response: 'two', clientSeq: 1 }));
    await row.getByText('1 of 2').waitFor();
    must(201, await submit(candidate));
    await row.getByText('Submitted').waitFor();
    await page.getByText('0 candidates are at work').waitFor();
    expect(bench.violations).toEqual([]);
  });

  it('is known again after the connection was cut', async () => {
    const { assessment, candidates } = await running(1);
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${assessment.id}/live`);
    await page.getByText('1 candidate is at work').waitFor();
    await page.context().setOffline(true);
    await page.getByText('The live connection is interrupted').waitFor();
    must(201, await submit(candidates[0]!));
    await startedCandidate(bench.app, assessment.slug, 'later@example.org');
    await page.context().setOffline(false);
    await page.getByText('later@example.org').waitFor();
    expect(await page.getByText('candidate-0@example.org').count()).toBe(0);
    await page.getByText('Live', { exact: true }).nth(1).waitFor();
  });

  it('can be ended by a member, who is told what is lost', async () => {
    const { assessment } = await running(2);
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${assessment.id}/live`);
    const row = page.getByRole('row').filter({ hasText: 'candidate-1@example.org' });
    await row.getByRole('button', { name: 'End the attempt of Carla Candidate' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('0 of 2 questions are answered').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row.getByRole('button', { name: 'End the attempt of Carla Candidate' }).click();
    await dialog.getByRole('button', { name: 'End it now' }).click();
    await row.getByText('Ended by a member').waitFor();
    await page.getByText('1 candidate is at work').waitFor();
  });

  it('gets more time, one, those selected and all', async () => {
    const { assessment, candidates } = await running(3);
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${assessment.id}/live`);
    const row = (index: number) => page.getByRole('row').filter({ hasText: `candidate-${index}@` });
    const give = async (minutes: string): Promise<void> => {
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Minutes').fill(minutes);
      await dialog.getByRole('button', { name: 'Give the time' }).click();
      await dialog.getByText('Say why; others will ask later.').waitFor();
      await dialog.getByLabel('Reason').fill('Fire alarm');
      await dialog.getByRole('button', { name: 'Give the time' }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await row(0).getByRole('button', { name: 'More time for Carla Candidate' }).click();
    await give('10');
    await row(0)
      .getByText(/^39 min|^40 min/)
      .waitFor();
    await row(1).getByRole('checkbox').check();
    await row(2).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'More time for 2 selected' }).click();
    await give('60');
    await row(1).getByText('1 hr 29 min').waitFor();
    await page.getByRole('button', { name: 'More time for all' }).click();
    await give('5');
    await row(2).getByText('1 hr 34 min').waitFor();
    await row(0)
      .getByText(/^44 min|^45 min/)
      .waitFor();
    const paper = must(200, await candidates[0]!.get('/public/attempt')).body;
    expect(Math.round(paper.remainingMilliseconds / 60_000)).toBe(45);
  });

  it('can go on where the deadline has ended the attempt, from the page of the result', async () => {
    const { assessment, candidates } = await running(1);
    await moveDeadline(bench.app.database.admin, candidates[0]!.attemptId, '-1 minute');
    const { items } = must(200, await owner.get(`/assessments/${assessment.id}/submissions`)).body;
    const page = await bench.pageOf(owner);
    await page.goto(`/submissions/${items[0].submissionId}`);
    await page.getByRole('button', { name: 'Reopen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The network was down');
    await dialog.getByRole('button', { name: 'Reopen it' }).click();
    await page.waitForURL('**/live');
    await page.getByText('candidate-0@example.org').waitFor();
    await page.goBack();
    await page.getByText('This result does not count').waitFor();
    await page.getByText('Reopened for 10 minutes').waitFor();
    expect(await page.getByRole('button', { name: 'Reopen' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)(
    'is shown to reviewers, who can change nothing, in %s without an accessibility fault',
    async (colorScheme) => {
      const { assessment } = await running(2);
      const reviewer = await addMember(bench.app, owner, 'reviewer');
      for (const size of ['desktop', 'narrow'] as const) {
        const page = await bench.pageOf(reviewer, { colorScheme, size });
        await page.goto(`/assessments/${assessment.id}/live`);
        await page.getByText('2 candidates are at work').waitFor();
        expect(await page.getByRole('button', { name: /time|End/ }).count()).toBe(0);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await sidewaysScroll(page)).toBe(0);
        await page.context().close();
      }
      const page = await bench.pageOf(owner, { colorScheme, size: 'narrow' });
      await page.goto(`/assessments/${assessment.id}/live`);
      await page.getByRole('button', { name: 'More time for all' }).click();
      await page.getByRole('dialog').getByLabel('Reason').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
    },
  );

  it('is closed to who is signed out meanwhile', async () => {
    const { assessment } = await running(1);
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${assessment.id}/live`);
    await page.getByText('1 candidate is at work').waitFor();
    must(204, await owner.post('/auth/sign-out'));
    await page.getByRole('dialog', { name: 'You are signed out' }).waitFor();
  });
});
