import { randomUUID } from 'node:crypto';
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
import { startTestApp, type Answer, type TestApp } from '../support/test-app.js';

describe('the pages of one candidate', () => {
  let app: TestApp;
  let assessment: PublishedAssessment;
  beforeAll(async () => {
    app = await startTestApp();
    assessment = await publishedAssessment(await app.employer(), { settings: { timeLimitMinutes: 30 } });
  });
  afterAll(() => app.stop());

  const takeOver = (candidate: Candidate): Promise<Answer> => candidate.post('/public/attempt/writer');
  const save = (
    candidate: Candidate,
    response: string,
    clientSeq: number,
    writer?: number,
  ): Promise<Answer> =>
    candidate.put(`/public/attempt/answers/${assessment.questionIds[0]}`, {
      response,
      clientSeq,
      ...(writer === undefined ? {} : { writer }),
    });
  const stored = async (candidate: Candidate): Promise<unknown> =>
    must(200, await candidate.get('/public/attempt')).body.answers.map(
      (answer: { response: unknown; clientSeq: number }) => [answer.response, answer.clientSeq],
    );

  it('take turns: who takes the attempt over writes, and the earlier ones are refused', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    expect(must(200, await takeOver(candidate)).body).toEqual({ writer: 1 });
    must(200, await save(candidate, 'one', 1, 1));
    expect(must(200, await takeOver(candidate)).body).toEqual({ writer: 2 });
    // Neither what would replace an answer nor what would be the first.
    const refused = must(409, await save(candidate, 'three', 9, 1));
    expect(refused.body.code).toBe('attempt-open-elsewhere');
    const other = await candidate.put(`/public/attempt/answers/${assessment.questionIds[1]}`, {
      response: true,
      clientSeq: 1,
      writer: 1,
    });
    must(409, other);
    expect(await stored(candidate)).toEqual([['one', 1]]);
    must(200, await save(candidate, 'two', 2, 2));
    expect(await stored(candidate)).toEqual([['two', 2]]);
  });

  it('are told a stale answer as before, by the page that writes', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const { writer } = must(200, await takeOver(candidate)).body;
    must(200, await save(candidate, 'two', 5, writer));
    expect(must(200, await save(candidate, 'one', 5, writer)).body).toMatchObject({
      outcome: 'stale',
      clientSeq: 5,
    });
  });

  it('that name no writer save as programs do', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    must(200, await takeOver(candidate));
    must(200, await save(candidate, 'one', 1));
    expect(await stored(candidate)).toEqual([['one', 1]]);
  });

  it('learn of the time and of the writer, without the paper', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const before = must(200, await candidate.get('/public/attempt/time'));
    expect(before.body).toEqual({
      state: 'in_progress',
      writer: 0,
      deadlineAt: expect.any(String) as string,
      serverTime: expect.any(String) as string,
      remainingMilliseconds: expect.any(Number) as number,
    });
    must(200, await takeOver(candidate));
    expect(must(200, await candidate.get('/public/attempt/time')).body.writer).toBe(1);
    await moveDeadline(app.database.admin, candidate.attemptId, '-5 seconds');
    const late = must(200, await candidate.get('/public/attempt/time'));
    expect(late.body).toMatchObject({ state: 'in_progress', remainingMilliseconds: 0 });
    await moveDeadline(app.database.admin, candidate.attemptId, '-11 seconds');
    expect(must(200, await candidate.get('/public/attempt/time')).body.state).toBe('finished');
  });

  it('take over nothing that has ended: they get the receipt', async () => {
    const submitted = await startedCandidate(app, assessment.slug);
    const receipt = must(201, await submit(submitted)).body;
    const refused = must(409, await takeOver(submitted));
    expect(refused.body).toMatchObject({ code: 'attempt-closed', receipt });

    const overdue = await startedCandidate(app, assessment.slug);
    await moveDeadline(app.database.admin, overdue.attemptId, '-1 minute');
    expect(must(409, await takeOver(overdue)).body.receipt).toMatchObject({ reason: 'deadline' });
  });

  it('need the token of the attempt', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const other = await startedCandidate(app, assessment.slug);
    const mixed = candidate.token.slice(0, -20) + other.token.slice(-20);
    for (const path of ['/public/attempt/writer', '/public/attempt/time']) {
      const call = { headers: { authorization: `Bearer ${mixed}` } };
      const answer = path.endsWith('time')
        ? await app.anonymous().get(path, call)
        : await app.anonymous().post(path, undefined, call);
      must(401, answer);
    }
    expect(must(200, await candidate.get('/public/attempt/time')).body.writer).toBe(0);
  });

  it('refuses a number of a writer that none can have', async () => {
    const candidate = await startedCandidate(app, assessment.slug);
    const answer = must(422, await save(candidate, 'one', 1, 0));
    expect(answer.body.errors[0].pointer).toBe('/writer');
  });
});

describe('what a landing page tells', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  const choice = {
    kind: 'multiple_choice',
    text: 'Which are even?',
    points: 1,
    content: { options: ['One', 'Two', 'Four'].map((text) => ({ id: text.toLowerCase(), text })) },
  };
  const words = { kind: 'short_answer', text: 'A fruit?', points: 1, content: {} };

  it.each([
    ['only right or wrong', [{ ...choice, key: { correctOptionIds: ['two'] } }], false, false],
    [
      'part of the points',
      [{ ...choice, key: { correctOptionIds: ['two'], scoring: 'balanced' } }],
      false,
      true,
    ],
    [
      'a less good text',
      [{ ...words, key: { accepted: [{ text: 'Apple' }, { text: 'Pear', fraction: '1/2' }] } }],
      false,
      true,
    ],
    [
      'a text without worth',
      [{ ...words, key: { accepted: [{ text: 'Apple' }, { text: 'Car', fraction: '0' }] } }],
      false,
      false,
    ],
    [
      'a penalty',
      [
        {
          kind: 'true_false',
          text: 'Yes?',
          points: 1,
          content: {},
          key: { correct: true, wrongPenalty: { automatic: true } },
        },
      ],
      true,
      false,
    ],
  ])('%s', async (_, questions, wrongAnswersCost, partialCredit) => {
    const owner = await app.employer();
    const { slug } = await publishedAssessment(owner, { questions });
    const landing = must(200, await app.anonymous().get(`/public/assessments/${slug}`));
    expect(landing.body.scoring).toEqual({ wrongAnswersCost, partialCredit });
  });

  it('says why an invite is no longer good', async () => {
    const owner = await app.employer();
    const { id } = await publishedAssessment(owner);
    const invite = async (): Promise<{ id: string; token: string }> => {
      const invites = [{ email: `${randomUUID()}@example.org`, name: 'Ivo' }];
      return must(200, await owner.post(`/assessments/${id}/invites`, { invites })).body.results[0];
    };
    const [revoked, expired] = [await invite(), await invite()];
    must(200, await owner.post(`/invites/${revoked.id}/revoke`));
    await app.database.admin.query(
      `UPDATE invites SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [expired.id],
    );
    for (const path of ['/public/invites/open', '/public/invites/start']) {
      for (const [{ token }, reason] of [
        [revoked, 'revoked'],
        [expired, 'expired'],
      ] as const) {
        const answer = must(410, await app.anonymous().post(path, { token }));
        expect(answer.body, path).toMatchObject({ code: 'gone', reason });
      }
    }
  });

  it('freezes the presentation in the version, and its hash', async () => {
    const owner = await app.employer();
    const { id, slug } = await publishedAssessment(owner, { settings: { presentation: 'all' } });
    const first = await startedCandidate(app, slug);
    expect(must(200, await first.get('/public/attempt')).body.presentation).toBe('all');
    const read = must(200, await owner.get(`/assessments/${id}`));
    must(
      200,
      await owner.patch(`/assessments/${id}`, { presentation: 'one_by_one' }, String(read.headers['etag'])),
    );
    must(201, await owner.post(`/assessments/${id}/publish`));
    const second = await startedCandidate(app, slug);
    expect(must(200, await second.get('/public/attempt')).body.presentation).toBe('one_by_one');
    expect(must(200, await first.get('/public/attempt')).body.presentation).toBe('all');
    const { items } = must(200, await owner.get(`/assessments/${id}/versions`)).body;
    expect(items.map((version: { presentation: string }) => version.presentation)).toEqual([
      'one_by_one',
      'all',
    ]);
    expect(items[0].contentHash).not.toBe(items[1].contentHash);
  });
});
