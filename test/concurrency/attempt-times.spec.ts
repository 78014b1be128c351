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
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { moveDeadline } from '../support/clock.js';
import { gate, holdLock, interceptStatements, type HeldLock } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';
import { withoutLockIn } from '../support/without-lock.js';

let app: TestApp;
let owner: Employer;
let assessment: PublishedAssessment;
beforeAll(async () => {
  app = await startTestApp({ poolSize: 20 });
});
afterAll(() => app.stop());
beforeEach(async () => {
  owner = await app.employer();
  assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
  // The first submission fetches the keys and takes the locked way; the others are the usual case.
  must(201, await submit(await startedCandidate(app, assessment.slug)));
});

const reason = 'The line was cut.';

const save = (candidate: Candidate, response: string, clientSeq: number): Promise<Answer> =>
  candidate.put(`/public/attempt/answers/${assessment.questionIds[0]}`, { response, clientSeq });

async function candidateWithAnswer(): Promise<Candidate> {
  const candidate = await startedCandidate(app, assessment.slug);
  must(200, await save(candidate, 'one', 1));
  return candidate;
}

const extend = (...candidates: Candidate[]): Promise<Answer> =>
  owner.post(`/assessments/${assessment.id}/time-extensions`, {
    minutes: 10,
    reason,
    attempts: candidates.length > 0 ? { ids: candidates.map(({ attemptId }) => attemptId) } : { all: true },
  });

const outcomeOf = async (answer: Promise<Answer>): Promise<string> =>
  must(200, await answer).body.attempts[0].outcome;

const reopen = (candidate: Candidate): Promise<Answer> =>
  owner.post(`/attempts/${candidate.attemptId}/reopen`, { minutes: 10, reason });

const sweep = (): Promise<number> => app.app.get(FinishService).sweep(100);

const factsOf = (candidate: Candidate) => attemptFacts(app.database.admin, candidate.attemptId);

const lockAttemptOf = (candidate: Candidate): Promise<HeldLock> =>
  holdLock(app.database.url, 'SELECT 1 FROM attempts WHERE id = $1 FOR UPDATE', [candidate.attemptId]);

/** A second and a half of the grace is left. */
const almostOver = (candidate: Candidate): Promise<void> =>
  moveDeadline(app.database.admin, candidate.attemptId, '-8500 milliseconds');

async function graceIsOver(candidate: Candidate): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await app.database.admin.query(
            'SELECT now() > deadline_at + attempt_grace() AS over FROM attempts WHERE id = $1',
            [candidate.attemptId],
          )
        ).rows[0].over,
      { timeout: 5_000, interval: 20 },
    )
    .toBe(true);
}

/** Starts a request and stops it before its first statement of this kind: its transaction has begun, in time. */
async function stoppedBefore(
  statement: string,
  request: () => Promise<Answer>,
): Promise<{ readonly answer: Promise<Answer>; goOn(): void; restore(): void }> {
  const stopped = gate();
  const mayGoOn = gate();
  let isFirst = true;
  const restore = interceptStatements({
    holdBefore: (text) => {
      if (!isFirst || !text.includes(statement)) return undefined;
      isFirst = false;
      stopped.open();
      return mayGoOn.opened;
    },
  });
  const answer = request();
  await stopped.opened;
  return { answer, goOn: mayGoOn.open, restore };
}

describe('an extension that meets the deadline worker', () => {
  it('holds when it came in time and stands first: the attempt runs on', async () => {
    const candidate = await candidateWithAnswer();
    await almostOver(candidate);
    const lock = await lockAttemptOf(candidate);
    const extended = outcomeOf(extend(candidate));
    await lockWaiters(app.database.admin, 1);
    await graceIsOver(candidate);
    const swept = sweep();
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    expect(await extended).toBe('extended');
    await swept;
    expect(await factsOf(candidate)).toMatchObject({ state: 'in_progress', submissions: 0 });
    must(200, await save(candidate, 'two', 2));
    must(201, await submit(candidate));
    expect(await factsOf(candidate)).toMatchObject({ ...endedOnce('submitted'), frozen: ['two'] });
  });

  it('finds the attempt ended when the worker stands first', async () => {
    const candidate = await candidateWithAnswer();
    await almostOver(candidate);
    const extension = await stoppedBefore('extend_attempts(', () => extend(candidate));
    try {
      await graceIsOver(candidate);
      const lock = await lockAttemptOf(candidate);
      const swept = sweep();
      await lockWaiters(app.database.admin, 1);
      extension.goOn();
      await lockWaiters(app.database.admin, 2);
      await lock.release();
      expect(await swept).toBe(1);
      expect(await outcomeOf(extension.answer)).toBe('ended');
    } finally {
      extension.restore();
    }
    expect(await factsOf(candidate)).toMatchObject({ ...endedOnce('deadline'), frozen: ['one'] });
  });
});

describe('an extension that meets a submission', () => {
  it('holds when it stands first, and so does the submission', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await lockAttemptOf(candidate);
    const extended = outcomeOf(extend(candidate));
    await lockWaiters(app.database.admin, 1);
    const submitted = submit(candidate);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    expect(await extended).toBe('extended');
    must(201, await submitted);
    expect(await factsOf(candidate)).toMatchObject(endedOnce('submitted'));
  });

  it('finds the attempt ended when the submission stands first', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await lockAttemptOf(candidate);
    const submitted = submit(candidate);
    await lockWaiters(app.database.admin, 1);
    const extended = outcomeOf(extend(candidate));
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(201, await submitted);
    expect(await extended).toBe('ended');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('submitted'));
  });

  it('is refused by the trigger if the function takes no lock: nobody gets time after the end', async () => {
    const candidate = await candidateWithAnswer();
    const restore = await withoutLockIn(app.database.admin, 'extend_attempts');
    try {
      // Not FOR UPDATE, at which the foreign key of the new row would wait: both are to stand in line for the attempt itself.
      const lock = await holdLock(
        app.database.url,
        'SELECT 1 FROM attempts WHERE id = $1 FOR NO KEY UPDATE',
        [candidate.attemptId],
      );
      const submitted = submit(candidate);
      await lockWaiters(app.database.admin, 1);
      const extended = extend(candidate);
      await lockWaiters(app.database.admin, 2);
      await lock.release();
      must(201, await submitted);
      must(500, await extended);
    } finally {
      await restore();
    }
    expect(await factsOf(candidate)).toMatchObject(endedOnce('submitted'));
  });

  it('of everybody, while thirty submit: each is extended before the end or has ended, and is submitted once', async () => {
    const candidates = await Promise.all(Array.from({ length: 30 }, candidateWithAnswer));
    const [extended, ...submitted] = await Promise.all([
      extend(...candidates),
      ...candidates.map((candidate) => submit(candidate)),
    ]);
    const { attempts } = must(200, extended).body;
    for (const [index, candidate] of candidates.entries()) {
      must(201, submitted[index]!);
      expect(['extended', 'ended']).toContain(attempts[index].outcome);
      expect(await factsOf(candidate)).toMatchObject({ ...endedOnce('submitted'), frozen: ['one'] });
    }
  });
});

describe('what a candidate sends while the time is extended', () => {
  it('counts although the grace is over by then, when the extension stands first', async () => {
    const candidate = await candidateWithAnswer();
    await almostOver(candidate);
    const lock = await lockAttemptOf(candidate);
    const extended = outcomeOf(extend(candidate));
    await lockWaiters(app.database.admin, 1);
    await graceIsOver(candidate);
    const saved = save(candidate, 'two', 2);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    expect(await extended).toBe('extended');
    must(200, await saved);
    expect(await factsOf(candidate)).toMatchObject({ state: 'in_progress', saved: ['two'] });
  });

  const requests = [
    { what: 'an answer', status: 200, send: (candidate: Candidate) => save(candidate, 'two', 2) },
    { what: 'the paper', status: 200, send: (candidate: Candidate) => candidate.get('/public/attempt') },
    { what: 'a submission', status: 201, send: (candidate: Candidate) => submit(candidate) },
  ];

  // Refused because the grace is over; before anybody has ended the attempt, the extension that began in time gets its turn.
  it.each(requests)('is done after all where it was refused before: $what', async ({ status, send }) => {
    const candidate = await candidateWithAnswer();
    await almostOver(candidate);
    const extension = await stoppedBefore('extend_attempts(', () => extend(candidate));
    try {
      await graceIsOver(candidate);
      // It comes to end the attempt when the extension has been committed.
      let mayEnd = (): void => undefined;
      const restore = interceptStatements({
        holdBefore: (text, values) => {
          // The locked way of the button looks first and refuses; only the end by time waits here.
          if (!text.includes('open_finish(') || values[2] !== null) return undefined;
          extension.goOn();
          return extension.answer.then(() => mayEnd());
        },
      });
      mayEnd = restore;
      const answer = must(status, await send(candidate));
      if (status === 200) expect(answer.body.remainingMilliseconds).toBeGreaterThan(9 * 60_000);
      expect(await outcomeOf(extension.answer)).toBe('extended');
    } finally {
      extension.restore();
    }
  });
});

describe('an extension that meets a close', () => {
  const holdAssessment = (): Promise<HeldLock> =>
    holdLock(app.database.url, 'SELECT 1 FROM assessments WHERE id = $1 FOR UPDATE', [assessment.id]);
  const close = (): Promise<Answer> => owner.post(`/assessments/${assessment.id}/close`);

  it('comes too late when the close stands first', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await holdAssessment();
    const closed = close();
    await lockWaiters(app.database.admin, 1);
    const extended = outcomeOf(extend(candidate));
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(200, await closed);
    expect(await extended).toBe('ended');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('closed'));
  });

  it('does not keep the attempt from being closed when it stands first', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await holdAssessment();
    const extended = outcomeOf(extend(candidate));
    await lockWaiters(app.database.admin, 1);
    const closed = close();
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    expect(await extended).toBe('extended');
    must(200, await closed);
    expect(await factsOf(candidate)).toMatchObject(endedOnce('closed'));
  });
});

describe('two who give time at once', () => {
  it('give both, one after the other', async () => {
    const candidate = await candidateWithAnswer();
    const before = Date.parse(must(200, await candidate.get('/public/attempt')).body.deadlineAt);
    const lock = await lockAttemptOf(candidate);
    const extensions = [extend(candidate), extend()];
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    for (const extension of extensions) expect(await outcomeOf(extension)).toBe('extended');
    const after = Date.parse(must(200, await candidate.get('/public/attempt')).body.deadlineAt);
    expect(after - before).toBe(20 * 60_000);
    const { rows } = await app.database.admin.query(
      'SELECT revision FROM attempt_time_changes WHERE attempt_id = $1 ORDER BY revision',
      [candidate.attemptId],
    );
    expect(rows).toEqual([{ revision: 1 }, { revision: 2 }]);
  });

  it('reopen an attempt once', async () => {
    const candidate = await candidateWithAnswer();
    await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
    await sweep();
    const lock = await lockAttemptOf(candidate);
    // Each looks first whether the end is still to be written, under the attempt's lock too.
    const reopenings = Array.from({ length: 5 }, () => reopen(candidate));
    await lockWaiters(app.database.admin, 5);
    await lock.release();
    const statuses = (await Promise.all(reopenings)).map((answer) => answer.status).toSorted();
    expect(statuses).toEqual([200, 409, 409, 409, 409]);
    const { rows } = await app.database.admin.query(
      'SELECT count(*)::int AS superseded FROM superseded_submissions WHERE attempt_id = $1',
      [candidate.attemptId],
    );
    expect(rows).toEqual([{ superseded: 1 }]);
    must(201, await submit(candidate));
    expect(await factsOf(candidate)).toMatchObject({ state: 'finished', submissions: 2, scores: 2 });
  });
});

describe('a reopening that meets the revocation of the invite', () => {
  async function overdueByInvite(): Promise<{ candidate: Candidate; inviteId: string }> {
    const invites = [{ email: `candidate-${randomUUID()}@example.org` }];
    const path = `/assessments/${assessment.id}/invites`;
    const { id, token } = must(200, await owner.post(path, { invites })).body.results[0];
    const started = must(201, await app.anonymous().post('/public/invites/start', { token }));
    const candidate = asCandidate(app, started, '');
    await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
    await sweep();
    return { candidate, inviteId: id };
  }
  const holdInvite = (id: string): Promise<HeldLock> =>
    holdLock(app.database.url, 'SELECT 1 FROM invites WHERE id = $1 FOR UPDATE', [id]);

  it('is refused when the revocation stands first', async () => {
    const { candidate, inviteId } = await overdueByInvite();
    const lock = await holdInvite(inviteId);
    const revoked = owner.post(`/invites/${inviteId}/revoke`);
    await lockWaiters(app.database.admin, 1);
    const reopened = reopen(candidate);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(200, await revoked);
    expect(must(409, await reopened).body.code).toBe('illegal-transition');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('deadline'));
  });

  it('is ended again by the revocation when it stands first', async () => {
    const { candidate, inviteId } = await overdueByInvite();
    const lock = await holdInvite(inviteId);
    const reopened = reopen(candidate);
    await lockWaiters(app.database.admin, 1);
    const revoked = owner.post(`/invites/${inviteId}/revoke`);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(200, await reopened);
    must(200, await revoked);
    expect(await factsOf(candidate)).toMatchObject({
      state: 'finished',
      finish_reason: 'revoked',
      submissions: 2,
    });
  });
});
