import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
} from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { holdLock } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { withoutStateCheck } from '../support/without-lock.js';
import { startTestApp, type Answer, type TestApp } from '../support/test-app.js';

const times = 50;

describe('one attempt that is submitted fifty times at once', () => {
  let app: TestApp;
  let slug: string;
  let choice: string;
  beforeAll(async () => {
    app = await startTestApp({ poolSize: times });
    const published = await publishedAssessment(await app.employer(), { settings: { timeLimitMinutes: 30 } });
    slug = published.slug;
    choice = published.questionIds[0]!;
    // The first submission fetches the keys and takes the locked way; the others are the usual case.
    must(201, await submit(await startedCandidate(app, slug)));
  });
  afterAll(() => app.stop());

  async function candidateWithAnswer(): Promise<Candidate> {
    const candidate = await startedCandidate(app, slug);
    must(200, await candidate.put(`/public/attempt/answers/${choice}`, { response: 'two', clientSeq: 1 }));
    return candidate;
  }

  /** All fifty have left before the first is answered: they stand at the attempt's row. */
  async function submitTogether(candidate: Candidate, key: () => string): Promise<Answer[]> {
    const lock = await holdLock(app.database.url, 'SELECT 1 FROM attempts WHERE id = $1 FOR UPDATE', [
      candidate.attemptId,
    ]);
    const answers = Array.from({ length: times }, () => submit(candidate, key()));
    await lockWaiters(app.database.admin, 1);
    await lock.release();
    return Promise.all(answers);
  }

  it('with different keys: one 201, and 49 times 409 with the same receipt', async () => {
    const candidate = await candidateWithAnswer();
    const answers = await submitTogether(candidate, randomUUID);
    const [accepted, ...more] = answers.filter((answer) => answer.status === 201);
    expect(more).toEqual([]);
    const refused = answers.filter((answer) => answer.status === 409);
    expect(refused).toHaveLength(times - 1);
    for (const answer of refused) {
      expect(answer.body).toMatchObject({ code: 'already-submitted', receipt: accepted!.body });
    }
    expect(await attemptFacts(app.database.admin, candidate.attemptId)).toMatchObject({
      ...endedOnce('submitted'),
      stored_replies: 1,
      frozen: ['two'],
    });
  });

  it('with one key: executed once, the others replay its bytes or are told that it is in flight', async () => {
    const candidate = await candidateWithAnswer();
    const key = randomUUID();
    const answers = await submitTogether(candidate, () => key);
    const executed = answers.filter(
      (answer) => answer.status === 201 && answer.headers['idempotent-replayed'] === undefined,
    );
    expect(executed).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 201) expect(answer.text).toBe(executed[0]!.text);
      else
        expect(answer).toMatchObject({
          status: 409,
          body: { code: 'idempotency-in-flight', retryable: true },
        });
    }
    const again = must(201, await submit(candidate, key));
    expect(again.text).toBe(executed[0]!.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await attemptFacts(app.database.admin, candidate.attemptId)).toMatchObject({
      ...endedOnce('submitted'),
      stored_replies: 1,
    });
  });

  it('without the look at the state under the lock: the database refuses all but one by itself', async () => {
    const candidate = await candidateWithAnswer();
    const restore = await withoutStateCheck(app.database.admin);
    try {
      const answers = await submitTogether(candidate, randomUUID);
      expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
      expect(answers.filter((answer) => answer.status === 409)).toHaveLength(times - 1);
    } finally {
      await restore();
    }
    expect(await attemptFacts(app.database.admin, candidate.attemptId)).toMatchObject(endedOnce('submitted'));
  });
});

describe('with the look at the state, the triggers and the unique indexes removed', () => {
  it('an attempt is submitted more than once: the tests above can fail', async () => {
    const app = await startTestApp({ poolSize: 10 });
    const { slug } = await publishedAssessment(await app.employer());
    must(201, await submit(await startedCandidate(app, slug)));
    const candidate = await startedCandidate(app, slug);
    await app.database.admin.query(
      `ALTER TABLE attempts DISABLE TRIGGER attempts_fixed;
       ALTER TABLE submissions DISABLE TRIGGER submissions_agree;
       ALTER TABLE submissions DROP CONSTRAINT submissions_attempt_id_key, DROP CONSTRAINT submissions_candidate_id_key`,
    );
    const restore = await withoutStateCheck(app.database.admin);
    try {
      const lock = await holdLock(app.database.url, 'SELECT 1 FROM attempts WHERE id = $1 FOR UPDATE', [
        candidate.attemptId,
      ]);
      const answers = Array.from({ length: 10 }, () => submit(candidate));
      // Two are under way, the others wait for a place; they will go together.
      await lockWaiters(app.database.admin, 2);
      await lock.release();
      await Promise.all(answers);
    } finally {
      await restore();
    }
    expect((await attemptFacts(app.database.admin, candidate.attemptId)).submissions).toBe(10);
    await app.stop();
  });
});
