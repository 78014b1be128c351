import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockWaiters } from '../support/lock-waiters.js';
import { addMember } from '../support/members.js';
import { connect } from '../support/scratch-database.js';
import { TestApp, type Answer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

/** Both requests have passed the guard and stand at the employer's lock before either may go on. */
async function bothAtOnce(employerId: string, requests: (() => Promise<Answer>)[]): Promise<Answer[]> {
  const blocker = await connect(app.database.url);
  await blocker.query('BEGIN');
  await blocker.query('SELECT 1 FROM assay.employers WHERE employer_id = $1 FOR NO KEY UPDATE', [employerId]);
  const answers = Promise.all(requests.map((request) => request()));
  try {
    await lockWaiters(app.database.admin, requests.length);
  } finally {
    await blocker.query('COMMIT');
    await blocker.end();
  }
  return answers;
}

describe('two owners', () => {
  it.each(['demote', 'remove'])('who %s each other at once leave one', async (act) => {
    const first = await app.employer();
    const second = await addMember(app, first, 'owner');
    const against = (path: string) => (caller: typeof first) =>
      act === 'demote' ? caller.patch(path, { role: 'author' }, '"v1"') : caller.delete(path, '"v1"');
    const answers = await bothAtOnce(first.employerId, [
      () => against(`/members/${second.memberId}`)(first),
      () => against(`/members/${first.memberId}`)(second),
    ]);
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([act === 'demote' ? 200 : 204, 403]);
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS owners FROM members WHERE employer_id = $1 AND role = 'owner' AND removed_at IS NULL`,
      [first.employerId],
    );
    expect(rows).toEqual([{ owners: 1 }]);
  });

  it('who step down at once leave one', async () => {
    const first = await app.employer();
    const second = await addMember(app, first, 'owner');
    const answers = await bothAtOnce(first.employerId, [
      () => first.patch(`/members/${first.memberId}`, { role: 'author' }, '"v1"'),
      () => second.patch(`/members/${second.memberId}`, { role: 'author' }, '"v1"'),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('owner-required');
  });

  it('cannot use what one of them has lost while waiting', async () => {
    const first = await app.employer();
    const second = await addMember(app, first, 'owner');
    const answers = await bothAtOnce(first.employerId, [
      () => first.delete(`/members/${second.memberId}`, '"v1"'),
      async () => {
        await lockWaiters(app.database.admin, 1);
        return second.post('/members', { email: 'accomplice@example.org', role: 'owner' });
      },
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([204, 403]);
    expect((await first.get('/members/invitations')).body.items).toEqual([]);
  });
});
