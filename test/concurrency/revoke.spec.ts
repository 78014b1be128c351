import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  asCandidate,
  must,
  publishedAssessment,
  trueFalse,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { holdLock, type HeldLock } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

describe('revoking an invite', () => {
  let app: TestApp;
  let owner: Employer;
  let assessment: PublishedAssessment;
  let invite: { readonly id: string; readonly token: string; readonly email: string };
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    assessment = await publishedAssessment(owner, { questions: [trueFalse] });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    const invites = [{ email: `candidate-${Math.random().toString(36).slice(2)}@example.org` }];
    invite = must(200, await owner.post(`/assessments/${assessment.id}/invites`, { invites })).body
      .results[0];
  });

  const start = (): Promise<Answer> => app.anonymous().post('/public/invites/start', { token: invite.token });
  const revoke = (): Promise<Answer> => owner.post(`/invites/${invite.id}/revoke`);
  const holdInvite = (): Promise<HeldLock> =>
    holdLock(app.database.url, 'SELECT 1 FROM invites WHERE id = $1 FOR UPDATE', [invite.id]);

  it('ends the running attempt with what was saved, once, and lets nobody start again', async () => {
    const started = must(201, await start());
    const candidate = asCandidate(app, started, invite.email);
    const path = `/public/attempt/answers/${assessment.questionIds[0]}`;
    must(200, await candidate.put(path, { response: true, clientSeq: 1 }));
    must(200, await revoke());
    must(200, await revoke());
    expect(must(200, await candidate.get('/public/attempt')).body.receipt.reason).toBe('revoked');
    expect(must(409, await candidate.put(path, { response: false, clientSeq: 2 })).body.code).toBe(
      'attempt-closed',
    );
    expect(await attemptFacts(app.database.admin, candidate.attemptId)).toMatchObject({
      ...endedOnce('revoked'),
      frozen: [true],
    });
    expect(must(409, await start()).body.code).toBe('already-submitted');
  });

  it('before a start that waits for the same row: the start is refused and leaves nothing', async () => {
    const lock = await holdInvite();
    const revoked = revoke();
    await lockWaiters(app.database.admin, 1);
    const started = start();
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(200, await revoked);
    expect(must(410, await started).body.code).toBe('gone');
    const { rows } = await app.database.admin.query('SELECT 1 FROM attempts WHERE invite_id = $1', [
      invite.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('after a start that stands first: the attempt is whole, and ended', async () => {
    const lock = await holdInvite();
    const started = start();
    await lockWaiters(app.database.admin, 1);
    const revoked = revoke();
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    const { attemptId } = must(201, await started).body;
    must(200, await revoked);
    expect(await attemptFacts(app.database.admin, attemptId)).toMatchObject(endedOnce('revoked'));
  });
});
