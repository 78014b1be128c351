import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { apiKeyScopes } from '../../src/common/access/permissions.js';
import { allowManyActive, createImport, createInvite, createKey } from '../contract/support/world.js';
import {
  draftAssessment,
  must,
  publishedAssessment,
  startedCandidate,
  type Candidate,
} from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { startTestApp, type Answer, type Caller, type Employer, type TestApp } from '../support/test-app.js';
import { ServerProcess } from './server-process.js';

/**
 * A process is killed around the COMMIT of a request. Its caller learns nothing, and asks another process again with the
 * same Idempotency-Key: what was committed is answered as it was, what was not is done, and nothing is done twice.
 */
let app: TestApp;
let owner: Employer;
let key: Caller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.employer();
  await allowManyActive(app, owner.employerId);
  key = (await createKey(app, owner, apiKeyScopes)).caller;
});
afterAll(() => app.stop());

let running: ServerProcess | undefined;
afterEach(async () => {
  await running?.kill();
  running = undefined;
});

type Moment = 'before' | 'after';
const moments = [['before'], ['after']] as const;

/** Sends the request to a process that dies at this moment of the transaction with the statement. */
async function loseAnswer(
  moment: Moment,
  statement: string,
  request: { path: string; headers: Record<string, string>; body?: object },
  prepare?: (address: string) => Promise<void>,
): Promise<void> {
  running = ServerProcess.launch(
    {
      DATABASE_URL: app.database.url,
      ASSAY_WORKER: 'off',
      ASSAY_TEST_DIE: moment,
      ASSAY_TEST_DIE_AT: statement,
    },
    './server-that-dies.ts',
  );
  const address = await running.ready();
  await prepare?.(address);
  const answer = fetch(`${address}/api/v1${request.path}`, {
    method: 'POST',
    headers: { ...request.headers, ...(request.body ? { 'content-type': 'application/json' } : {}) },
    ...(request.body ? { body: JSON.stringify(request.body) } : {}),
  });
  await expect(answer).rejects.toThrow('fetch failed');
  expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' });
  await noTransactionOpen();
}

/** PostgreSQL notices the dead process when its socket closes, and then takes back what was not committed. */
async function noTransactionOpen(): Promise<void> {
  for (;;) {
    const { rows } = await app.database.admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`,
    );
    if (rows[0]!.count === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function expectReplayed(answer: Answer, moment: Moment): void {
  expect(answer.headers['idempotent-replayed']).toBe(moment === 'after' ? 'true' : undefined);
}

async function count(sql: string, values: unknown[]): Promise<number> {
  const { rows } = await app.database.admin.query<{ count: number }>(
    `SELECT count(*)::int AS count ${sql}`,
    values,
  );
  return rows[0]!.count;
}

describe.each(moments)('killed %s the COMMIT of', (moment) => {
  it.each([
    ['cold', 'finish_attempt('],
    ['warm', 'finish_attempts('],
  ])(
    'a submission to a %s process: one submission, one score, one event, and the receipt of it',
    async (state, statement) => {
      const { slug, questionIds } = await publishedAssessment(owner);
      const candidate: Candidate = await startedCandidate(app, slug);
      must(
        200,
        await candidate.put(`/public/attempt/answers/${questionIds[0]}`, { response: 'two', clientSeq: 1 }),
      );
      const headers = { authorization: `Bearer ${candidate.token}`, 'idempotency-key': randomUUID() };
      const path = '/public/attempt/submit';
      // Who has just started goes the locked way; who has scored this version before writes in one call.
      const other = await startedCandidate(app, slug);
      const warmUp = async (address: string): Promise<void> => {
        if (state === 'cold') return;
        const submitted = await fetch(`${address}/api/v1${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${other.token}`, 'idempotency-key': randomUUID() },
        });
        expect(submitted.status).toBe(201);
      };
      await loseAnswer(moment, statement, { path, headers }, warmUp);

      const lost = await attemptFacts(app.database.admin, candidate.attemptId);
      if (moment === 'before')
        expect(lost).toMatchObject({ state: 'in_progress', submissions: 0, scores: 0, stored_replies: 0 });
      else expect(lost).toMatchObject({ ...endedOnce('submitted'), stored_replies: 1 });

      running = ServerProcess.launch({ DATABASE_URL: app.database.url, ASSAY_WORKER: 'off' });
      const address = await running.ready();
      const again = await fetch(`${address}/api/v1${path}`, { method: 'POST', headers });
      expect(again.status).toBe(201);
      expect(again.headers.get('idempotent-replayed')).toBe(moment === 'after' ? 'true' : null);
      const receipt = (await again.json()) as { submissionId: string };
      const third = must(201, await candidate.post(path, undefined, { headers }));
      expect(third.body).toEqual(receipt);
      expect(third.headers['idempotent-replayed']).toBe('true');
      expect(await attemptFacts(app.database.admin, candidate.attemptId)).toMatchObject({
        ...endedOnce('submitted'),
        stored_replies: 1,
        frozen: ['two'],
      });
    },
  );

  it('an import: its questions once', async () => {
    const { id } = await draftAssessment(owner, { questions: [] });
    const importId = await createImport(owner, id);
    const headers = { 'idempotency-key': randomUUID() };
    const path = `/imports/${importId}/commit`;
    await loseAnswer(moment, 'INSERT INTO questions', {
      path,
      headers: { ...headers, ...key.headers },
      body: {},
    });
    expect(await count('FROM questions WHERE assessment_id = $1', [id])).toBe(moment === 'after' ? 2 : 0);

    const answer = must(200, await key.post(path, {}, { headers }));
    expectReplayed(answer, moment);
    expect(answer.body).toMatchObject({ id: importId, state: 'committed', committedCount: 2 });
    expect(await count('FROM questions WHERE assessment_id = $1', [id])).toBe(2);
    expect(await count(`FROM events WHERE type = 'import.committed' AND subject_id = $1`, [importId])).toBe(
      1,
    );
    expect(await count(`FROM events WHERE type = 'questions.added' AND subject_id = $1`, [id])).toBe(1);
  });

  it('invites: each once, and a repeated answer without the secrets that nobody has stored', async () => {
    const { id } = await publishedAssessment(owner);
    const invites = [1, 2].map((number) => ({ email: `lost-${number}-${randomUUID()}@example.org` }));
    const headers = { 'idempotency-key': randomUUID() };
    const path = `/assessments/${id}/invites`;
    await loseAnswer(moment, 'INSERT INTO invites', {
      path,
      headers: { ...headers, ...key.headers },
      body: { invites },
    });
    expect(await count('FROM invites WHERE assessment_id = $1', [id])).toBe(moment === 'after' ? 2 : 0);

    const answer = must(200, await key.post(path, { invites }, { headers }));
    expectReplayed(answer, moment);
    expect(answer.body.createdCount).toBe(2);
    for (const result of answer.body.results as { token: string | null; link: string | null }[]) {
      expect(result.token !== null && result.link !== null).toBe(moment === 'before');
    }
    expect(await count('FROM invites WHERE assessment_id = $1', [id])).toBe(2);
    expect(await count(`FROM events WHERE type = 'invites.created' AND subject_id = $1`, [id])).toBe(1);
    // Whoever lost the secrets sends the invites again.
    const resent = must(
      200,
      await key.post(
        `/invites/${answer.body.results[0].id}/resend`,
        {},
        { headers: { 'idempotency-key': randomUUID() } },
      ),
    );
    expect(resent.body.token).toMatch(/^invite_/);
  });
});

describe('the process that dies', () => {
  it('lives on where another transaction commits', async () => {
    const { id } = await publishedAssessment(owner);
    running = ServerProcess.launch(
      {
        DATABASE_URL: app.database.url,
        ASSAY_WORKER: 'off',
        ASSAY_TEST_DIE: 'after',
        ASSAY_TEST_DIE_AT: 'finish_attempt(',
      },
      './server-that-dies.ts',
    );
    const address = await running.ready();
    const { id: inviteId } = await createInvite(owner, id);
    const answer = await fetch(`${address}/api/v1/invites/${inviteId}/resend`, {
      method: 'POST',
      headers: { ...key.headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: '{}',
    });
    expect(answer.status).toBe(200);
  });
});
