import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/identifiers/identifiers.js';
import { formatToken, newSecret } from '../../src/common/identifiers/tokens.js';
import { TestApp, type Answer, type Caller, type Employer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const bearer = (key: string): Caller => app.anonymous({ authorization: `Bearer ${key}` });

async function create(owner: Employer, scopes: string[]): Promise<{ id: string; key: string }> {
  const answer = await owner.post('/api-keys', { name: 'Reporting', scopes, expiresAt: inDays(30) });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

describe('an API key', () => {
  it('is shown once and stored as a hash', async () => {
    const owner = await app.employer();
    const body = { name: 'Nightly export', scopes: ['results:read', 'events:read'], expiresAt: inDays(300) };
    const answer = await owner.post('/api-keys', body);
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/api/v1/api-keys/${answer.body.id}`);
    const { key, ...shown } = answer.body;
    expect(key).toMatch(/^key_[\w-]{64}$/);
    expect(shown).toEqual({
      id: expect.any(String),
      ...body,
      createdBy: owner.memberId,
      createdAt: expect.any(String),
      lastUsedAt: null,
      revokedAt: null,
    });

    const list = await owner.get('/api-keys');
    expect(list.body).toEqual({ items: [shown], nextCursor: null });
    const events = await owner.get('/events');
    expect(events.body.items.at(-1)).toMatchObject({
      type: 'api_key.created',
      subjectId: shown.id,
      payload: { scopes: body.scopes, expiresAt: body.expiresAt },
    });
    const secret = Buffer.from(key.replace('key_', ''), 'base64url').subarray(16).toString('hex');
    const { rows } = await app.database.admin.query<{ row: string; hash: string }>(
      `SELECT k::text AS row, encode(token_hash, 'hex') AS hash FROM api_keys k WHERE id = $1`,
      [shown.id],
    );
    expect(rows[0]?.row).not.toContain(secret);
    for (const secretText of [key, secret, rows[0]?.hash ?? 'no hash']) {
      expect(list.text + events.text + app.log.join('')).not.toContain(secretText);
    }
    await bearer(key).get('/events');
    expect(app.log.join('')).not.toContain(key);
  });

  it('is hidden when the request is repeated', async () => {
    const owner = await app.employer();
    const body = { name: 'Once', scopes: ['events:read'], expiresAt: inDays(1) };
    const headers = { 'idempotency-key': 'make-a-key-only-once' };
    const first = await owner.post('/api-keys', body, { headers });
    const second = await owner.post('/api-keys', body, { headers });
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.status).toBe(201);
    expect(second.body).toEqual({ ...first.body, key: null });
    expect((await owner.get('/api-keys')).body.items).toHaveLength(1);
    const { rows } = await app.database.admin.query<{ body: string }>(`SELECT body FROM idempotency_keys`);
    expect(rows.map((row) => row.body).join()).not.toContain('key_');
    expect((await bearer(first.body.key).get('/events')).status).toBe(200);
  });

  it('may do what its scopes say, and never what only people may', async () => {
    const owner = await app.employer();
    const [events, others] = [
      await create(owner, ['events:read']),
      await create(owner, ['results:read', 'invites:write']),
    ];
    expect((await bearer(events.key).get('/events')).status).toBe(200);
    const refused = await bearer(others.key).get('/events');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    const all = await create(owner, [
      'assessments:read',
      'assessments:write',
      'invites:read',
      'invites:write',
      'results:read',
      'events:read',
    ]);
    for (const path of ['/auth/session', '/members', '/members/invitations', '/api-keys']) {
      expect((await bearer(all.key).get(path)).status, path).toBe(403);
    }
    for (const path of ['/auth/sign-out', '/auth/password', '/members', '/api-keys']) {
      expect((await bearer(all.key).post(path, {})).status, path).toBe(403);
    }
  });

  it('ends when it is revoked', async () => {
    const owner = await app.employer();
    const { id, key } = await create(owner, ['events:read']);
    expect((await bearer(key).get('/events')).status).toBe(200);
    expect((await owner.delete(`/api-keys/${id}`)).status).toBe(204);
    expect((await bearer(key).get('/events')).status).toBe(401);
    expect((await owner.delete(`/api-keys/${id}`)).status).toBe(204);
    const events = await owner.get('/events');
    expect(events.text.match(/api_key\.revoked/g)).toHaveLength(1);
    expect((await owner.get('/api-keys')).body.items[0].revokedAt).toEqual(expect.any(String));
  });

  it('ends when its time is over', async () => {
    const owner = await app.employer();
    const { id, key } = await create(owner, ['events:read']);
    await app.database.admin.query(`UPDATE api_keys SET expires_at = now() WHERE id = $1`, [id]);
    const answer = await bearer(key).get('/events');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('is judged alone where a cookie comes along', async () => {
    const [owner, other] = [await app.employer(), await app.employer()];
    const { key } = await create(owner, ['events:read']);
    const cookie = String(other.headers['cookie']);
    const both = await app.anonymous({ cookie, authorization: `Bearer ${key}` }).get('/events');
    expect(both.body.items[0].subjectId).toBe(owner.employerId);
    const dead = formatToken('key', [other.employerId], newSecret());
    for (const authorization of [
      `Bearer ${dead}`,
      'Bearer',
      'Basic b2xnYTpzZWNyZXQ=',
      `Bearer ${key} x`,
      key,
      '',
    ]) {
      const answer = await app.anonymous({ cookie, authorization }).get('/events');
      expect(answer.status, authorization).toBe(401);
    }
    const swapped = formatToken('key', [other.employerId], secretOf(key));
    expect((await bearer(swapped).get('/events')).status).toBe(401);
  });

  it('notes its use once a minute at most', async () => {
    const owner = await app.employer();
    const { id, key } = await create(owner, ['events:read']);
    const lastUsed = async (): Promise<string | null> =>
      (await owner.get('/api-keys')).body.items[0].lastUsedAt;
    await bearer(key).get('/events');
    const first = await lastUsed();
    expect(first).toEqual(expect.any(String));
    await bearer(key).get('/events');
    expect(await lastUsed()).toBe(first);
    await app.database.admin.query(
      `UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE id = $1`,
      [id],
    );
    await bearer(key).get('/events');
    expect(Date.parse((await lastUsed()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });

  it.each([
    [{ expiresAt: inDays(-1) }, '/expiresAt', 'not-in-future'],
    [{ expiresAt: inDays(400) }, '/expiresAt', 'too-far-ahead'],
    [{ expiresAt: '2027-01-01' }, '/expiresAt', 'instant'],
    [{ expiresAt: null }, '/expiresAt', 'instant'],
    [{ scopes: [] }, '/scopes', 'array-min-size'],
    [{ scopes: ['events:read', 'events:read'] }, '/scopes', 'array-unique'],
    [{ scopes: ['members:write'] }, '/scopes', 'is-in'],
    [{ scopes: 'events:read' }, '/scopes', undefined],
    [{ name: ' ' }, '/name', 'blank'],
    [{ name: 'x'.repeat(101) }, '/name', 'too-long'],
  ])('is refused with %j', async (part, pointer, code) => {
    const owner = await app.employer();
    const body = { name: 'Reporting', scopes: ['events:read'], expiresAt: inDays(30), ...part };
    const answer = await owner.post('/api-keys', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
    if (code !== undefined) expect(answer.body.errors).toHaveLength(1);
    if (code !== undefined) expect(answer.body.errors[0].code).toBe(code);
  });

  it('of another employer answers like one that does not exist', async () => {
    const [owner, other] = [await app.employer(), await app.employer()];
    const { id, key } = await create(other, ['events:read']);
    const headers = { 'x-request-id': 'one-and-the-same' };
    const answers: Answer[] = [];
    for (const each of [id, newId(), 'no-id'])
      answers.push(await owner.send('DELETE', `/api-keys/${each}`, { headers }));
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect((await bearer(key).get('/events')).status).toBe(200);
  });
});

function secretOf(key: string): Buffer {
  return Buffer.from(key.replace('key_', ''), 'base64url').subarray(16);
}
