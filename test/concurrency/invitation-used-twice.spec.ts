import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockWaiters } from '../support/lock-waiters.js';
import { invite } from '../support/members.js';
import { connect } from '../support/scratch-database.js';
import { randomNetwork, TestApp, type Answer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

function join(token: string, password: string): Promise<Answer> {
  const body = { token, name: 'Mia Member', password };
  return app.anonymous().post('/auth/join', body, { remoteAddress: randomNetwork() });
}

describe('an invitation', () => {
  it('that two people use at once makes one member', async () => {
    const owner = await app.employer();
    const { token, email } = await invite(owner, 'author');
    const blocker = await connect(app.database.url);
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM assay.employers WHERE employer_id = $1 FOR NO KEY UPDATE', [
      owner.employerId,
    ]);
    const passwords = ['the first good pass phrase', 'the second good pass phrase'];
    const answers = Promise.all(passwords.map((password) => join(token, password)));
    await lockWaiters(app.database.admin, 2);
    await blocker.query('COMMIT');
    await blocker.end();
    const statuses = (await answers).map((answer) => answer.status);
    expect([...statuses].sort()).toEqual([204, 410]);
    expect((await owner.get('/members')).body.items).toHaveLength(2);
    const winner = passwords[statuses.indexOf(204)] ?? '';
    const loser = passwords[statuses.indexOf(410)] ?? '';
    const signIn = (password: string): Promise<Answer> =>
      app.anonymous().post('/auth/sign-in', { email, password });
    expect((await signIn(loser)).status).toBe(401);
    expect((await signIn(winner)).status).toBe(200);
  });

  it('that is revoked while somebody uses it makes no member', async () => {
    const owner = await app.employer();
    const { token, id } = await invite(owner, 'author');
    const blocker = await connect(app.database.url);
    await blocker.query('BEGIN');
    await blocker.query(`UPDATE assay.member_invitations SET revoked_at = now() WHERE id = $1`, [id]);
    const answer = join(token, 'the first good pass phrase');
    await lockWaiters(app.database.admin, 1);
    await blocker.query('COMMIT');
    await blocker.end();
    expect((await answer).status).toBe(410);
    expect((await owner.get('/members')).body.items).toHaveLength(1);
  });
});
