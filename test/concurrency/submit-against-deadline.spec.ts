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
import { startTestApp, type Answer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let slug: string;
let choice: string;
beforeAll(async () => {
  app = await startTestApp({ poolSize: 20 });
  const published = await publishedAssessment(await app.employer(), { settings: { timeLimitMinutes: 30 } });
  slug = published.slug;
  choice = published.questionIds[0]!;
  // The first submission fetches the keys and takes the locked way; the others are the usual case.
  must(201, await submit(await startedCandidate(app, slug)));
});
afterAll(() => app.stop());

const lockAttemptOf = (candidate: Candidate): Promise<HeldLock> =>
  holdLock(app.database.url, 'SELECT 1 FROM attempts WHERE id = $1 FOR UPDATE', [candidate.attemptId]);

const factsOf = (candidate: Candidate) => attemptFacts(app.database.admin, candidate.attemptId);

const save = (candidate: Candidate, response: string, clientSeq: number): Promise<Answer> =>
  candidate.put(`/public/attempt/answers/${choice}`, { response, clientSeq });

const sweep = (): Promise<number> => app.app.get(FinishService).sweep(100);

async function candidateWithAnswer(): Promise<Candidate> {
  const candidate = await startedCandidate(app, slug);
  must(200, await save(candidate, 'one', 1));
  return candidate;
}

/** Waits until the grace after the deadline is over by the database's clock. */
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

describe('a submission that races the deadline worker', () => {
  it('counts as submitted when it came in time and stands first, however long it waits', async () => {
    const candidate = await candidateWithAnswer();
    await moveDeadline(app.database.admin, candidate.attemptId, '-9500 milliseconds');
    const lock = await lockAttemptOf(candidate);
    const submitted = submit(candidate);
    await lockWaiters(app.database.admin, 1);
    await graceIsOver(candidate);
    const swept = sweep();
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    const receipt = must(201, await submitted);
    expect(await swept).toBe(1);
    expect(receipt.body.reason).toBe('submitted');
    expect(await factsOf(candidate)).toMatchObject(endedOnce('submitted'));
  });

  it('meets the end at the deadline when the worker stands first', async () => {
    const candidate = await candidateWithAnswer();
    await moveDeadline(app.database.admin, candidate.attemptId, '-9500 milliseconds');
    // The submission comes in time and is scored, and is stopped before it asks for the lock.
    const stopped = gate();
    const mayGoOn = gate();
    let isFirst = true;
    const restore = interceptStatements({
      holdBefore: (text) => {
        if (!isFirst || !text.includes('finish_attempts(')) return undefined;
        isFirst = false;
        stopped.open();
        return mayGoOn.opened;
      },
    });
    try {
      const submitted = submit(candidate);
      await stopped.opened;
      await graceIsOver(candidate);
      const lock = await lockAttemptOf(candidate);
      const swept = sweep();
      await lockWaiters(app.database.admin, 1);
      mayGoOn.open();
      await lockWaiters(app.database.admin, 2);
      await lock.release();
      expect(await swept).toBe(1);
      const refused = must(409, await submitted);
      expect(refused.body).toMatchObject({ code: 'already-submitted', receipt: { reason: 'deadline' } });
    } finally {
      restore();
    }
    expect(await factsOf(candidate)).toMatchObject({ ...endedOnce('deadline'), frozen: ['one'] });
  });

  it('finishes ten attempts once each while three workers and their candidates all try', async () => {
    const candidates = await Promise.all(Array.from({ length: 10 }, candidateWithAnswer));
    for (const candidate of candidates) {
      await moveDeadline(app.database.admin, candidate.attemptId, '-9800 milliseconds');
    }
    const answers = await Promise.all(
      candidates
        .map(async (candidate, index) => {
          await new Promise((resolve) => setTimeout(resolve, index * 40));
          return submit(candidate);
        })
        .concat(
          Array.from({ length: 3 }, async () => {
            for (let round = 0; round < 20; round += 1) await sweep();
            return undefined as never;
          }),
        ),
    );
    for (const [index, candidate] of candidates.entries()) {
      const answer = answers[index]!;
      expect([201, 409]).toContain(answer.status);
      const reason = answer.status === 201 ? answer.body.reason : answer.body.receipt.reason;
      expect(await factsOf(candidate)).toMatchObject({ ...endedOnce(reason), frozen: ['one'] });
    }
  });
});

describe('an answer that is being saved while the attempt is submitted', () => {
  it('counts when it stands first', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await lockAttemptOf(candidate);
    const saved = save(candidate, 'two', 2);
    await lockWaiters(app.database.admin, 1);
    const submitted = submit(candidate);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(200, await saved);
    must(201, await submitted);
    expect(await factsOf(candidate)).toMatchObject({
      ...endedOnce('submitted'),
      saved: ['two'],
      frozen: ['two'],
    });
  });

  it('is refused with the receipt when the submission stands first', async () => {
    const candidate = await candidateWithAnswer();
    const lock = await lockAttemptOf(candidate);
    const submitted = submit(candidate);
    await lockWaiters(app.database.admin, 1);
    const saved = save(candidate, 'two', 2);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    const receipt = must(201, await submitted).body;
    expect(must(409, await saved).body).toMatchObject({ code: 'attempt-closed', receipt });
    expect(await factsOf(candidate)).toMatchObject({
      ...endedOnce('submitted'),
      saved: ['one'],
      frozen: ['one'],
    });
  });

  it('is lost if saving does not take the shared lock: the two tests above can fail', async () => {
    const candidate = await candidateWithAnswer();
    const { admin } = app.database;
    const { rows } = await admin.query(`SELECT pg_get_functiondef('check_answer'::regproc) AS original`);
    await admin.query(rows[0].original.replace('FOR SHARE', ''));
    try {
      // The save has judged the attempt's state and is slow; the submission does not wait for it.
      await admin.query(
        `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NEW; END $$;
         CREATE TRIGGER zz_slow BEFORE UPDATE ON answers FOR EACH ROW EXECUTE FUNCTION slow()`,
      );
      await admin.query('SELECT pg_advisory_lock(77)');
      const saved = save(candidate, 'two', 2);
      await lockWaiters(admin, 1);
      must(201, await submit(candidate));
      await admin.query('SELECT pg_advisory_unlock(77)');
      await saved;
    } finally {
      await admin.query(`DROP TRIGGER zz_slow ON answers; DROP FUNCTION slow()`);
      await admin.query(rows[0].original);
    }
    const facts = await factsOf(candidate);
    expect(facts.saved).not.toEqual(facts.frozen);
  });

  it('is in the submission exactly when its answer says so, for twenty candidates who do both at once', async () => {
    const candidates = await Promise.all(Array.from({ length: 20 }, candidateWithAnswer));
    const answers = await Promise.all(
      candidates.map((candidate) => Promise.all([save(candidate, 'two', 2), submit(candidate)])),
    );
    for (const [index, candidate] of candidates.entries()) {
      const [saved, submitted] = answers[index]!;
      must(201, submitted);
      expect([200, 409]).toContain(saved.status);
      const content = saved.status === 200 ? ['two'] : ['one'];
      expect(await factsOf(candidate)).toMatchObject({
        ...endedOnce('submitted'),
        saved: content,
        frozen: content,
      });
    }
  });
});
