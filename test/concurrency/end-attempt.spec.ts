import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FinishService } from '../../src/submissions/finish.service.js';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
} from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { moveDeadline } from '../support/clock.js';
import { gate, holdLock, interceptStatements, type HeldLock } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let owner: Employer;
let slug: string;
let choice: string;
beforeAll(async () => {
  app = await startTestApp({ poolSize: 20 });
  owner = await app.employer();
  const published = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
  slug = published.slug;
  choice = published.questionIds[0]!;
  // The first submission fetches the keys and takes the locked way; the others are the usual case.
  must(201, await submit(await startedCandidate(app, slug)));
});
afterAll(() => app.stop());

async function candidateWithAnswer(): Promise<Candidate> {
  const candidate = await startedCandidate(app, slug);
  must(200, await candidate.put(`/public/attempt/answers/${choice}`, { response: 'one', clientSeq: 1 }));
  return candidate;
}

const end = ({ attemptId }: Candidate, headers: Record<string, string> = {}): Promise<Answer> =>
  owner.post(`/attempts/${attemptId}/end`, undefined, { headers });

const factsOf = (candidate: Candidate) => attemptFacts(app.database.admin, candidate.attemptId);

const lockAttemptOf = (candidate: Candidate): Promise<HeldLock> =>
  holdLock(app.database.url, 'SELECT 1 FROM attempts WHERE id = $1 FOR UPDATE', [candidate.attemptId]);

async function endEvents({ attemptId }: Candidate): Promise<number> {
  const { rows } = await app.database.admin.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM events WHERE type = 'attempt.ended' AND subject_id = $1`,
    [attemptId],
  );
  return rows[0]!.count;
}

describe('an employer who ends an attempt', () => {
  it('ends it with what was saved, scores it, and says so in the journal, once', async () => {
    const candidate = await candidateWithAnswer();
    const first = must(200, await end(candidate)).body;
    expect(first).toMatchObject({ id: candidate.attemptId, reason: 'ended' });
    expect(must(200, await end(candidate)).body).toEqual(first);
    expect(await factsOf(candidate)).toMatchObject({ ...endedOnce('ended'), frozen: ['one'] });
    expect(await endEvents(candidate)).toBe(1);
    const late = await candidate.put(`/public/attempt/answers/${choice}`, { response: 'two', clientSeq: 2 });
    expect(must(409, late).body.code).toBe('attempt-closed');
    expect(must(200, await candidate.get('/public/attempt')).body.receipt.reason).toBe('ended');
    const listed = must(200, await owner.get(`/submissions/${(await submissionOf(candidate)).id}`)).body;
    expect(listed.reason).toBe('ended');
  });

  it('gets the same answer for the same key', async () => {
    const candidate = await candidateWithAnswer();
    const headers = { 'idempotency-key': 'end-it-once-and-only-once' };
    const first = must(200, await end(candidate, headers));
    const again = must(200, await end(candidate, headers));
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('is told how it had ended before, and changes nothing', async () => {
    const candidate = await candidateWithAnswer();
    must(201, await submit(candidate));
    expect(must(200, await end(candidate)).body.reason).toBe('submitted');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('submitted'));
    expect(await endEvents(candidate)).toBe(0);
  });

  it('ends one whose time was over at its deadline: that is no act of his', async () => {
    const candidate = await candidateWithAnswer();
    await moveDeadline(app.database.admin, candidate.attemptId, '-1 second');
    expect(must(200, await end(candidate)).body.reason).toBe('deadline');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('deadline'));
    expect(await endEvents(candidate)).toBe(0);
  });

  it('cannot end one of another employer, or one that is not there', async () => {
    const candidate = await candidateWithAnswer();
    const other = await app.employer('Other Works');
    const foreign = await other.post(`/attempts/${candidate.attemptId}/end`);
    const absent = await other.post('/attempts/00000000-0000-7000-8000-000000000000/end');
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect((await factsOf(candidate)).state).toBe('in_progress');
  });
});

describe('ending an attempt while the candidate submits', () => {
  it('first: the submission finds it ended, and the receipt says how', async () => {
    const candidate = await candidateWithAnswer();
    // The submission is read and scored, and stopped before it asks for the lock.
    const stopped = gate();
    const mayGoOn = gate();
    const restore = interceptStatements({
      holdBefore: (text) => {
        if (!text.includes('finish_attempts(')) return undefined;
        stopped.open();
        return mayGoOn.opened;
      },
    });
    let submitted: Promise<Answer>;
    try {
      submitted = submit(candidate);
      await stopped.opened;
      const lock = await lockAttemptOf(candidate);
      const ended = end(candidate);
      await lockWaiters(app.database.admin, 1);
      mayGoOn.open();
      await lockWaiters(app.database.admin, 2);
      await lock.release();
      expect(must(200, await ended).body.reason).toBe('ended');
    } finally {
      mayGoOn.open();
      restore();
    }
    const refused = must(409, await submitted).body;
    expect(['already-submitted', 'attempt-closed']).toContain(refused.code);
    expect(await factsOf(candidate)).toMatchObject({ ...endedOnce('ended'), frozen: ['one'] });
    expect(await endEvents(candidate)).toBe(1);
  });

  it('second: it finds the submission, and changes nothing', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await lockAttemptOf(candidate);
    const submitted = submit(candidate);
    await lockWaiters(app.database.admin, 1);
    const ended = end(candidate);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(201, await submitted);
    expect(must(200, await ended).body.reason).toBe('submitted');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('submitted'));
    expect(await endEvents(candidate)).toBe(0);
  });

  it('together with the worker, ten times over: each ends once, and all agree how', async () => {
    const candidates = await Promise.all(Array.from({ length: 10 }, candidateWithAnswer));
    await Promise.all(
      candidates.map(async (candidate) => {
        const [ended, submitted] = await Promise.all([
          end(candidate),
          submit(candidate),
          app.app.get(FinishService).sweep(100),
        ]);
        const { reason } = must(200, ended).body;
        expect(submitted.status).toBe(reason === 'submitted' ? 201 : 409);
        await expect.poll(() => factsOf(candidate)).toMatchObject(endedOnce(reason));
        expect(await endEvents(candidate)).toBe(reason === 'ended' ? 1 : 0);
      }),
    );
  });
});

async function submissionOf({ attemptId }: Candidate): Promise<{ id: string }> {
  const { rows } = await app.database.admin.query<{ id: string }>(
    'SELECT id FROM submissions WHERE attempt_id = $1',
    [attemptId],
  );
  return rows[0]!;
}
