import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, publishedAssessment, start, trueFalse } from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { gate, holdLock, interceptStatements } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let owner: Employer;
beforeAll(async () => {
  app = await startTestApp({ poolSize: 20 });
  owner = await app.employer();
});
afterAll(() => app.stop());

const published = () => publishedAssessment(owner, { questions: [trueFalse] });
const close = (id: string): Promise<Answer> => owner.post(`/assessments/${id}/close`);

async function count(what: string, assessmentId: string): Promise<number> {
  const { rows } = await app.database.admin.query(`SELECT count(*)::int AS count FROM ${what}`, [
    assessmentId,
  ]);
  return rows[0].count;
}

const attemptsOf = (id: string): Promise<number> => count('attempts WHERE assessment_id = $1', id);
const startEventsOf = (id: string): Promise<number> =>
  count(`events WHERE type = 'attempt.started' AND payload::jsonb ->> 'assessmentId' = $1`, id);

describe('starts at the same moment', () => {
  it('with one key give one attempt and one token', async () => {
    const { id, slug } = await published();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => start(app, slug, 'carla@example.org', key)),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(19);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect([await attemptsOf(id), await startEventsOf(id)]).toEqual([1, 1]);
    must(200, await close(id));
  });

  it('with different keys give one attempt, to one of the browsers', async () => {
    const { id, slug } = await published();
    const email = 'cora@example.org';
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(app, slug, email)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    const refused = answers.filter((answer) => answer.status === 409);
    expect(refused).toHaveLength(19);
    for (const answer of refused) expect(answer.body.code).toBe('attempt-open-elsewhere');
    expect([await attemptsOf(id), await startEventsOf(id)]).toEqual([1, 1]);
    must(200, await close(id));
  });

  it('by one invite, and by the link with its address, give one attempt and one candidate', async () => {
    const { id, slug } = await published();
    const email = `ina-${randomUUID()}@example.org`;
    const invited = must(
      200,
      await owner.post(`/assessments/${id}/invites`, { invites: [{ email, name: 'Ina' }] }),
    );
    const { token } = invited.body.results[0];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? app.anonymous().post('/public/invites/start', { token })
          : start(app, slug, email.toUpperCase()),
      ),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    // Whoever holds the invite gets in; a stranger with the address alone at most was the first.
    const byInvite = answers.filter((_, index) => index % 2 === 0);
    for (const answer of byInvite) expect([200, 201]).toContain(answer.status);
    expect(new Set(byInvite.map((answer) => answer.text)).size).toBe(1);
    expect([await attemptsOf(id), await startEventsOf(id)]).toEqual([1, 1]);
    expect(await count('candidates WHERE email_canonical = $1', email)).toBe(1);
    must(200, await close(id));
  });
});

describe('a start that meets the closing of its assessment', () => {
  async function inOrder(first: 'start' | 'close'): Promise<{ id: string; started: Answer; closed: Answer }> {
    const { id, slug } = await published();
    const lock = await holdLock(app.database.url, 'SELECT 1 FROM assessments WHERE id = $1 FOR UPDATE', [id]);
    const act = { start: () => start(app, slug, `late-${randomUUID()}@example.org`), close: () => close(id) };
    const one = act[first]();
    await lockWaiters(app.database.admin, 1);
    const other = act[first === 'start' ? 'close' : 'start']();
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    const [started, closed] =
      first === 'start' ? await Promise.all([one, other]) : await Promise.all([other, one]);
    return { id, started, closed };
  }

  it('and stands first is a whole attempt that the closing ends', async () => {
    const { started, closed } = await inOrder('start');
    must(200, closed);
    const { attemptId } = must(201, started).body;
    expect(await attemptFacts(app.database.admin, attemptId)).toMatchObject(endedOnce('closed'));
  });

  it('and stands second is refused and leaves nothing', async () => {
    const { id, started, closed } = await inOrder('close');
    must(200, closed);
    expect(must(410, started).body.code).toBe('gone');
    expect([await attemptsOf(id), await startEventsOf(id)]).toEqual([0, 0]);
  });

  it('is ended although the closing began before the start did', async () => {
    const { id, slug } = await published();
    const closingHasBegun = gate();
    const started = gate();
    const restore = interceptStatements({
      holdBefore: (text) => {
        if (!text.includes('FROM assessments') || !text.includes('FOR NO KEY UPDATE')) return undefined;
        closingHasBegun.open();
        return started.opened;
      },
    });
    try {
      const closed = close(id);
      await closingHasBegun.opened;
      // Longer than a millisecond, which is how exactly an attempt's times are kept.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { attemptId } = must(201, await start(app, slug, `early-${randomUUID()}@example.org`)).body;
      started.open();
      must(200, await closed);
      expect(await attemptFacts(app.database.admin, attemptId)).toMatchObject(endedOnce('closed'));
    } finally {
      started.open();
      restore();
    }
  });

  it('never leaves a running attempt behind, whatever the order', async () => {
    const { id, slug } = await published();
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => start(app, slug, `many-${randomUUID()}@example.org`)),
      close(id),
      ...Array.from({ length: 10 }, () => start(app, slug, `many-${randomUUID()}@example.org`)),
    ]);
    for (const answer of answers) expect([200, 201, 410]).toContain(answer.status);
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS attempts, count(*) FILTER (WHERE state = 'finished' AND finish_reason = 'closed')::int AS ended,
              (SELECT count(*)::int FROM submissions s WHERE s.assessment_id = $1) AS submissions
         FROM attempts WHERE assessment_id = $1`,
      [id],
    );
    const started = answers.filter((answer) => answer.status === 201).length;
    expect(rows).toEqual([{ attempts: started, ended: started, submissions: started }]);
  });
});

describe('without the unique keys', () => {
  it('starts at the same moment give many attempts: the tests above can fail', async () => {
    const own = await startTestApp({ poolSize: 5 });
    const { admin, url } = own.database;
    const { id, slug } = await publishedAssessment(await own.employer(), { questions: [trueFalse] });
    const { rows } = await admin.query(`SELECT pg_get_functiondef('start_attempt'::regproc) AS definition`);
    await admin.query(rows[0].definition.replaceAll(/ON CONFLICT \([a-z_, ]+\) DO NOTHING/g, ''));
    await admin.query(`ALTER TABLE attempts DROP CONSTRAINT attempts_candidate_id_key;
      ALTER TABLE candidates DROP CONSTRAINT candidates_email_canonical_key`);
    const lock = await holdLock(url, 'SELECT 1 FROM assessments WHERE id = $1 FOR UPDATE', [id]);
    const started = Array.from({ length: 5 }, () => start(own, slug, 'twin@example.org'));
    await lockWaiters(admin, 5);
    await lock.release();
    await Promise.all(started);
    const attempts = await admin.query('SELECT 1 FROM attempts WHERE assessment_id = $1', [id]);
    expect(attempts.rowCount).toBeGreaterThan(1);
    await own.stop();
  });
});
