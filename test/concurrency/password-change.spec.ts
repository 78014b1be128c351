import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionLimits } from '../../src/auth/session.rules.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { connect } from '../support/scratch-database.js';
import { randomNetwork, TestApp, type Answer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

describe('a sign-in', () => {
  it('with the old password does not survive the change that it overlaps', async () => {
    const owner = await app.employer();
    const other = await app.signIn(owner.email, owner.password);
    const { body } = await other.get('/auth/session');
    const blocker = await connect(app.database.url);
    await blocker.query('BEGIN');
    // The change stops here, after it has chosen which sessions to end.
    await blocker.query(
      `SELECT 1 FROM assay.sessions s WHERE s.id = (
         SELECT max(id::text)::uuid FROM assay.sessions WHERE member_id = $1) FOR UPDATE`,
      [body.memberId],
    );
    const change = owner.post('/auth/password', {
      currentPassword: owner.password,
      newPassword: 'something entirely different',
    });
    await lockWaiters(app.database.admin, 1);
    const credentials = { email: owner.email, password: owner.password };
    const signIn = app.anonymous().post('/auth/sign-in', credentials, { remoteAddress: randomNetwork() });
    const late = await Promise.race([
      signIn,
      lockWaiters(app.database.admin, 2).then(() => 'waits' as const),
    ]);
    await blocker.query('COMMIT');
    await blocker.end();
    expect((await change).status).toBe(204);
    expect(late).toBe('waits');
    expect((await signIn).status).toBe(401);
    expect((await other.get('/auth/session')).status).toBe(401);
  });

  it('among many at once leaves no more sessions than allowed', async () => {
    const owner = await app.employer();
    const credentials = { email: owner.email, password: owner.password };
    const cookie = /__Host-assay-device=[^;]+/.exec(String(owner.headers['cookie']))?.[0] ?? '';
    const answers: Answer[] = [];
    // A known device has five tries on their way at once, and gets them back as they succeed.
    for (let batch = 0; batch < 4; batch += 1) {
      answers.push(
        ...(await Promise.all(
          Array.from({ length: 5 }, () => app.anonymous({ cookie }).post('/auth/sign-in', credentials)),
        )),
      );
    }
    expect(answers.map((answer) => answer.status)).toEqual(Array<number>(20).fill(200));
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS live FROM sessions WHERE member_id = $1 AND ended_at IS NULL`,
      [owner.memberId],
    );
    expect(rows).toEqual([{ live: sessionLimits.mostAtOnce }]);
  });
});
