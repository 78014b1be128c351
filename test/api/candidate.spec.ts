import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  asCandidate,
  must,
  publishedAssessment,
  singleChoice,
  start,
  startedCandidate,
  submit,
  trueFalse,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

describe('a candidate', () => {
  let app: TestApp;
  let owner: Employer;
  let assessment: PublishedAssessment;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    assessment = await publishedAssessment(owner, {
      settings: { timeLimitMinutes: 30, reviewPolicy: 'outcomes' },
    });
  });
  afterAll(() => app.stop());

  it('reads what the link offers, without questions', async () => {
    const landing = must(200, await app.anonymous().get(`/public/assessments/${assessment.slug}`));
    expect(landing.body).toEqual({
      title: 'Entrance test',
      description: '',
      employerName: 'Example Works',
      itemCount: 2,
      timeLimitMinutes: 30,
      passMarkPercent: 50,
      reviewPolicy: 'outcomes',
      scoring: { wrongAnswersCost: false, partialCredit: false },
      opensAt: null,
      closesAt: null,
      state: 'open',
      requiresEmailVerification: false,
    });
    expect((await app.anonymous().get(`/public/assessments/${'A'.repeat(43)}`)).status).toBe(404);
  });

  it('starts, reads the paper, answers, submits once and reads the result', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const paper = must(200, await candidate.get('/public/attempt'));
    expect(paper.body).toMatchObject({ state: 'in_progress', title: 'Entrance test', answers: [] });
    expect(paper.body.remainingMilliseconds).toBeGreaterThan(29 * 60_000);
    expect(paper.body.items[0]).toEqual({
      questionId: assessment.questionIds[0],
      kind: 'single_choice',
      text: singleChoice.text,
      points: 2,
      content: { options: singleChoice.content.options },
    });

    const [choice, truth] = assessment.questionIds;
    must(200, await candidate.put(`/public/attempt/answers/${choice}`, { response: 'two', clientSeq: 1 }));
    must(200, await candidate.put(`/public/attempt/answers/${truth}`, { response: false, clientSeq: 1 }));
    const reread = must(200, await candidate.get('/public/attempt'));
    expect(reread.body.answers.map((answer: { response: unknown }) => answer.response).sort()).toEqual([
      false,
      'two',
    ]);

    expect((await candidate.get('/public/attempt/result')).body.code).toBe('attempt-not-finished');
    const receipt = must(201, await submit(candidate));
    expect(receipt.body).toMatchObject({ reason: 'submitted' });
    expect(receipt.body.responsesHash).toMatch(/^[0-9a-f]{64}$/);

    const result = must(200, await candidate.get('/public/attempt/result'));
    expect(result.body).toMatchObject({ points: 2, maximumPoints: 3, percent: 66.67, passed: true });
    expect(result.body.items).toEqual([
      { questionId: choice, status: 'correct', points: 2 },
      { questionId: truth, status: 'incorrect', points: 0 },
    ]);
    expect(must(200, await candidate.get('/public/attempt')).body).toEqual({
      state: 'finished',
      receipt: receipt.body,
    });
  });

  it('gets the receipt again with another key, and the stored answer with the same one', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const key = randomUUID();
    const first = must(201, await submit(candidate, key));
    const replayed = must(201, await submit(candidate, key));
    expect(replayed.text).toBe(first.text);
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    const second = must(409, await submit(candidate));
    expect(second.body).toMatchObject({ code: 'already-submitted', receipt: first.body });
    expect((await candidate.post('/public/attempt/submit')).body.code).toBe('idempotency-key-required');
  });

  it('meets the same attempt when the start is repeated, and a stranger with the address does not', async () => {
    const email = `twice-${randomUUID()}@example.org`;
    const key = randomUUID();
    const first = must(201, await start(app, assessment.slug, email, key));
    const again = must(200, await start(app, assessment.slug, email.toUpperCase(), key));
    expect(again.body).toEqual(first.body);
    const stranger = must(409, await start(app, assessment.slug, email));
    expect(stranger.body.code).toBe('attempt-open-elsewhere');
    expect(stranger.text).not.toContain(first.body.attemptId);
    must(201, await submit(asCandidate(app, first, email)));
    expect(must(409, await start(app, assessment.slug, email, key)).body.receipt.reason).toBe('submitted');
    expect(must(409, await start(app, assessment.slug, email)).body.receipt).toBeUndefined();
  });

  it('keeps the newest answer, whatever order the saves arrive in', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const path = `/public/attempt/answers/${assessment.questionIds[0]}`;
    const saved = must(200, await candidate.put(path, { response: 'three', clientSeq: 3 }));
    expect(saved.body).toMatchObject({ outcome: 'saved', clientSeq: 3 });
    for (const [response, clientSeq] of [
      ['one', 1],
      ['two', 2],
      ['two', 3],
    ] as const) {
      expect(must(200, await candidate.put(path, { response, clientSeq })).body).toMatchObject({
        outcome: 'stale',
        clientSeq: 3,
      });
    }
    expect(must(200, await candidate.get('/public/attempt')).body.answers[0].response).toBe('three');
    must(200, await candidate.put(path, { response: null, clientSeq: 4 }));
    expect(must(200, await candidate.get('/public/attempt')).body.answers[0].response).toBeNull();
  });

  it('is told what is wrong with an answer, and nothing is saved', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const path = `/public/attempt/answers/${assessment.questionIds[0]}`;
    const refused = must(422, await candidate.put(path, { response: 'no-such-option', clientSeq: 1 }));
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/response', code: 'unknown-option' });
    must(422, await candidate.put(path, { response: 'two', clientSeq: 0 }));
    must(
      404,
      await candidate.put(`/public/attempt/answers/${randomUUID()}`, { response: 'two', clientSeq: 1 }),
    );
    expect(must(200, await candidate.get('/public/attempt')).body.answers).toEqual([]);
    const forged = app.anonymous({ authorization: `Bearer ${candidate.token.slice(0, -6)}AAAAAA` });
    must(401, await forged.put(path, { response: 'two', clientSeq: 1 }));
    must(401, await forged.get('/public/attempt'));
    must(401, await submit(forged));
  });

  it('may answer and submit within the grace, and not after it', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const path = `/public/attempt/answers/${assessment.questionIds[0]}`;
    await moveDeadline(app.database.admin, candidate.attemptId, '-8 seconds');
    expect(
      must(200, await candidate.put(path, { response: 'two', clientSeq: 1 })).body.remainingMilliseconds,
    ).toBe(0);
    await moveDeadline(app.database.admin, candidate.attemptId, '-11 seconds');
    const late = must(409, await candidate.put(path, { response: 'one', clientSeq: 2 }));
    expect(late.body).toMatchObject({ code: 'attempt-closed', receipt: { reason: 'deadline' } });
    const submitted = must(409, await submit(candidate));
    expect(submitted.body.receipt).toEqual(late.body.receipt);
    expect(must(200, await candidate.get('/public/attempt/result')).body.points).toBe(2);
  });

  it('whose time is over is ended at the deadline by whatever looks first', async () => {
    const reading = await startedCandidate(app, assessment.slug);
    await moveDeadline(app.database.admin, reading.attemptId, '-1 minute');
    const read = must(200, await reading.get('/public/attempt'));
    const deadline = (
      await app.database.admin.query('SELECT deadline_at FROM attempts WHERE id = $1', [reading.attemptId])
    ).rows[0];
    expect(read.body.receipt).toMatchObject({
      reason: 'deadline',
      finishedAt: deadline.deadline_at.toISOString(),
    });
    const pressing = await startedCandidate(app, assessment.slug);
    await moveDeadline(app.database.admin, pressing.attemptId, '-1 minute');
    expect(must(409, await submit(pressing)).body).toMatchObject({
      code: 'attempt-closed',
      receipt: { reason: 'deadline' },
    });
  });

  it('stays on the version that was started when a new one is published', async () => {
    const own = await publishedAssessment(owner, { questions: [trueFalse] });
    const candidate = await startedCandidate(app, own.slug);
    must(201, await owner.post(`/assessments/${own.id}/questions`, singleChoice));
    must(201, await owner.post(`/assessments/${own.id}/publish`));
    expect(must(200, await candidate.get('/public/attempt')).body.items).toHaveLength(1);
    expect(
      must(200, await (await startedCandidate(app, own.slug)).get('/public/attempt')).body.items,
    ).toHaveLength(2);
    must(200, await owner.post(`/assessments/${own.id}/close`));
  });

  it('is ended when the assessment is closed, with what was saved', async () => {
    const own = await publishedAssessment(owner, { questions: [trueFalse] });
    const candidate = await startedCandidate(app, own.slug);
    must(
      200,
      await candidate.put(`/public/attempt/answers/${own.questionIds[0]}`, { response: true, clientSeq: 1 }),
    );
    must(200, await owner.post(`/assessments/${own.id}/close`));
    const ended = must(200, await candidate.get('/public/attempt'));
    expect(ended.body).toMatchObject({ state: 'finished', receipt: { reason: 'closed' } });
    expect(must(200, await candidate.get('/public/attempt/result')).body.percent).toBe(100);
    expect(must(410, await start(app, own.slug, 'late@example.org')).body.code).toBe('gone');
  });
});
