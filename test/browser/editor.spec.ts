import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftAssessment, must, singleChoice, trueFalse } from '../support/assessment-builder.js';
import type { Employer } from '../support/test-app.js';
import { BrowserBench } from './support/browser-bench.js';
import { chromiumPath } from './support/chromium.js';

const statements = ['First', 'Second', 'Third'].map((text) => ({ ...trueFalse, text }));

async function order(owner: Employer, id: string): Promise<string[]> {
  const { body } = must(200, await owner.get(`/assessments/${id}/questions`));
  return body.items.map((item: { text: string }) => item.text);
}

async function saved(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
}

describe.skipIf(chromiumPath === undefined)('the editor', () => {
  let bench: BrowserBench;
  let owner: Employer;
  beforeAll(async () => {
    bench = await BrowserBench.start();
    owner = await bench.app.employer();
  });
  afterAll(async () => {
    expect(bench.violations).toEqual([]);
    await bench.stop();
  });

  it('leads from nothing to a published assessment: write, put in order by keyboard, publish', async () => {
    const author = await bench.app.employer();
    const { body } = must(201, await author.post('/assessments', { title: 'From nothing' }));
    const page = await bench.pageOf(author);
    await page.goto(`/assessments/${body.id}/publish`);
    await page.getByText('There is no question yet.').waitFor();
    expect(await page.getByRole('button', { name: 'Publish version 1' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Add questions' }).click();

    await page.getByRole('button', { name: 'Add a question' }).click();
    await page.getByRole('menuitem', { name: 'Single choice' }).click();
    await page.getByLabel('Question', { exact: true }).fill('Which is even?');
    await page.getByRole('textbox', { name: 'Option 1' }).fill('One');
    await page.getByRole('textbox', { name: 'Option 2' }).fill('One');
    await page.getByRole('textbox', { name: 'Option 3' }).fill('Three');
    await page.getByLabel('Option 2 is right').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('looks the same as an earlier option').waitFor();
    await page.getByRole('textbox', { name: 'Option 2' }).fill('Two');
    await page.getByRole('button', { name: 'Move option 2 up' }).click();
    // What is right goes with the option, not with its place; the preview follows.
    expect(await page.getByLabel('Option 1 is right').isChecked()).toBe(true);
    await page.getByRole('region', { name: 'As candidates see it' }).getByText('Two').waitFor();
    await page.getByRole('button', { name: 'Save and write another' }).click();
    await expect.poll(() => page.getByLabel('Question', { exact: true }).inputValue()).toBe('');
    await page.goto(`/assessments/${body.id}/questions/new?kind=numeric`);
    await page.getByLabel('Question', { exact: true }).fill('Two times three?');
    await page.getByLabel('Number 1', { exact: true }).fill('6');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'Two times three?' }).waitFor();

    await page.getByRole('button', { name: 'Move question 2' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('Question 2 of 2 picked up.').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByText('Now at place 1 of 2.').waitFor();
    const ordered = page.waitForResponse((answer) => answer.url().endsWith('/questions/order'));
    await page.keyboard.press('Space');
    expect((await ordered).status()).toBe(200);
    expect(await order(author, body.id)).toEqual(['Two times three?', 'Which is even?']);

    await page.getByRole('link', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByText('Version 1 is published.').waitFor();
    await page.getByRole('heading', { name: 'What has changed since version 1' }).waitFor();
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.getByText('✓ Two').waitFor();
  });

  it('moves questions by mouse, by menu and to a place, and says when the list was changed by others', async () => {
    const { id } = await draftAssessment(owner, { questions: statements });
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/questions`);
    const done = () => page.waitForResponse((answer) => answer.url().endsWith('/questions/order'));

    const handle = (await page.getByRole('button', { name: 'Move question 1' }).boundingBox())!;
    const target = (await page.getByRole('button', { name: 'Move question 3' }).boundingBox())!;
    let moved = done();
    await page.mouse.move(handle.x + 10, handle.y + 10);
    await page.mouse.down();
    await page.mouse.move(handle.x + 10, handle.y + 40, { steps: 4 });
    await page.mouse.move(target.x + 10, target.y + 12, { steps: 8 });
    await page.mouse.up();
    await moved;
    expect(await order(owner, id)).toEqual(['Second', 'Third', 'First']);

    moved = done();
    await page.getByRole('button', { name: 'Actions for question 3' }).click();
    await page.getByRole('menuitem', { name: 'Move up' }).click();
    await moved;
    moved = done();
    await page.getByRole('button', { name: 'Actions for question 3' }).click();
    await page.getByRole('menuitem', { name: 'Move to a place…' }).click();
    await page.getByLabel('New place, from 1 to 3').fill('1');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await moved;
    expect(await order(owner, id)).toEqual(['Third', 'Second', 'First']);

    must(201, await owner.post(`/assessments/${id}/questions`, { ...trueFalse, text: 'From elsewhere' }));
    await page.getByRole('button', { name: 'Actions for question 1' }).click();
    await page.getByRole('menuitem', { name: 'Move down' }).click();
    await page.getByText('Somebody else has changed the list').waitFor();
    await page.getByRole('link', { name: 'From elsewhere' }).waitFor();
    expect(await order(owner, id)).toEqual(['Third', 'Second', 'First', 'From elsewhere']);
  });

  it('deletes after asking, and shows first what an export cannot hold', async () => {
    const { id } = await draftAssessment(owner, { questions: [singleChoice, ...statements] });
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/questions`);
    await page.getByRole('button', { name: 'Actions for question 2' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('It is gone from the draft').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('3 questions').waitFor();
    expect(await order(owner, id)).toEqual([singleChoice.text, 'Second', 'Third']);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText('The file holds everything.').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page
      .getByRole('combobox', { name: 'File format' })
      .or(page.getByRole('textbox', { name: 'File format' }))
      .first()
      .click();
    await page.getByRole('option', { name: 'Aiken' }).click();
    await page.getByText('questions lose something in this format').waitFor();
  });

  it('shows both sides of a stale edit of settings, and takes each field from the chosen one', async () => {
    const { id, etag } = await draftAssessment(owner, { settings: { title: 'Old title' } });
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/settings`);
    await page.getByLabel('Title', { exact: true }).fill('My title');
    await page.getByLabel('Pass mark in percent').fill('70');
    const theirs = { title: 'Their title', timeLimitMinutes: 45 };
    must(200, await owner.patch(`/assessments/${id}`, theirs, etag));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has saved in the meantime').waitFor();
    const dialog = page.getByRole('dialog');
    const title = dialog.getByRole('group', { name: /^Title/ });
    await title.getByText('Both changed it').waitFor();
    await title.getByText('My title').waitFor();
    await title.getByLabel('Theirs').check();
    await dialog.getByRole('button', { name: 'Save this choice' }).click();
    await saved(page);
    const { body } = must(200, await owner.get(`/assessments/${id}`));
    expect(body).toMatchObject({ title: 'Their title', timeLimitMinutes: 45, passMarkPercent: 70 });
    expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Their title');
  });

  it('keeps a whole side of a stale question, and does not ask when only the list has moved', async () => {
    const { id, questionIds } = await draftAssessment(owner, { questions: statements });
    const path = `/assessments/${id}/questions/${questionIds[0]}`;
    const page = await bench.pageOf(owner);
    await page.goto(path);
    await page.getByLabel('Question', { exact: true }).fill('My statement');
    await page.getByLabel('False').first().check();
    const { etag } = must(200, await owner.get(path)).body;
    must(200, await owner.patch(path, { text: 'Their statement', points: 5 }, etag));
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'All mine' }).click();
    await page.getByRole('button', { name: 'Save this choice' }).click();
    await saved(page);
    expect(must(200, await owner.get(path)).body).toMatchObject({
      text: 'My statement',
      points: 1,
      key: { correct: false },
    });

    await page.goto(`/assessments/${id}/settings`);
    await page.getByLabel('Description').fill('Described');
    must(201, await owner.post(`/assessments/${id}/questions`, trueFalse));
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page);
    expect(must(200, await owner.get(`/assessments/${id}`)).body.description).toBe('Described');
  });

  it('asks before unsaved changes are left behind', async () => {
    const { id } = await draftAssessment(owner, { questions: statements });
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/settings`);
    await page.getByLabel('Title', { exact: true }).fill('Half way');
    await page.getByRole('link', { name: 'Questions' }).click();
    await page.getByText('Leave without saving?').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Half way');
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await page.getByRole('link', { name: 'Questions' }).click();
    await page.getByRole('button', { name: 'Leave, lose the changes' }).click();
    await page.getByRole('link', { name: 'Second' }).waitFor();
    expect(must(200, await owner.get(`/assessments/${id}`)).body.title).toBe('Entrance test');
  });

  it('names the field that the server refuses', async () => {
    const { id } = await draftAssessment(owner);
    const page = await bench.pageOf(owner);
    await page.goto(`/assessments/${id}/settings`);
    await page.getByLabel('Opens').fill('2027-05-02T10:00');
    await page.getByLabel('Closes').fill('2027-05-01T10:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Some fields need a change').waitFor();
    expect(await page.getByLabel('Closes').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Closes').fill('2027-05-03T10:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page);
    // The browser of this test is in Warsaw.
    expect(must(200, await owner.get(`/assessments/${id}`)).body).toMatchObject({
      opensAt: '2027-05-02T08:00:00.000Z',
      closesAt: '2027-05-03T08:00:00.000Z',
    });
  });
});
