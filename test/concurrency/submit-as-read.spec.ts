import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
} from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { gate, interceptStatements } from '../support/interleave.js';
import { startTestApp, type Answer, type TestApp } from '../support/test-app.js';

/**
 * A submission is read and scored without a lock and written only if nothing has changed. Here something changes in
 * between: the submission is stopped where it is scored and not yet written.
 */
let app: TestApp;
let slug: string;
let choice: string;
let candidate: Candidate;
let locked: number;
let restore: () => void;
let scored: ReturnType<typeof gate>;
let mayWrite: ReturnType<typeof gate>;

beforeAll(async () => {
  app = await startTestApp({ poolSize: 4 });
  const employer = await app.employer();
  const published = await publishedAssessment(employer, { settings: { timeLimitMinutes: 30 } });
  slug = published.slug;
  choice = published.questionIds[0]!;
  must(201, await submit(await startedCandidate(app, slug)));
});
afterAll(() => app.stop());

beforeEach(async () => {
  candidate = await startedCandidate(app, slug);
  must(200, await save('one', 1));
  scored = gate();
  mayWrite = gate();
  locked = 0;
  let isFirst = true;
  restore = interceptStatements({
    holdBefore: (text) => {
      if (text.includes('open_finish(')) locked += 1;
      if (!isFirst || !text.includes('finish_attempts(')) return undefined;
      isFirst = false;
      scored.open();
      return mayWrite.opened;
    },
  });
});
afterEach(() => restore());

const save = (response: string, clientSeq: number): Promise<Answer> =>
  candidate.put(`/public/attempt/answers/${choice}`, { response, clientSeq });

const facts = () => attemptFacts(app.database.admin, candidate.attemptId);

async function submitWhile(change: () => Promise<unknown>): Promise<Answer> {
  const submitted = submit(candidate);
  await scored.opened;
  await change();
  mayWrite.open();
  return submitted;
}

const scoreOf = async (): Promise<string> =>
  (
    await app.database.admin.query(
      'SELECT r.points FROM scores r JOIN submissions s ON s.id = r.submission_id WHERE s.attempt_id = $1',
      [candidate.attemptId],
    )
  ).rows[0].points;

describe('a submission that was scored and is not yet written', () => {
  it('is written in one call when nothing changes', async () => {
    must(201, await submitWhile(async () => undefined));
    expect(locked).toBe(0);
    expect(await facts()).toMatchObject({ ...endedOnce('submitted'), frozen: ['one'], stored_replies: 1 });
  });

  it('counts an answer that is replaced in between, with its score', async () => {
    const receipt = must(201, await submitWhile(async () => must(200, await save('two', 2))));
    expect(locked).toBe(1);
    expect(await facts()).toMatchObject({
      ...endedOnce('submitted'),
      saved: ['two'],
      frozen: ['two'],
      stored_replies: 1,
    });
    const right = await scoreOf();
    const { rows } = await app.database.admin.query(
      `SELECT encode(responses_sha256, 'hex') AS hash FROM submissions WHERE attempt_id = $1`,
      [candidate.attemptId],
    );
    expect(receipt.body.responsesHash).toBe(rows[0].hash);
    // The first option is wrong: the score is that of the second answer, not of the one that was read.
    restore();
    candidate = await startedCandidate(app, slug);
    must(200, await save('one', 1));
    must(201, await submit(candidate));
    expect(Number(right)).not.toBe(Number(await scoreOf()));
  });

  it('is scored again when a key is corrected in between', async () => {
    const { admin } = app.database;
    const correct = `INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key)
      SELECT k.employer_id, k.version_id, k.item_id, k.revision + 1, k.key || '{"correctOptionId": "one"}' FROM answer_keys k JOIN attempts a ON a.version_id = k.version_id
       WHERE a.id = $1 AND k.item_id = $2 ORDER BY k.revision DESC LIMIT 1`;
    must(
      201,
      await submitWhile(async () => {
        await admin.query(
          `SELECT set_config('assay.employer', employer_id::text, false) FROM attempts WHERE id = $1`,
          [candidate.attemptId],
        );
        await admin.query(correct, [candidate.attemptId, choice]);
      }),
    );
    expect(locked).toBe(1);
    expect(await facts()).toMatchObject(endedOnce('submitted'));
    // By the key that was there when it was read, the saved answer was wrong.
    expect(Number(await scoreOf())).toBe(2);
  });

  it('learns that the employer has ended the attempt', async () => {
    const refused = await submitWhile(() =>
      app.database.admin.query(
        `UPDATE attempts SET state = 'ending', finish_reason = 'closed', ended_at = date_trunc('milliseconds', now()) WHERE id = $1`,
        [candidate.attemptId],
      ),
    );
    expect(must(409, refused).body).toMatchObject({ code: 'attempt-closed', receipt: { reason: 'closed' } });
    expect(await facts()).toMatchObject({ ...endedOnce('closed'), frozen: ['one'] });
  });
});

describe('a call that names its tenant itself', () => {
  it('leaves nothing of it to the next user of the connection', async () => {
    must(201, await submitWhile(async () => undefined));
    must(200, await (await startedCandidate(app, slug)).get('/public/attempt'));
    must(200, await app.anonymous().get(`/public/assessments/${slug}`));
    const database = app.app.get(Database);
    for (const role of ['app', 'candidate'] as const) {
      const connections = await Promise.all(Array.from({ length: 4 }, () => database.connect(role)));
      for (const connection of connections) {
        const { rows } = await connection.query(
          `SELECT coalesce(current_setting('assay.employer', true), '') AS employer, coalesce(current_setting('assay.attempt', true), '') AS attempt,
                  (SELECT count(*)::int FROM assessments) AS seen`,
        );
        expect(rows).toEqual([{ employer: '', attempt: '', seen: 0 }]);
        connection.release();
      }
    }
  });
});
