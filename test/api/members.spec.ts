import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/identifiers/identifiers.js';
import { formatToken, newSecret } from '../../src/common/identifiers/tokens.js';
import { accountSubject, signInLimits } from '../../src/auth/sign-in.rules.js';
import { addMember, invite, newAddress } from '../support/members.js';
import { randomNetwork, TestApp, type Answer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

const password = 'correct horse battery staple';

function join(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const whole = { name: 'Mia Member', password, ...body };
  return app.anonymous(headers).post('/auth/join', whole, { remoteAddress: randomNetwork() });
}

function bytes({ status, headers, text }: Answer): unknown {
  const { date: _, ...others } = headers;
  return { status, headers: others, text };
}

describe('an invitation', () => {
  it('shows its token once and makes a member of whoever brings it', async () => {
    const owner = await app.employer('Open House');
    const email = newAddress();
    const answer = await owner.post('/members', { email, role: 'reviewer' });
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/api/v1/members/invitations/${answer.body.id}`);
    expect(answer.body).toMatchObject({ email, role: 'reviewer', invitedBy: owner.memberId });
    const days = (Date.parse(answer.body.expiresAt) - Date.parse(answer.body.createdAt)) / 86_400_000;
    expect(days).toBe(7);

    const listed = await owner.get('/members/invitations');
    expect(listed.body.items).toHaveLength(1);
    expect(listed.body.items[0]).not.toHaveProperty('token');
    expect(listed.text).not.toContain('join_');

    expect((await join({ token: answer.body.token })).status).toBe(204);
    const member = await app.signIn(email, password);
    expect(member.employerId).toBe(owner.employerId);
    const members = await owner.get('/members');
    expect(members.body.items.map((each: { role: string }) => each.role)).toEqual(['owner', 'reviewer']);
    expect(members.text).not.toMatch(/hash|argon|person/i);
    expect((await owner.get('/members/invitations')).body.items).toEqual([]);
    const events = await owner.get('/events');
    expect(events.body.items.map((event: { type: string }) => event.type)).toEqual([
      'employer.created',
      'member.invited',
      'member.joined',
    ]);
    expect(events.text).not.toContain(email);
  });

  it('answers the same bytes when it was used, revoked, has expired or never was', async () => {
    const owner = await app.employer();
    const [used, revoked, expired] = [
      await invite(owner, 'author'),
      await invite(owner, 'author'),
      await invite(owner, 'author'),
    ];
    expect((await join({ token: used.token })).status).toBe(204);
    expect((await owner.delete(`/members/invitations/${revoked.id}`)).status).toBe(204);
    expect((await owner.delete(`/members/invitations/${revoked.id}`)).status).toBe(404);
    await app.database.admin.query(
      `UPDATE member_invitations SET created_at = now() - interval '8 days', expires_at = now() - interval '1 second' WHERE id = $1`,
      [expired.id],
    );
    const headers = { 'x-request-id': 'one-and-the-same' };
    const never = await join({ token: formatToken('join', [owner.employerId], newSecret()) }, headers);
    expect(never.status).toBe(410);
    expect(never.body.code).toBe('gone');
    const nobody = formatToken('join', [newId()], newSecret());
    for (const token of [used.token, revoked.token, expired.token, nobody, 'join_', 'x']) {
      expect(bytes(await join({ token }, headers))).toEqual(bytes(never));
    }
    // The expired one makes room for another.
    expect((await owner.post('/members', { email: expired.email, role: 'author' })).status).toBe(201);
  });

  it('is not used up by a refusal', async () => {
    const owner = await app.employer();
    const { token, email } = await invite(owner, 'author');
    const weak = await join({ token, password: 'short' });
    expect(weak.body.errors).toMatchObject([{ pointer: '/password', code: 'too-short' }]);
    expect((await app.anonymous().get('/auth/join')).status).toBe(405);
    expect((await join({ token })).status).toBe(204);
    await app.signIn(email, password);
  });

  it('asks somebody who is registered for the own password, as often as signing in does', async () => {
    const [owner, other] = [await app.employer(), await app.employer()];
    const { token } = await invite(owner, 'author', other.email);
    const wrong = await join({ token, password: 'this is not the password' });
    expect(wrong.status).toBe(401);
    expect(wrong.body.code).toBe('sign-in-failed');
    expect((await join({ token, password: other.password, name: 'Mallory' })).status).toBe(204);
    const members = await owner.get('/members');
    expect(members.body.items[1]).toMatchObject({ name: 'Olga Owner', email: other.email, role: 'author' });

    const third = await app.employer();
    const again = await invite(owner, 'author', third.email);
    const subject = accountSubject(third.email);
    expect((await join({ token: again.token, password: 'this is not the password' })).status).toBe(401);
    const counter = `SELECT failures FROM sign_in_counters WHERE subject = $1`;
    expect((await app.database.admin.query(counter, [subject])).rows).toEqual([{ failures: 1 }]);
    await app.database.admin.query(`UPDATE sign_in_counters SET failures = $2 WHERE subject = $1`, [
      subject,
      signInLimits.hardStopFailures,
    ]);
    expect((await join({ token: again.token, password: third.password })).status).toBe(429);
  });

  it('is refused for members, for a second time, and with a bad body', async () => {
    const owner = await app.employer();
    const { email } = await invite(owner, 'author');
    const twice = await owner.post('/members', { email: email.toUpperCase(), role: 'author' });
    expect([twice.status, twice.body.code]).toEqual([409, 'already-member']);
    const self = await owner.post('/members', { email: owner.email, role: 'author' });
    expect([self.status, self.body.code]).toEqual([409, 'already-member']);
    const admin = await owner.post('/members', { email: newAddress(), role: 'admin' });
    expect(admin.body.errors).toMatchObject([{ pointer: '/role' }]);
    for (const bad of [
      '\u212Aelvin@example.org',
      'ada@example.org\r\nBcc: x@example.org',
      '"a@b"@example.org',
    ]) {
      expect((await owner.post('/members', { email: bad, role: 'author' })).status).toBe(422);
    }
  });

  it('hides the token when the request is repeated', async () => {
    const owner = await app.employer();
    const body = { email: newAddress(), role: 'author' };
    const headers = { 'idempotency-key': 'invite-somebody-once' };
    const first = await owner.post('/members', body, { headers });
    const second = await owner.post('/members', body, { headers });
    expect(first.body.token).toMatch(/^join_/);
    expect(second.status).toBe(201);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(second.body).toEqual({ ...first.body, token: null });
    const other = await owner.post('/members', { ...body, role: 'owner' }, { headers });
    expect(other.body.code).toBe('idempotency-key-reused');
    const { rows } = await app.database.admin.query<{ body: string }>(`SELECT body FROM idempotency_keys`);
    expect(rows.map((row) => row.body).join()).not.toContain('join_');
  });
});

describe('a member', () => {
  it('has a role that is changed against an ETag and counts on the next request', async () => {
    const owner = await app.employer();
    const member = await addMember(app, owner, 'owner');
    const path = `/members/${member.memberId}`;
    const seen = await owner.get(path);
    expect(seen.headers['etag']).toBe(seen.body.etag);
    expect((await member.get('/api-keys')).status).toBe(200);

    expect((await owner.patch(path, { role: 'reviewer' })).status).toBe(428);
    expect((await owner.patch(path, { role: 'reviewer' }, '"v99"')).status).toBe(412);
    const changed = await owner.patch(path, { role: 'reviewer' }, seen.body.etag);
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ role: 'reviewer', etag: '"v2"' });
    const stale = await owner.patch(path, { role: 'author' }, seen.body.etag);
    expect([stale.status, stale.headers['etag']]).toEqual([412, '"v2"']);

    const refused = await member.get('/api-keys');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect((await member.get('/auth/session')).body.role).toBe('reviewer');
  });

  it('who is removed is out at once, and may be invited again', async () => {
    const owner = await app.employer();
    const member = await addMember(app, owner, 'author');
    const path = `/members/${member.memberId}`;
    expect((await owner.delete(path)).status).toBe(428);
    expect((await owner.delete(path, '"v7"')).status).toBe(412);
    expect((await owner.delete(path, '"v1"')).status).toBe(204);
    expect((await member.get('/auth/session')).status).toBe(401);
    expect((await owner.delete(path, '"v2"')).status).toBe(404);
    const credentials = { email: member.email, password: member.password };
    expect((await app.anonymous().post('/auth/sign-in', credentials)).status).toBe(401);

    const { token } = await invite(owner, 'reviewer', member.email);
    expect((await join({ token, password: member.password })).status).toBe(204);
    expect((await member.get('/auth/session')).status).toBe(401);
    const back = await app.signIn(member.email, member.password);
    expect(back.memberId).toBe(member.memberId);
    expect((await back.get('/auth/session')).body.role).toBe('reviewer');
  });

  it('who is removed is refused even with a session that nobody ended', async () => {
    const owner = await app.employer();
    const member = await addMember(app, owner, 'author');
    // One implicit transaction, in which the deferred check of the owners sees this employer.
    await app.database.admin.query(
      `SELECT set_config('assay.employer', '${owner.employerId}', true);
       UPDATE members SET removed_at = now() WHERE id = '${member.memberId}'`,
    );
    expect((await member.get('/members')).status).toBe(401);
  });

  it('who is the last owner stays one', async () => {
    const owner = await app.employer();
    await addMember(app, owner, 'author');
    const path = `/members/${owner.memberId}`;
    const demoted = await owner.patch(path, { role: 'author' }, '"v1"');
    expect([demoted.status, demoted.body.code]).toEqual([409, 'owner-required']);
    const removed = await owner.delete(path, '"v1"');
    expect([removed.status, removed.body.code]).toEqual([409, 'owner-required']);
    expect((await owner.get('/auth/session')).body.role).toBe('owner');
    expect((await owner.get('/events')).text).not.toMatch(/role_changed|member.removed/);
  });

  it.each(['author', 'reviewer'])('who is %s sees the members and changes none', async (role) => {
    const owner = await app.employer();
    const member = await addMember(app, owner, role);
    expect((await member.get('/members')).body.items).toHaveLength(2);
    expect((await member.patch(`/members/${member.memberId}`, { role: 'owner' }, '"v1"')).status).toBe(403);
    expect((await member.delete(`/members/${owner.memberId}`, '"v1"')).status).toBe(403);
    expect((await member.post('/members', { email: newAddress(), role: 'owner' })).status).toBe(403);
    expect((await member.get('/members/invitations')).status).toBe(403);
    expect((await member.post('/api-keys', {})).status).toBe(403);
  });

  it('of another employer answers like one that does not exist', async () => {
    const [owner, other] = [await app.employer(), await app.employer()];
    const { id: invitation } = await invite(other, 'author');
    const headers = { 'x-request-id': 'one-and-the-same' };
    const pairs = [
      ['GET', `/members/${other.memberId}`, `/members/${newId()}`],
      ['PATCH', `/members/${other.memberId}`, `/members/${newId()}`],
      ['DELETE', `/members/${other.memberId}`, `/members/${newId()}`],
      ['DELETE', `/members/invitations/${invitation}`, `/members/invitations/${newId()}`],
    ] as const;
    for (const [method, theirs, nobodys] of pairs) {
      const call = {
        headers: { ...headers, 'if-match': '"v1"' },
        ...(method === 'PATCH' ? { body: { role: 'reviewer' } } : {}),
      };
      const answer = await owner.send(method, theirs, call);
      expect(answer.status).toBe(404);
      expect(bytes(answer)).toEqual(bytes(await owner.send(method, nobodys, call)));
    }
    expect((await other.get('/members')).body.items).toHaveLength(1);
  });

  it('is listed in pages', async () => {
    const owner = await app.employer();
    for (let count = 0; count < 3; count += 1) await addMember(app, owner, 'author');
    const seen: string[] = [];
    let path = '/members?limit=2';
    for (let pages = 0; pages < 5; pages += 1) {
      const { body } = await owner.get(path);
      seen.push(...body.items.map((each: { id: string }) => each.id));
      if (body.nextCursor === null) break;
      path = `/members?limit=2&cursor=${body.nextCursor}`;
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
    const foreign = await owner.get(`/api-keys?${path.split('?')[1]}`);
    expect([foreign.status, foreign.body.code]).toEqual([400, 'invalid-cursor']);
    expect((await owner.get('/members?limit=201')).status).toBe(400);
  });
});
