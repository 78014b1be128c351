import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../support/assessment-builder.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { connect } from '../support/scratch-database.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

interface Result {
  readonly outcome: string;
  readonly id: string;
  readonly token: string | null;
}

describe('invites at the same time', () => {
  let app: TestApp;
  let owner: Employer;
  let assessmentId: string;
  let holder: Client;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    assessmentId = must(201, await owner.post('/assessments', { title: 'Race' })).body.id;
    holder = await connect(app.database.url);
    await holder.query('SET search_path = assay');
  });
  afterAll(async () => {
    await holder.end();
    await app.stop();
  });

  /** Starts the requests while the row is held, lets it go when all of them stand in line. */
  async function together(lock: string, id: string, requests: (() => Promise<Answer>)[]): Promise<Answer[]> {
    await holder.query('BEGIN');
    await holder.query(lock, [id]);
    const answers = requests.map((request) => request());
    await lockWaiters(app.database.admin, requests.length);
    await holder.query('COMMIT');
    return Promise.all(answers);
  }

  const lockAssessment = 'SELECT 1 FROM assessments WHERE id = $1 FOR NO KEY UPDATE';

  it('two lists with the same addresses make one live invite for each', async () => {
    const emails = Array.from({ length: 50 }, () => `guest-${randomUUID()}@example.org`);
    const post = (order: string[]) => () =>
      owner.post(`/assessments/${assessmentId}/invites`, { invites: order.map((email) => ({ email })) });
    const answers = await together(lockAssessment, assessmentId, [post(emails), post([...emails].reverse())]);
    const [first, second] = answers.map((answer) => must(200, answer).body.results as Result[]);
    for (const [index] of emails.entries()) {
      const twins = [first![index]!, second![emails.length - 1 - index]!];
      expect(twins.map((twin) => twin.outcome).sort()).toEqual(['already_invited', 'created']);
      // The one who came second is told which invite stands, and holds no token of it.
      expect(twins[0]!.id).toBe(twins[1]!.id);
      expect(twins.filter((twin) => twin.token !== null)).toHaveLength(1);
    }
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS count, count(DISTINCT email_canonical)::int AS addresses FROM invites
        WHERE assessment_id = $1 AND email_canonical = ANY ($2)`,
      [assessmentId, emails],
    );
    expect(rows[0]).toEqual({ count: 50, addresses: 50 });
  });

  it('one key sent twice at once invites once', async () => {
    const email = `guest-${randomUUID()}@example.org`;
    const call = { headers: { 'idempotency-key': randomUUID() } };
    const post = () => owner.post(`/assessments/${assessmentId}/invites`, { invites: [{ email }] }, call);
    await holder.query('BEGIN');
    await holder.query(lockAssessment, [assessmentId]);
    const first = post();
    await lockWaiters(app.database.admin, 1);
    const twin = await post();
    await holder.query('COMMIT');
    expect([twin.status, twin.body.code]).toEqual([409, 'idempotency-in-flight']);
    expect(must(200, await first).body.createdCount).toBe(1);
  });

  it('a resend and a revocation at once leave no live token', async () => {
    const email = `guest-${randomUUID()}@example.org`;
    const { id } = must(
      200,
      await owner.post(`/assessments/${assessmentId}/invites`, { invites: [{ email }] }),
    ).body.results[0];
    const before = await tokenHash(id);
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM invites WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const resend = owner.post(`/invites/${id}/resend`);
    await lockWaiters(app.database.admin, 1);
    await holder.query('UPDATE invites SET revoked_at = now() WHERE id = $1', [id]);
    await holder.query('COMMIT');
    expect((await resend).body.code).toBe('not-editable');
    expect(await tokenHash(id)).toEqual(before);
  });

  it('resends at once count each, and only the last token lives', async () => {
    const email = `guest-${randomUUID()}@example.org`;
    const { id } = must(
      200,
      await owner.post(`/assessments/${assessmentId}/invites`, { invites: [{ email }] }),
    ).body.results[0];
    const resend = () => owner.post(`/invites/${id}/resend`);
    const answers = await together('SELECT 1 FROM invites WHERE id = $1 FOR NO KEY UPDATE', id, [
      resend,
      resend,
      resend,
    ]);
    expect(answers.map((answer) => must(200, answer).body.sentCount).sort()).toEqual([2, 3, 4]);
    const last = answers.find((answer) => answer.body.sentCount === 4)!;
    const secret = Buffer.from(last.body.token.slice('invite_'.length), 'base64url').subarray(16);
    expect(await tokenHash(id)).toEqual(createHash('sha256').update(secret).digest());
  });

  async function tokenHash(id: string): Promise<Buffer> {
    return (await app.database.admin.query('SELECT token_hash FROM invites WHERE id = $1', [id])).rows[0]
      .token_hash;
  }
});
