import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  draftAssessment,
  must,
  publishedAssessment,
  singleChoice,
  startedCandidate,
  submit,
  trueFalse,
} from '../support/assessment-builder.js';
import { insertResults } from '../support/result-rows.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

describe('the list of assessments', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it('is searched for a part of the title, in which nothing is a pattern', async () => {
    owner = await app.employer();
    for (const title of ['100% Gärtner', '100 gärtner', 'Unterscore a_b', 'axb']) {
      must(201, await owner.post('/assessments', { title }));
    }
    const titles = async (text: string): Promise<string[]> => {
      const { body } = must(200, await owner.get(`/assessments?q=${encodeURIComponent(text)}`));
      return body.items.map((item: { title: string }) => item.title);
    };
    expect(await titles('GÄRT')).toEqual(['100 gärtner', '100% Gärtner']);
    expect(await titles('100%')).toEqual(['100% Gärtner']);
    expect(await titles('a_b')).toEqual(['Unterscore a_b']);
    expect(await titles('\\')).toEqual([]);
  });

  it('tells how far candidates are, and how many assessments may still be active', async () => {
    owner = await app.employer();
    const one = await publishedAssessment(owner);
    const two = await publishedAssessment(owner);
    const draft = await draftAssessment(owner);
    await startedCandidate(app, one.slug);
    await submit(await startedCandidate(app, one.slug));
    // The newest revision of a score is the one that counts.
    await insertResults(app.database.admin, two.id, [
      { percents: [40, 80] },
      { passed: false },
      { passed: null },
    ]);
    const { body } = must(200, await owner.get('/assessments'));
    const counts = Object.fromEntries(
      body.items.map((item: { id: string; counts: object }) => [item.id, item.counts]),
    );
    expect(counts).toEqual({
      [one.id]: { started: 2, inProgress: 1, submitted: 1, passed: 0 },
      [two.id]: { started: 3, inProgress: 0, submitted: 3, passed: 1 },
      [draft.id]: { started: 0, inProgress: 0, submitted: 0, passed: 0 },
    });
    expect(body.quota).toEqual({ active: 2, limit: 3 });
    expect(must(200, await owner.get(`/assessments/${one.id}/counts`)).body).toEqual(counts[one.id]);
    const elsewhere = await app.employer();
    must(404, await elsewhere.get(`/assessments/${one.id}/counts`));
    expect(must(200, await elsewhere.get('/assessments')).body).toMatchObject({
      items: [],
      quota: { active: 0, limit: 3 },
    });
  });
});

describe('the preview of publishing', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
  });
  afterAll(() => app.stop());

  it('names what stands in the way, as the act would', async () => {
    const draft = await draftAssessment(owner, {
      questions: [],
      settings: { closesAt: '2020-01-01T00:00:00Z' },
    });
    const path = `/assessments/${draft.id}`;
    const { body } = must(200, await owner.get(`${path}/publish-preview`));
    const refused = must(409, await owner.post(`${path}/publish`));
    expect(body.reasons).toEqual(refused.body.reasons);
    expect(body.reasons.map((reason: { code: string }) => reason.code)).toEqual([
      'no-questions',
      'already-over',
    ]);
    expect(body).toMatchObject({ questionCount: 0, maximumPoints: 0, activates: true, changes: null });
  });

  it('names what has changed since the newest version', async () => {
    const { id, questionIds } = await publishedAssessment(owner, {
      questions: [singleChoice, trueFalse, { ...trueFalse, text: 'Ice is cold.' }],
    });
    const path = `/assessments/${id}`;
    const same = must(200, await owner.get(`${path}/publish-preview`));
    expect(same.body).toMatchObject({
      reasons: [],
      questionCount: 3,
      maximumPoints: 4,
      activates: false,
      changes: { versionNumber: 1, settings: [], addedCount: 0, removedCount: 0, changedCount: 0 },
    });
    expect(same.body.changes).toMatchObject({ isReordered: false, questions: [] });

    const question = must(200, await owner.get(`${path}/questions/${questionIds[1]}`)).body;
    must(
      200,
      await owner.patch(`${path}/questions/${question.id}`, { key: { correct: false } }, question.etag),
    );
    const first = must(200, await owner.get(`${path}/questions/${questionIds[0]}`)).body;
    must(204, await owner.delete(`${path}/questions/${first.id}`, first.etag));
    const added = must(201, await owner.post(`${path}/questions`, trueFalse)).body;
    const { headers } = must(200, await owner.get(path));
    must(200, await owner.patch(path, { timeLimitMinutes: 20, linkOpen: false }, String(headers['etag'])));
    const { body } = must(200, await owner.get(`${path}/publish-preview`));
    expect(body.changes).toMatchObject({
      addedCount: 1,
      removedCount: 1,
      changedCount: 1,
      isReordered: false,
    });
    expect(body.changes.settings).toEqual(['timeLimitMinutes']);
    expect(body.changes.questions).toEqual([
      { id: question.id, position: 1, text: 'Water is wet.', change: 'changed', parts: ['key'] },
      { id: added.id, position: 3, text: 'Water is wet.', change: 'added', parts: [] },
      { id: first.id, position: 1, text: 'Which number is even?', change: 'removed', parts: [] },
    ]);
  });
});
