import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/identifiers/identifiers.js';
import { formatToken, newSecret } from '../../src/common/identifiers/tokens.js';
import { hashParameters } from '../../src/auth/password-hasher.js';
import { sessionLimits } from '../../src/auth/session.rules.js';
import { invite, newAddress } from '../support/members.js';
import { randomNetwork, TestApp, type Answer, type Employer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

/** What the caller can tell apart: everything but the time. With one request id even that member is the same. */
function bytes({ status, headers, text }: Answer): unknown {
  const { date: _, ...others } = headers;
  return { status, headers: others, text };
}
const requestId = { 'x-request-id': 'one-and-the-same' };

function signUp(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return app.anonymous(headers).post('/auth/sign-up', body, { remoteAddress: randomNetwork() });
}

function signIn(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return app.anonymous(headers).post('/auth/sign-in', body, { remoteAddress: randomNetwork() });
}

function newSignUp(): { employerName: string; name: string; email: string; password: string } {
  return {
    employerName: 'Fresh Works',
    name: 'Fay Fresh',
    email: newAddress(),
    password: 'correct horse battery staple',
  };
}

function setCookies(answer: Answer): Map<string, string> {
  const lines = [answer.headers['set-cookie'] ?? []].flat().map(String);
  return new Map(lines.map((line) => [line.split('=')[0] ?? '', line]));
}

describe('signing up', () => {
  it('makes an employer with three slots, an owner and a first event', async () => {
    const owner = await app.employer('Three Slots');
    const { rows } = await app.database.admin.query(
      `SELECT (SELECT count(*)::int FROM active_slots WHERE employer_id = $1) AS slots,
              (SELECT array_agg(role) FROM members WHERE employer_id = $1) AS roles`,
      [owner.employerId],
    );
    expect(rows).toEqual([{ slots: 3, roles: ['owner'] }]);
    const events = await owner.get('/events');
    expect(events.body.items).toMatchObject([
      { type: 'employer.created', payload: { ownerId: owner.memberId } },
    ]);
  });

  it('answers the same bytes for an address that is taken, and changes nothing', async () => {
    const body = newSignUp();
    const first = await signUp(body, requestId);
    const before = await counts();
    const second = await signUp(
      { ...body, name: 'Somebody Else', password: 'another good long phrase' },
      requestId,
    );
    const upper = await signUp({ ...body, email: body.email.toUpperCase() }, requestId);
    expect(first.status).toBe(202);
    expect(bytes(second)).toEqual(bytes(first));
    expect(bytes(upper)).toEqual(bytes(first));
    expect(await counts()).toEqual(before);
    expect((await signIn({ email: body.email, password: 'another good long phrase' })).status).toBe(401);
    expect((await signIn({ email: body.email, password: body.password })).body.name).toBe('Fay Fresh');
  });

  it.each([
    [{ password: 'too short' }, '/password', 'too-short'],
    [{ password: 'aaaaaaaaaaaaaaaaaaaa' }, '/password', 'too-simple'],
    [{ password: 'Fresh Works 2026' }, '/password', 'too-guessable'],
    [{ password: 'x'.repeat(2_000) }, '/password', 'password'],
    [{ password: 123456789012345 }, '/password', 'password'],
    [{ name: '  ' }, '/name', 'blank'],
    [{ employerName: 'a\u0007b' }, '/employerName', 'control-character'],
    [{ email: '\u212Aelvin@example.org' }, '/email', 'email-address'],
    [{ role: 'owner' }, '/role', 'unknown-property'],
  ])('refuses %j', async (part, pointer, code) => {
    const answer = await signUp({ ...newSignUp(), ...part });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ pointer, code }]);
  });

  it('refuses a body that is none', async () => {
    expect((await app.anonymous().send('POST', '/auth/sign-up')).status).toBe(422);
    expect((await signUp([newSignUp()])).status).toBe(422);
  });

  async function counts(): Promise<unknown> {
    const { rows } = await app.database.admin.query(
      `SELECT (SELECT count(*) FROM persons) AS persons, (SELECT count(*) FROM employers) AS employers,
              (SELECT count(*) FROM members) AS members, (SELECT count(*) FROM events) AS events`,
    );
    return rows;
  }
});

describe('signing in', () => {
  it('shows who it is and keeps the token in a cookie that no script can read', async () => {
    const { email, password, employerId, memberId } = await app.employer('Cookie Works');
    const answer = await signIn({ email, password });
    expect(answer.body).toEqual({
      memberId,
      personId: expect.any(String),
      name: 'Olga Owner',
      email,
      role: 'owner',
      language: 'en',
      permissions: expect.arrayContaining(['members.write', 'assessments.write']),
      employer: { id: employerId, name: 'Cookie Works' },
      employers: [{ id: employerId, name: 'Cookie Works', role: 'owner' }],
    });
    const cookies = setCookies(answer);
    expect([...cookies.keys()].sort()).toEqual(['__Host-assay', '__Host-assay-device']);
    expect(cookies.get('__Host-assay')).toMatch(
      /^__Host-assay=session_[\w-]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(cookies.get('__Host-assay-device')).toMatch(
      /^__Host-assay-device=[\w-]{43}; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.text).not.toContain('session_');
  });

  it('answers the same bytes for an unknown address, a wrong password and nobody’s member', async () => {
    const owner = await app.employer();
    const unknown = await signIn({ email: newAddress(), password: owner.password }, requestId);
    const wrong = await signIn({ email: owner.email, password: 'not the right password' }, requestId);
    const elsewhere = { email: owner.email, password: owner.password, employerId: newId() };
    const foreign = await signIn(elsewhere, requestId);
    await app.database.admin.query(
      `ALTER TABLE members DISABLE TRIGGER members_owner_required;
       UPDATE members SET removed_at = now() WHERE employer_id = '${owner.employerId}';
       ALTER TABLE members ENABLE TRIGGER members_owner_required`,
    );
    const removed = await signIn({ email: owner.email, password: owner.password }, requestId);
    expect(unknown.status).toBe(401);
    expect(unknown.body.code).toBe('sign-in-failed');
    for (const answer of [wrong, foreign, removed]) expect(bytes(answer)).toEqual(bytes(unknown));
  });

  it('knows an address in capitals, and a password however its accents are typed', async () => {
    const body = { ...newSignUp(), password: 'cafe\u0301 cre\u0300me et bru\u0302le\u0301e' };
    await signUp(body);
    const answer = await signIn({
      email: body.email.toUpperCase(),
      password: body.password.normalize('NFC'),
    });
    expect(answer.status).toBe(200);
  });

  it('looks at every character of a long password', async () => {
    const password = `${'0123456789abcdef'.repeat(7)} and to the end`;
    const body = { ...newSignUp(), password };
    await signUp(body);
    expect((await signIn({ email: body.email, password: `${password.slice(0, -1)}!` })).status).toBe(401);
    expect((await signIn({ email: body.email, password })).status).toBe(200);
  });

  it('makes the hash stronger when the parameters have grown', async () => {
    const owner = await app.employer();
    const weak = await hash(owner.password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await setHash(owner, weak);
    expect((await signIn({ email: owner.email, password: owner.password })).status).toBe(200);
    const stored = await storedHash(owner);
    expect(stored).toContain(`m=${hashParameters.memoryCost},t=${hashParameters.timeCost}`);
    expect((await signIn({ email: owner.email, password: owner.password })).status).toBe(200);
    expect(await storedHash(owner)).toBe(stored);
  });

  it('does not compute a stored hash that asks for too much', async () => {
    const owner = await app.employer();
    const stored = await storedHash(owner);
    await setHash(owner, stored.replace('m=19456', 'm=4000000'));
    expect((await signIn({ email: owner.email, password: owner.password })).status).toBe(500);
  });

  it('replaces a session that the browser brought along, and ends it', async () => {
    const [attacker, victim] = [await app.employer(), await app.employer()];
    const planted = String(attacker.headers['cookie']);
    const answer = await signIn({ email: victim.email, password: victim.password }, { cookie: planted });
    const fresh = setCookies(answer).get('__Host-assay')?.split(';')[0] ?? '';
    expect(planted).not.toContain(fresh);
    expect((await attacker.get('/auth/session')).status).toBe(401);
    expect((await app.anonymous({ cookie: fresh }).get('/auth/session')).body.email).toBe(victim.email);

    const invented = formatToken('session', [victim.employerId], newSecret());
    const again = await signIn(
      { email: victim.email, password: victim.password },
      { cookie: `__Host-assay=${invented}` },
    );
    expect(again.status).toBe(200);
    expect(again.headers['set-cookie']).not.toContain(invented);
    expect((await app.anonymous({ cookie: `__Host-assay=${invented}` }).get('/auth/session')).status).toBe(
      401,
    );
  });

  it('chooses the employer that is asked for', async () => {
    const [first, second] = [await app.employer('First'), await app.employer('Second')];
    const { token } = await invite(second, 'reviewer', first.email);
    const joined = { token, name: 'Ignored', password: first.password };
    expect((await app.anonymous().post('/auth/join', joined)).status).toBe(204);
    const credentials = { email: first.email, password: first.password };
    expect((await signIn(credentials)).body.employer.name).toBe('First');
    const chosen = await signIn({ ...credentials, employerId: second.employerId });
    expect(chosen.body).toMatchObject({ name: 'Olga Owner', role: 'reviewer', employer: { name: 'Second' } });
    expect(chosen.body.employers.map((each: { name: string }) => each.name).sort()).toEqual([
      'First',
      'Second',
    ]);
  });

  it('stores neither token nor device in readable form', async () => {
    const owner = await app.employer();
    const values = String(owner.headers['cookie'])
      .split('; ')
      .map((cookie) => cookie.split('=')[1] ?? '');
    expect(values).toHaveLength(2);
    const { rows } = await app.database.admin.query<{ text: string }>(
      `SELECT string_agg(t::text, ' ') AS text FROM (SELECT * FROM sessions) t
       UNION ALL SELECT string_agg(t::text, ' ') FROM (SELECT * FROM known_devices) t`,
    );
    const secrets = values.map((value) =>
      Buffer.from(value.replace('session_', ''), 'base64url').subarray(-32).toString('hex'),
    );
    for (const { text } of rows)
      for (const secret of [...secrets, ...values]) expect(text).not.toContain(secret);
    for (const secret of values) expect(app.log.join('')).not.toContain(secret);
  });

  async function storedHash(owner: Employer): Promise<string> {
    const { rows } = await app.database.admin.query<{ password_hash: string }>(
      `SELECT password_hash FROM persons WHERE email_canonical = $1`,
      [owner.email],
    );
    return rows[0]?.password_hash ?? '';
  }

  async function setHash(owner: Employer, passwordHash: string): Promise<void> {
    await app.database.admin.query(`UPDATE persons SET password_hash = $2 WHERE email_canonical = $1`, [
      owner.email,
      passwordHash,
    ]);
  }
});

describe('a session', () => {
  it.each([
    ['after an hour without a request', `last_seen_at = now() - interval '60 minutes 1 second'`],
    ['after half a day', `expires_at = now()`],
    ['when it was ended', `ended_at = now()`],
  ])('ends %s', async (_, change) => {
    const owner = await app.employer();
    expect((await owner.get('/auth/session')).status).toBe(200);
    await app.database.admin.query(`UPDATE sessions SET ${change} WHERE employer_id = $1`, [
      owner.employerId,
    ]);
    const answer = await owner.get('/auth/session');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.body.code).toBe('unauthenticated');
  });

  it('is kept alive by requests, written down once a minute at most', async () => {
    const owner = await app.employer();
    const ago = async (seconds: number): Promise<void> => {
      await app.database.admin.query(
        `UPDATE sessions SET last_seen_at = now() - $2 * interval '1 second' WHERE employer_id = $1`,
        [owner.employerId, seconds],
      );
    };
    const idle = async (): Promise<number> => {
      const { rows } = await app.database.admin.query<{ seconds: number }>(
        `SELECT extract(epoch FROM now() - last_seen_at)::int AS seconds FROM sessions WHERE employer_id = $1`,
        [owner.employerId],
      );
      return rows[0]?.seconds ?? -1;
    };
    await ago(59 * 60);
    expect((await owner.get('/auth/session')).status).toBe(200);
    expect(await idle()).toBeLessThan(10);
    await ago(40);
    await owner.get('/auth/session');
    expect(await idle()).toBeGreaterThanOrEqual(40);
  });

  it('lives half a day', async () => {
    const owner = await app.employer();
    const { rows } = await app.database.admin.query(
      `SELECT extract(epoch FROM expires_at - created_at)::int / 3600 AS hours FROM sessions WHERE employer_id = $1`,
      [owner.employerId],
    );
    expect(rows).toEqual([{ hours: sessionLimits.absoluteHours }]);
  });

  it('is one of ten: one more ends the oldest', async () => {
    const owner = await app.employer();
    const others: Employer[] = [];
    for (let count = 1; count < sessionLimits.mostAtOnce; count += 1) {
      others.push(await app.signIn(owner.email, owner.password));
    }
    expect((await owner.get('/auth/session')).status).toBe(200);
    const newest = await app.signIn(owner.email, owner.password);
    expect((await owner.get('/auth/session')).status).toBe(401);
    for (const session of [...others, newest]) expect((await session.get('/auth/session')).status).toBe(200);
  });

  it('is refused with another employer in its token, in pieces, and under another name', async () => {
    const [owner, other] = [await app.employer(), await app.employer()];
    const token = /__Host-assay=([^;]+)/.exec(String(owner.headers['cookie']))?.[1] ?? '';
    const body = Buffer.from(token.replace('session_', ''), 'base64url');
    const foreign = formatToken('session', [other.employerId], body.subarray(16));
    const attempts = [
      `__Host-assay=${foreign}`,
      `__Host-assay=${token.slice(0, -1)}`,
      `__Host-assay=${token}A`,
      `assay=${token}`,
      `__Host-assay=`,
      `__Host-assay=${token.replace('session_', 'key_')}`,
    ];
    for (const cookie of attempts) {
      expect((await app.anonymous({ cookie }).get('/auth/session')).status, cookie).toBe(401);
    }
    expect((await app.anonymous({ cookie: `__Host-assay=${token}` }).get('/auth/session')).status).toBe(200);
  });

  it('is ended by signing out, and no other', async () => {
    const owner = await app.employer();
    const other = await app.signIn(owner.email, owner.password);
    const answer = await owner.post('/auth/sign-out');
    expect(answer.status).toBe(204);
    expect(answer.headers['clear-site-data']).toBe('"storage"');
    expect(setCookies(answer).get('__Host-assay')).toMatch(/^__Host-assay=; Max-Age=0; Path=\/;/);
    expect((await owner.get('/auth/session')).status).toBe(401);
    expect((await other.get('/auth/session')).status).toBe(200);
  });
});

describe('another password', () => {
  const newPassword = 'something entirely different';

  it('ends the other sessions of the person, everywhere', async () => {
    const [owner, second] = [await app.employer('Here'), await app.employer('There')];
    const { token } = await invite(second, 'author', owner.email);
    await app.anonymous().post('/auth/join', { token, name: 'Ignored', password: owner.password });
    const other = await app.signIn(owner.email, owner.password);
    const there = await app
      .anonymous()
      .post('/auth/sign-in', { email: owner.email, password: owner.password, employerId: second.employerId });
    const thereCookie = setCookies(there).get('__Host-assay')?.split(';')[0] ?? '';
    const elsewhere = app.anonymous({ cookie: thereCookie });
    expect((await elsewhere.get('/auth/session')).body.employer.name).toBe('There');

    const body = { currentPassword: owner.password, newPassword };
    expect((await owner.post('/auth/password', body)).status).toBe(204);
    expect((await owner.get('/auth/session')).status).toBe(200);
    expect((await other.get('/auth/session')).status).toBe(401);
    expect((await elsewhere.get('/auth/session')).status).toBe(401);
    expect((await second.get('/auth/session')).status).toBe(200);
    expect((await signIn({ email: owner.email, password: owner.password })).status).toBe(401);
    expect((await signIn({ email: owner.email, password: newPassword })).status).toBe(200);
  });

  it('needs the present one, which cannot be guessed from a stolen session', async () => {
    const owner = await app.employer();
    const guess = (): Promise<Answer> =>
      owner.post('/auth/password', { currentPassword: `wrong ${randomUUID()}`, newPassword });
    const answers = await Promise.all(Array.from({ length: 8 }, guess));
    expect(answers.map((answer) => answer.status).sort()).toEqual([422, 422, 422, 422, 422, 429, 429, 429]);
    const refused = answers.find((answer) => answer.status === 422);
    expect(refused?.body.errors).toMatchObject([{ pointer: '/currentPassword', code: 'wrong-password' }]);
    expect((await signIn({ email: owner.email, password: owner.password })).status).toBe(200);
  });

  it('must be a good one', async () => {
    const owner = await app.employer('Pelican Books');
    const body = { currentPassword: owner.password, newPassword: 'pelican books 1' };
    const answer = await owner.post('/auth/password', body);
    expect(answer.body.errors).toMatchObject([{ pointer: '/newPassword', code: 'too-guessable' }]);
  });
});

describe('a foreign page', () => {
  const foreignPages: [string, Record<string, string>][] = [
    ['cross-site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
    ['an opaque origin', { origin: 'null' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
  ];

  it.each([...foreignPages, ['neither header', {}] as [string, Record<string, string>]])(
    'cannot use a session: %s',
    async (_, headers) => {
      const owner = await app.employer();
      const cookie = String(owner.headers['cookie']);
      const page = app.anonymous({ cookie, 'x-assay-request': '1', ...headers });
      const answer = await page.post('/auth/sign-out');
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('cross-site-request');
      expect((await page.post('/members', { email: newAddress(), role: 'owner' })).status).toBe(403);
      expect((await owner.get('/auth/session')).status).toBe(200);
    },
  );

  it('is what a request without X-Assay-Request is taken for', async () => {
    const owner = await app.employer();
    const cookie = String(owner.headers['cookie']);
    const form = app.anonymous({ cookie, 'sec-fetch-site': 'same-origin' });
    expect((await form.post('/auth/sign-out')).status).toBe(403);
    expect((await form.get('/auth/session')).status).toBe(200);
  });

  it('is not what sends the origin of the configured or the requested address', async () => {
    const owner = await app.employer();
    const cookie = String(owner.headers['cookie']);
    const pages: Record<string, string>[] = [
      { origin: 'http://localhost:3000' },
      { host: '192.168.1.5:3000', origin: 'http://192.168.1.5:3000' },
    ];
    for (const headers of pages) {
      const page = app.anonymous({ cookie, 'x-assay-request': '1', ...headers });
      expect((await page.post('/members', { email: newAddress(), role: 'author' })).status).toBe(201);
    }
  });

  it.each(foreignPages)('cannot sign its visitor in, up or join: %s', async (_, headers) => {
    const owner = await app.employer();
    const credentials = { email: owner.email, password: owner.password };
    expect((await signIn(credentials, headers)).status).toBe(403);
    expect((await signUp(newSignUp(), headers)).status).toBe(403);
    const { token } = await invite(owner, 'author');
    const body = { token, name: 'Mia', password: 'correct horse battery staple' };
    expect((await app.anonymous(headers).post('/auth/join', body)).status).toBe(403);
    expect((await signIn(credentials, { 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  it('cannot post a form as text', async () => {
    const owner = await app.employer();
    const answer = await owner.send('POST', '/members', {
      payload: JSON.stringify({ email: newAddress(), role: 'author' }),
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
  });
});

describe('sign-ups of one network', () => {
  it('are limited', async () => {
    const remoteAddress = randomNetwork();
    const statuses: number[] = [];
    for (let count = 0; count < 31; count += 1) {
      statuses.push((await app.anonymous().post('/auth/sign-up', newSignUp(), { remoteAddress })).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array<number>(30).fill(202));
    expect(statuses[30]).toBe(429);
  });
});
