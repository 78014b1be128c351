import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FinishService } from '../../src/submissions/finish.service.js';
import {
  asCandidate,
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let owner: Employer;
let assessment: PublishedAssessment;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  owner = await app.employer();
  assessment = await publishedAssessment(owner, {
    settings: { timeLimitMinutes: 30, reviewPolicy: 'outcomes' },
  });
});

const reason = 'The line was cut.';
const minute = 60_000;

const started = (email?: string): Promise<Candidate> => startedCandidate(app, assessment.slug, email);

const extend = (attempts: object, minutes = 10, more: object = {}): Promise<Answer> =>
  owner.post(`/assessments/${assessment.id}/time-extensions`, { minutes, reason, attempts, ...more });

const reopen = (candidate: Candidate, minutes = 15): Promise<Answer> =>
  owner.post(`/attempts/${candidate.attemptId}/reopen`, { minutes, reason });

const save = (candidate: Candidate, response: string, clientSeq: number): Promise<Answer> =>
  candidate.put(`/public/attempt/answers/${assessment.questionIds[0]}`, { response, clientSeq });

async function deadlineOf(candidate: Candidate): Promise<number> {
  return Date.parse(must(200, await candidate.get('/public/attempt')).body.deadlineAt);
}

async function lastEvent(): Promise<{ type: string; payload: object; subject: object }> {
  const { rows } = await app.database.admin.query(
    'SELECT type, payload::jsonb, subject_id FROM events WHERE employer_id = $1 ORDER BY sequence DESC LIMIT 1',
    [owner.employerId],
  );
  return rows[0];
}

/** Started, with an answer, and its time and grace are over; the worker has not looked yet. */
async function overdue(): Promise<Candidate> {
  const candidate = await started();
  must(200, await save(candidate, 'one', 1));
  await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
  return candidate;
}

describe('an invite with extra time', () => {
  async function invited(row: object): Promise<{ id: string; token: string; outcome: string }> {
    const invites = [{ email: `candidate-${randomUUID()}@example.org`, ...row }];
    return must(200, await owner.post(`/assessments/${assessment.id}/invites`, { invites })).body.results[0];
  }

  async function minutesOf(invite: { readonly token: string }): Promise<number> {
    const begun = must(201, await app.anonymous().post('/public/invites/start', { token: invite.token }));
    const paper = must(200, await asCandidate(app, begun, '').get('/public/attempt')).body;
    return (Date.parse(paper.deadlineAt) - Date.parse(paper.startedAt)) / minute;
  }

  it.each([
    [{}, 30],
    [{ extraTimePercent: 25 }, 37.5],
    [{ extraTimePercent: 300 }, 120],
    [{ extraMinutes: 10, extraTimePercent: null }, 40],
    [{ extraTimePercent: 33 }, 39.9],
  ])('%j gives so many minutes, and says so before the start: %d', async (row, minutes) => {
    const invite = await invited(row);
    const { token } = invite;
    expect(must(200, await app.anonymous().post('/public/invites/open', { token })).body).toMatchObject({
      timeLimitMinutes: 30,
      ownTimeLimitSeconds: minutes * 60,
    });
    expect(await minutesOf(invite)).toBe(minutes);
  });

  it('rounds to whole seconds alike before the start and at it', async () => {
    assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 1 } });
    const { token } = await invited({ extraTimePercent: 1 });
    const opened = must(200, await app.anonymous().post('/public/invites/open', { token })).body;
    expect(opened.ownTimeLimitSeconds).toBe(61);
    expect((await minutesOf({ token })) * 60).toBeCloseTo(61, 6);
  });

  it('adds nothing where there is no limit', async () => {
    assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: null } });
    const { token } = await invited({ extraMinutes: 10 });
    expect(must(200, await app.anonymous().post('/public/invites/open', { token })).body).toMatchObject({
      timeLimitMinutes: null,
      ownTimeLimitSeconds: null,
    });
  });

  it('still ends when the version closes', async () => {
    const closesAt = new Date(Date.now() + 35 * minute).toISOString();
    assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30, closesAt } });
    expect(await minutesOf(await invited({ extraTimePercent: 100 }))).toBeLessThan(35.1);
  });

  it.each([
    { extraTimePercent: 301 },
    { extraTimePercent: -1 },
    { extraTimePercent: 2.5 },
    { extraMinutes: '10' },
    { extraMinutes: 1_441 },
    { extraMinutes: 10, extraTimePercent: 10 },
  ])('is not made from %j', async (row) => {
    expect((await invited(row)).outcome).toBe('invalid_extra_time');
  });

  it('gets it later too, as long as nobody has started with it', async () => {
    const invite = await invited({ extraMinutes: 10 });
    const path = `/invites/${invite.id}/extra-time`;
    expect(must(200, await owner.put(path, { extraTimePercent: 50 })).body).toMatchObject({
      id: invite.id,
      extraTimePercent: 50,
      extraMinutes: null,
    });
    expect(await lastEvent()).toMatchObject({
      type: 'invite.extra_time_set',
      payload: { assessmentId: assessment.id, extraTimePercent: 50, extraMinutes: null },
    });
    expect(must(422, await owner.put(path, { extraTimePercent: 50, extraMinutes: 5 })).body.errors).toEqual([
      expect.objectContaining({ pointer: '/extraMinutes' }),
    ]);
    expect(await minutesOf(invite)).toBe(45);
    expect(must(409, await owner.put(path, { extraTimePercent: 100 })).body.code).toBe('not-editable');
    const listed = must(200, await owner.get(`/assessments/${assessment.id}/invites`)).body.items[0];
    expect(listed).toMatchObject({ id: invite.id, extraTimePercent: 50, extraMinutes: null });
  });
});

describe('extending', () => {
  it('gives time to those who are named, and says for each what came of it', async () => {
    const [running, submitted, late, inGrace] = await Promise.all([
      started(),
      started(),
      overdue(),
      started(),
    ]);
    must(201, await submit(submitted));
    await moveDeadline(app.database.admin, inGrace.attemptId, '-3 seconds');
    const elsewhere = await startedCandidate(app, (await publishedAssessment(owner)).slug);
    const before = await deadlineOf(running);
    const ids = [running, submitted, late, inGrace, elsewhere].map((candidate) => candidate.attemptId);
    const answer = must(200, await extend({ ids: [...ids, randomUUID()] })).body;
    expect(answer.attempts.map((attempt: { attemptId: string }) => attempt.attemptId).slice(0, 5)).toEqual(
      ids,
    );
    expect(answer.attempts.map((attempt: { outcome: string }) => attempt.outcome)).toEqual([
      'extended',
      'ended',
      'ended',
      'extended',
      'not_found',
      'not_found',
    ]);
    expect(answer.counts).toEqual({ extended: 2, ended: 2, not_found: 2, unlimited: 0, at_closing: 0 });
    expect(Date.parse(answer.attempts[0].deadlineAt)).toBe(before + 10 * minute);
    expect(await deadlineOf(running)).toBe(before + 10 * minute);
    // The clock of this candidate stood at zero already.
    const saved = must(200, await save(inGrace, 'two', 1)).body;
    expect(saved.remainingMilliseconds).toBeGreaterThan(9 * minute);
    expect(await lastEvent()).toMatchObject({
      type: 'attempts.extended',
      subject_id: assessment.id,
      payload: { actId: answer.actId, minutes: 10, extended: 2 },
    });
    const changes = must(200, await owner.get(`/attempts/${running.attemptId}/time-changes`)).body.items;
    expect(changes).toEqual([
      {
        revision: 1,
        kind: 'extension',
        actId: answer.actId,
        minutes: 10,
        reason,
        actorType: 'member',
        actorId: owner.memberId,
        fromDeadlineAt: new Date(before).toISOString(),
        toDeadlineAt: new Date(before + 10 * minute).toISOString(),
        changedAt: expect.any(String),
      },
    ]);
  });

  it('happens once for one key', async () => {
    const candidate = await started();
    const before = await deadlineOf(candidate);
    const call = { headers: { 'idempotency-key': randomUUID() } };
    const body = { minutes: 10, reason, attempts: { all: true } };
    const path = `/assessments/${assessment.id}/time-extensions`;
    const first = must(200, await owner.post(path, body, call));
    expect(must(200, await owner.post(path, body, call)).text).toBe(first.text);
    expect(await deadlineOf(candidate)).toBe(before + 10 * minute);
  });

  it('of all, or of those whom a filter finds, leaves alone what has ended', async () => {
    const [anna, ben, carl] = await Promise.all([
      started('Anna@Example.org'),
      started('ben@example.org'),
      started('carl@example.org'),
    ]);
    must(201, await submit(carl));
    const named = (answer: Answer): string[] =>
      must(200, answer).body.attempts.map((attempt: { attemptId: string }) => attempt.attemptId);
    const everybody = [anna.attemptId, ben.attemptId].toSorted();
    expect(named(await extend({ all: true }))).toEqual(everybody);
    const emails = ['anna@example.org', 'carl@example.org', 'nobody@example.org'];
    expect(named(await extend({ filter: { emails } }))).toEqual([anna.attemptId]);
    const now = new Date(Date.now() + minute).toISOString();
    expect(named(await extend({ filter: { startedBefore: now } }))).toEqual(everybody);
    expect(named(await extend({ filter: { startedAfter: now } }))).toEqual([]);
    const nobody = must(200, await extend({ filter: { startedAfter: now } })).body;
    expect(nobody).toMatchObject({ actId: null, counts: { extended: 0 } });
  });

  it('goes up to the closing of the version, and beyond it where that is said', async () => {
    const closesAt = new Date(Date.now() + 35 * minute).toISOString();
    assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30, closesAt } });
    const candidate = await started();
    const before = await deadlineOf(candidate);
    expect(must(200, await extend({ all: true })).body.attempts[0]).toMatchObject({
      outcome: 'extended',
      deadlineAt: closesAt,
    });
    expect(must(200, await extend({ all: true })).body.attempts[0]).toMatchObject({
      outcome: 'at_closing',
      deadlineAt: closesAt,
    });
    must(200, await extend({ all: true }, 10, { pastClosing: true }));
    expect(await deadlineOf(candidate)).toBe(Date.parse(closesAt) + 10 * minute);
    expect(before).toBeLessThan(Date.parse(closesAt));
  });

  it('has nothing to give where there is no limit', async () => {
    assessment = await publishedAssessment(owner);
    const candidate = await started();
    const answer = must(200, await extend({ ids: [candidate.attemptId] })).body.attempts[0];
    expect(answer).toEqual({ attemptId: candidate.attemptId, outcome: 'unlimited', deadlineAt: null });
  });

  it.each([
    [{ minutes: 0 }, '/minutes'],
    [{ minutes: 1_441 }, '/minutes'],
    [{ reason: ' ' }, '/reason'],
    [{ pastClosing: 'yes' }, '/pastClosing'],
    [{ attempts: [] }, '/attempts'],
    [{ attempts: {} }, '/attempts'],
    [{ attempts: { all: false } }, '/attempts/all'],
    [{ attempts: { all: true, ids: [randomUUID()] } }, '/attempts'],
    [{ attempts: { ids: [] } }, '/attempts/ids'],
    [{ attempts: { filter: {} } }, '/attempts/filter'],
    [{ attempts: { filter: { email: 'a@example.org' } } }, '/attempts/filter'],
    [{ attempts: { filter: { emails: ['a@example.org', 'A@example.org'] } } }, '/attempts/filter/emails'],
    [{ attempts: { filter: { startedBefore: 'yesterday' } } }, '/attempts/filter/startedBefore'],
  ])('is refused for %j', async (wrong, pointer) => {
    const body = { minutes: 10, reason, attempts: { all: true }, ...wrong };
    const answer = must(422, await owner.post(`/assessments/${assessment.id}/time-extensions`, body));
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('is nothing that another employer can do or see', async () => {
    const candidate = await started();
    const stranger = await app.employer();
    const body = { minutes: 10, reason, attempts: { all: true } };
    must(404, await stranger.post(`/assessments/${assessment.id}/time-extensions`, body));
    must(404, await stranger.post(`/attempts/${candidate.attemptId}/reopen`, { minutes: 1, reason }));
    must(404, await stranger.get(`/attempts/${candidate.attemptId}/time-changes`));
  });
});

describe('reopening', () => {
  it('gives back the answers; only what is submitted then counts, and the first stays to be looked at', async () => {
    const candidate = await overdue();
    await app.app.get(FinishService).sweep(100);
    const first = must(200, await candidate.get('/public/attempt')).body.receipt;
    expect(first.reason).toBe('deadline');

    const answer = must(200, await reopen(candidate)).body;
    expect(answer).toMatchObject({
      attemptId: candidate.attemptId,
      supersededSubmissionId: first.submissionId,
    });
    expect(await lastEvent()).toMatchObject({
      type: 'attempt.reopened',
      subject_id: candidate.attemptId,
      payload: { assessmentId: assessment.id, deadlineAt: answer.deadlineAt },
    });
    const paper = must(200, await candidate.get('/public/attempt')).body;
    expect(paper).toMatchObject({
      state: 'in_progress',
      deadlineAt: answer.deadlineAt,
      answers: [{ questionId: assessment.questionIds[0], response: 'one', clientSeq: 1 }],
    });
    expect(paper.remainingMilliseconds).toBeGreaterThan(14 * minute);
    expect(paper.remainingMilliseconds).toBeLessThanOrEqual(15 * minute);

    // While it runs there is no result, neither for the candidate nor for the employer.
    expect(must(409, await candidate.get('/public/attempt/result')).body.code).toBe('attempt-not-finished');
    const list = (): Promise<Answer> => owner.get(`/assessments/${assessment.id}/submissions`);
    expect(must(200, await list()).body).toMatchObject({ items: [], totals: { submissions: 0, running: 1 } });
    expect(must(200, await owner.get(`/submissions/${first.submissionId}`)).body).toMatchObject({
      superseded: { submissionId: first.submissionId, reason, actorId: owner.memberId },
      earlierSubmissions: [],
    });

    expect(must(200, await save(candidate, 'one', 1)).body.outcome).toBe('stale');
    must(200, await save(candidate, 'two', 2));
    const second = must(201, await submit(candidate)).body;
    expect(second.submissionId).not.toBe(first.submissionId);
    expect(must(409, await submit(candidate)).body.receipt).toEqual(second);
    expect(must(200, await candidate.get('/public/attempt')).body.receipt).toEqual(second);
    expect(must(200, await candidate.get('/public/attempt/result')).body.points).toBe(2);

    const results = must(200, await list()).body;
    expect(results.items).toEqual([expect.objectContaining({ submissionId: second.submissionId })]);
    expect(results.totals).toMatchObject({ submissions: 1, running: 0 });
    for (const search of ['?q=carla', '?sort=score', '?sort=name', '?passed=true']) {
      const found = must(200, await owner.get(`/assessments/${assessment.id}/submissions${search}`)).body
        .items;
      expect(found, search).toHaveLength(1);
    }
    const csv = must(200, await owner.get(`/assessments/${assessment.id}/results.csv`)).text;
    expect(csv.trim().split('\r\n')).toHaveLength(2);
    const page = must(200, await owner.get(`/submissions/${second.submissionId}`)).body;
    expect(page).toMatchObject({
      superseded: null,
      earlierSubmissions: [{ submissionId: first.submissionId }],
    });
  });

  it('is possible again after the next deadline, and each time leaves one submission that counts', async () => {
    const candidate = await overdue();
    const replaced: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      replaced.push(must(200, await reopen(candidate)).body.supersededSubmissionId);
      await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
    }
    expect(new Set(replaced).size).toBe(3);
    const { items } = must(200, await owner.get(`/assessments/${assessment.id}/submissions`)).body;
    expect(items).toHaveLength(1);
    const page = must(200, await owner.get(`/submissions/${items[0].submissionId}`)).body;
    expect(page.earlierSubmissions.map((one: { submissionId: string }) => one.submissionId)).toEqual(
      replaced,
    );
    const { rows } = await app.database.admin.query(
      'SELECT sitting FROM submissions WHERE attempt_id = $1 ORDER BY sitting',
      [candidate.attemptId],
    );
    expect(rows.map((row) => row.sitting)).toEqual([1, 2, 3, 4]);
  });

  it('lets the link that led to the attempt work again', async () => {
    const invites = [{ email: `candidate-${randomUUID()}@example.org` }];
    const { token, id } = must(200, await owner.post(`/assessments/${assessment.id}/invites`, { invites }))
      .body.results[0];
    const begin = (): Promise<Answer> => app.anonymous().post('/public/invites/start', { token });
    const candidate = asCandidate(app, must(201, await begin()), '');
    await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
    must(200, await candidate.get('/public/attempt'));
    expect(must(409, await begin()).body.code).toBe('already-submitted');
    must(200, await reopen(candidate));
    expect(must(200, await begin()).body.attemptToken).toBe(candidate.token);
    const opened = must(200, await app.anonymous().post('/public/invites/open', { token })).body;
    expect(opened.attemptState).toBe('in_progress');

    await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
    must(200, await owner.post(`/invites/${id}/revoke`));
    expect(must(409, await reopen(candidate)).body).toMatchObject({ code: 'illegal-transition' });
  });

  it('is refused for what runs, for what was submitted or closed, and in an archive', async () => {
    const running = await started();
    expect(must(409, await reopen(running)).body.code).toBe('illegal-transition');
    const submitted = await started();
    must(201, await submit(submitted));
    expect(must(409, await reopen(submitted)).body.code).toBe('illegal-transition');
    const late = await overdue();
    must(200, await owner.post(`/assessments/${assessment.id}/close`));
    expect(must(409, await reopen(running)).body.code).toBe('illegal-transition');
    // Its own deadline ended this one, so the closing does not stand in the way.
    must(200, await reopen(late));
    await moveDeadline(app.database.admin, late.attemptId, '-1 minute');
    must(200, await owner.post(`/assessments/${assessment.id}/archive`));
    expect(must(409, await reopen(late)).body.code).toBe('not-editable');
  });

  it('happens once for one key', async () => {
    const candidate = await overdue();
    const call = { headers: { 'idempotency-key': randomUUID() } };
    const body = { minutes: 5, reason };
    const first = must(200, await owner.post(`/attempts/${candidate.attemptId}/reopen`, body, call));
    const again = must(200, await owner.post(`/attempts/${candidate.attemptId}/reopen`, body, call));
    expect(again.text).toBe(first.text);
    const changes = must(200, await owner.get(`/attempts/${candidate.attemptId}/time-changes`)).body.items;
    expect(changes.map((change: { kind: string }) => change.kind)).toEqual(['reopening']);
  });
});
