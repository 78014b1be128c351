import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeResetLink } from '../../src/auth/reset-link-command.js';
import { PasswordResetService } from '../../src/auth/password-reset.service.js';
import { accountSubject } from '../../src/auth/sign-in.rules.js';
import { parseToken } from '../../src/common/identifiers/tokens.js';
import { must } from '../support/assessment-builder.js';
import { openStream } from '../support/event-stream-client.js';
import { holdLock, interceptStatements } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { Mailroom } from '../support/mailroom.js';
import { addMember, invite, newAddress } from '../support/members.js';
import { randomNetwork, TestApp, type Answer, type Caller } from '../support/test-app.js';
import { csv, upload } from '../support/upload.js';

let app: TestApp;
let mailroom: Mailroom;
beforeAll(async () => {
  app = await TestApp.start();
  mailroom = new Mailroom(app);
});
afterAll(() => app.stop());

const newPassword = (): string => `quite another phrase ${randomUUID()}`;

function ask(email: string, remoteAddress = randomNetwork()): Promise<Answer> {
  const headers = { 'x-request-id': 'one-and-the-same' };
  return app.anonymous().post('/auth/password-reset', { email }, { headers, remoteAddress });
}

function confirm(token: string, password = newPassword()): Promise<Answer> {
  return app.anonymous().post('/auth/password-reset/confirm', { token, password });
}

function signIn(email: string, password: string): Promise<Answer> {
  return app.anonymous().post('/auth/sign-in', { email, password }, { remoteAddress: randomNetwork() });
}

const resetMails = (email: string) =>
  mailroom.to(email).filter(({ text }) => text.includes('/reset-password#'));

/** Asks for a link and reads it in the mail. */
async function tokenFor(email: string): Promise<string> {
  must(202, await ask(email));
  await mailroom.work();
  return tokenIn(resetMails(email).at(-1)?.text);
}

function tokenIn(text: string | undefined): string {
  const token = /^http:\/\/localhost:3000\/reset-password#(reset_[\w-]+)$/m.exec(text ?? '')?.[1];
  if (token === undefined) throw new Error(`There is no link in: ${text}`);
  return token;
}

async function age(email: string, by: string): Promise<void> {
  await app.database.admin.query(
    `UPDATE password_resets SET requested_at = requested_at - $2::interval, expires_at = expires_at - $2::interval
      WHERE email_canonical = $1`,
    [email, by],
  );
}

/** Two links are sent, and two more asked for: two workers count at the same moment, for one request each. */
async function answeredFromBothEnds(removedLock?: string): Promise<number> {
  const owner = await app.employer();
  for (let tries = 0; tries < 2; tries += 1) await tokenFor(owner.email);
  for (let tries = 0; tries < 2; tries += 1) must(202, await ask(owner.email));
  const resets = app.app.get(PasswordResetService, { strict: false });
  let lists = 0;
  const restore = interceptStatements({
    rewrite: (text) => {
      if (removedLock !== undefined && text.includes(removedLock))
        return text.replace('FOR NO KEY UPDATE', '');
      if (!text.includes('AS is_stale') || (lists += 1) % 2 === 1) return text;
      return text.replace('ORDER BY requested_at, id', 'ORDER BY requested_at DESC, id DESC');
    },
    holdAfter: (text) =>
      text.includes('AS count FROM password_resets')
        ? new Promise((resolve) => setTimeout(resolve, 300))
        : undefined,
  });
  try {
    await Promise.all([resets.sendRequested(), resets.sendRequested()]);
  } finally {
    restore();
  }
  await mailroom.work();
  return resetMails(owner.email).length;
}

/** As if strangers had guessed for so long. */
async function setFailures(email: string, failures: number): Promise<void> {
  await app.database.admin.query(`INSERT INTO sign_in_counters (subject, failures) VALUES ($1, $2)`, [
    accountSubject(email),
    failures,
  ]);
}

function bytes({ status, headers, text }: Answer): unknown {
  const { date: _, ...others } = headers;
  return { status, headers: others, text };
}

function expectGone(answer: Answer): void {
  expect(answer.status).toBe(410);
  expect(answer.body).toMatchObject({ code: 'gone', detail: expect.stringContaining('Ask for a new one') });
}

describe('asking for a new password', () => {
  it('is answered with the same bytes, after the same statements, whoever has the address', async () => {
    const owner = await app.employer();
    const seen = [];
    for (const email of [newAddress(), owner.email, owner.email.toUpperCase()]) {
      const statements: string[] = [];
      const restore = interceptStatements({
        rewrite: (text) => {
          statements.push(text);
          return text;
        },
      });
      seen.push({ answer: bytes(await ask(email).finally(restore)), statements });
    }
    expect(seen[0]).toMatchObject({ answer: { status: 202, text: '{"status":"accepted"}' } });
    expect(seen[0]!.statements.length).toBeGreaterThan(3);
    for (const each of seen) expect(each).toEqual(seen[0]);
    await mailroom.work();
    expect(resetMails(owner.email)).toHaveLength(2);
    const { rows } = await app.database.admin.query('SELECT 1 FROM password_resets WHERE person_id IS NULL');
    expect(rows, 'nothing is kept of who is nobody').toEqual([]);
  });

  it('brings three mails a day to the address that is stored, and later ones a day after', async () => {
    const owner = await app.employer();
    for (let tries = 0; tries < 5; tries += 1) {
      must(202, await ask(owner.email.toUpperCase()));
      await mailroom.work();
    }
    expect(resetMails(owner.email)).toHaveLength(3);
    await age(owner.email, '23 hours');
    must(202, await ask(owner.email));
    await mailroom.work();
    expect(resetMails(owner.email)).toHaveLength(3);
    await age(owner.email, '61 minutes');
    must(202, await ask(owner.email));
    await mailroom.work();
    expect(resetMails(owner.email)).toHaveLength(4);
  });

  it('brings three mails where two workers answer from both ends of the line', async () => {
    expect(await answeredFromBothEnds()).toBe(3);
  });

  it('would bring four without the lock on the person: the test above can fail', async () => {
    expect(await answeredFromBothEnds('FROM persons WHERE id = $1 FOR NO KEY UPDATE')).toBe(4);
  });

  it('is limited for a network, and says nothing of an account', async () => {
    const network = randomNetwork();
    for (let tries = 0; tries < 30; tries += 1) must(202, await ask(newAddress(), network));
    expect((await ask(newAddress(), network)).status).toBe(429);
    must(202, await ask(newAddress()));
  });

  it('does not shorten the waiting after failed sign-ins', async () => {
    const owner = await app.employer();
    await setFailures(owner.email, 20);
    expect((await signIn(owner.email, owner.password)).status).toBe(429);
    await tokenFor(owner.email);
    expect((await signIn(owner.email, owner.password)).status).toBe(429);
  });

  it('brings nothing to a person who is nobody’s member, or after the worker was away for long', async () => {
    const owner = await app.employer();
    const member = await addMember(app, owner, 'author');
    const { headers } = must(200, await owner.get(`/members/${member.memberId}`));
    must(204, await owner.delete(`/members/${member.memberId}`, String(headers['etag'])));
    must(202, await ask(member.email));
    must(202, await ask(owner.email));
    await age(owner.email, '31 minutes');
    await mailroom.work();
    expect([...resetMails(member.email), ...resetMails(owner.email)]).toEqual([]);
    const { rows } = await app.database.admin.query('SELECT 1 FROM password_resets WHERE person_id IS NULL');
    expect(rows).toEqual([]);
  });

  it('is refused to foreign pages, as the confirmation is', async () => {
    const foreign = app.anonymous({ 'sec-fetch-site': 'cross-site' });
    expect((await foreign.post('/auth/password-reset', { email: newAddress() })).status).toBe(403);
    const body = { token: 'reset_x', password: newPassword() };
    expect((await foreign.post('/auth/password-reset/confirm', body)).status).toBe(403);
  });
});

describe('the link', () => {
  it('sets the password once, ends every session and lets nobody in', async () => {
    const owner = await app.employer();
    const elsewhere = await app.signIn(owner.email, owner.password);
    const token = await tokenFor(owner.email);
    const password = newPassword();
    const confirmed = must(204, await confirm(token, password));
    expect(confirmed.headers['set-cookie']).toBeUndefined();
    for (const session of [owner, elsewhere]) expect((await session.get('/auth/session')).status).toBe(401);
    expect((await signIn(owner.email, owner.password)).status).toBe(401);
    expect((await signIn(owner.email, password)).status).toBe(200);
    expectGone(await confirm(token));
    expect((await signIn(owner.email, password)).status).toBe(200);
  });

  it('is one answer where it is used, too old, replaced, foreign or no link at all', async () => {
    const owner = await app.employer();
    const token = await tokenFor(owner.email);
    const other = await tokenFor((await app.employer()).email);
    const { identifiers, secret } = parseToken('reset', token)!;
    const flipped = Buffer.from(secret);
    flipped[0]! ^= 1;
    const forged = (id: string, bytesOfSecret: Buffer): string =>
      `reset_${Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), bytesOfSecret]).toString('base64url')}`;
    const dead = [
      forged(identifiers[0]!, flipped),
      forged(parseToken('reset', other)!.identifiers[0]!, secret),
      forged(randomUUID(), secret),
      token.slice(0, -1),
      'reset_',
      'nonsense',
      (await invite(owner, 'reviewer')).token,
    ];
    for (const each of dead) {
      expectGone(await confirm(each));
      // What is wrong with the password would say that there is such a link.
      expectGone(await confirm(each, 'short'));
    }
    await age(owner.email, '29 minutes 50 seconds');
    expect((await confirm(token, 'short')).status).toBe(422);
    await age(owner.email, '11 seconds');
    expectGone(await confirm(token));
    expect((await signIn(owner.email, owner.password)).status).toBe(200);
  });

  it('asks for as good a password as signing up does, and is not used up by a bad one', async () => {
    const owner = await app.employer('Quarry Works');
    const token = await tokenFor(owner.email);
    for (const [password, code] of [
      ['too short', 'too-short'],
      ['aaaaaaaaaaaaaaaaaaaa', 'too-simple'],
      ['quarry works 1 quarry', 'too-guessable'],
      [owner.email, 'too-guessable'],
    ] as const) {
      const refused = must(422, await confirm(token, password));
      expect(refused.body.errors).toMatchObject([{ pointer: '/password', code }]);
    }
    must(204, await confirm(token));
  });

  it('confirmed twice at the same moment sets one of the passwords', async () => {
    const owner = await app.employer();
    const token = await tokenFor(owner.email);
    const passwords = [newPassword(), newPassword()];
    const lock = await holdLock(app.database.url, 'SELECT 1 FROM persons WHERE email = $1 FOR UPDATE', [
      owner.email,
    ]);
    const both = passwords.map((password) => confirm(token, password));
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, 410]);
    const works = await Promise.all(passwords.map((password) => signIn(owner.email, password)));
    expect(works.map(({ status }) => status === 200)).toEqual(statuses.map((status) => status === 204));
  });

  it('twice at once would count twice without looking whether it has ended: the test above can fail', async () => {
    const owner = await app.employer();
    const token = await tokenFor(owner.email);
    const restore = interceptStatements({
      rewrite: (text) =>
        text.includes('UPDATE password_resets') ? text.replace('ended_at IS NULL AND', '') : text,
    });
    try {
      const lock = await holdLock(app.database.url, 'SELECT 1 FROM persons WHERE email = $1 FOR UPDATE', [
        owner.email,
      ]);
      const both = [confirm(token), confirm(token)];
      await lockWaiters(app.database.admin, 2);
      await lock.release();
      expect((await Promise.all(both)).map(({ status }) => status)).toEqual([204, 204]);
    } finally {
      restore();
    }
  });

  it('against a sign-in with the old password leaves no session of it', async () => {
    const owner = await app.employer();
    const token = await tokenFor(owner.email);
    const lock = await holdLock(app.database.url, 'SELECT 1 FROM persons WHERE email = $1 FOR UPDATE', [
      owner.email,
    ]);
    const confirmed = confirm(token);
    await lockWaiters(app.database.admin, 1);
    const late = signIn(owner.email, owner.password);
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    must(204, await confirmed);
    expect((await late).status).toBe(401);
  });

  it('is ended by another that was used, and by an ordinary change of the password', async () => {
    const owner = await app.employer();
    const [first, second] = [await tokenFor(owner.email), await tokenFor(owner.email)];
    const password = newPassword();
    must(204, await confirm(second, password));
    expectGone(await confirm(first));
    const third = await tokenFor(owner.email);
    const session = await app.signIn(owner.email, password);
    const change = { currentPassword: password, newPassword: newPassword() };
    must(204, await session.post('/auth/password', change));
    expectGone(await confirm(third));
  });

  it('opens an account that strangers have stopped', async () => {
    const owner = await app.employer();
    await setFailures(owner.email, 100);
    const password = newPassword();
    expect((await signIn(owner.email, owner.password)).status).toBe(429);
    must(204, await confirm(await tokenFor(owner.email), password));
    expect((await signIn(owner.email, password)).status).toBe(200);
  });

  it('leaves API keys alone', async () => {
    const owner = await app.employer();
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { key } = must(
      201,
      await owner.post('/api-keys', { name: 'Key', scopes: ['events:read'], expiresAt }),
    ).body as { key: string };
    must(204, await confirm(await tokenFor(owner.email)));
    must(200, await app.anonymous({ authorization: `Bearer ${key}` }).get('/events'));
  });
});

describe('a password that was reset', () => {
  it('is told to the person and to the journals of all their employers', async () => {
    const [first, second] = [await app.employer('First Works'), await app.employer('Second Works')];
    const { token } = await invite(second, 'author', first.email);
    must(
      204,
      await app
        .anonymous()
        .post(
          '/auth/join',
          { token, name: 'x', password: first.password },
          { remoteAddress: randomNetwork() },
        ),
    );
    const password = newPassword();
    must(204, await confirm(await tokenFor(first.email), password));
    await mailroom.work();
    const told = mailroom.to(first.email).filter(({ subject }) => subject.includes('was changed'));
    expect(told).toHaveLength(1);
    expect(told[0]!.text).not.toContain('reset_');
    const { rows } = await app.database.admin.query(
      `SELECT e.employer_id, e.actor_type, e.actor_id = m.id AS by_themself, e.subject_id = m.id AS about_themself, e.payload
         FROM events e JOIN members m ON m.employer_id = e.employer_id JOIN persons p ON p.id = m.person_id
        WHERE e.type = 'member.password_changed' AND p.email = $1 ORDER BY e.employer_id`,
      [first.email],
    );
    expect(rows).toEqual(
      [first.employerId, second.employerId].toSorted().map((employer_id) => ({
        employer_id,
        actor_type: 'member',
        by_themself: true,
        about_themself: true,
        payload: '{"by":"reset"}',
      })),
    );
  });

  it('and one that its owner has changed is told as well', async () => {
    const owner = await app.employer();
    const change = { currentPassword: owner.password, newPassword: newPassword() };
    must(204, await owner.post('/auth/password', change));
    await mailroom.work();
    expect(mailroom.to(owner.email).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('was changed'),
    ]);
    expect((await owner.get('/events')).body.items.at(-1)).toMatchObject({
      type: 'member.password_changed',
      payload: { by: 'member' },
    });
  });

  it('closes the streams of its person within five seconds', async () => {
    const owner = await app.employer();
    await app.app.listen(0, '127.0.0.1');
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    // Nothing ends this one: the import is not started.
    const { id } = must(201, await owner.post('/assessments', { title: 'Imported' })).body;
    const received = must(201, await upload(owner, id, csv(3), { start: 'later' }));
    const url = `http://127.0.0.1:${port}/api/v1/imports/${received.body.id}/events`;
    const stream = await openStream(url, owner.headers);
    expect((await stream.next()).type).toBe('received');
    const token = await tokenFor(owner.email);
    must(204, await confirm(token));
    const end = Date.now();
    await stream.rest();
    expect(Date.now() - end).toBeLessThan(5_500);
  });
});

describe('without a mail server', () => {
  it('no link stands where another member may read it', async () => {
    const own = await TestApp.start();
    const room = new Mailroom(own);
    room.keepInOutbox();
    const owner = await own.employer();
    const author = await addMember(own, owner, 'author');
    must(202, await own.anonymous().post('/auth/password-reset', { email: owner.email }));
    await room.work();
    const { rows } = await own.database.admin.query<{ text: string }>(
      `SELECT m::text AS text FROM mails m WHERE template = 'password-reset'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.text).not.toMatch(/reset_|#/);
    for (const member of [owner, author] as readonly Caller[]) {
      const outbox = await member.get('/outbox');
      expect(outbox.text).not.toMatch(/reset_|reset-password/);
    }
    await own.stop();
  });
});

describe('the link that an operator prints', () => {
  const options = (): { databaseUrl: string; publicUrl: string } => ({
    databaseUrl: app.database.url,
    publicUrl: 'http://localhost:3000',
  });

  it('is as good as the one in a mail, once, and also when the mails of the day are used up', async () => {
    const owner = await app.employer();
    for (let tries = 0; tries < 4; tries += 1) must(202, await ask(owner.email));
    await mailroom.work();
    const link = await makeResetLink(owner.email.toUpperCase(), options());
    const password = newPassword();
    must(204, await confirm(tokenIn(link), password));
    expect((await signIn(owner.email, password)).status).toBe(200);
    expectGone(await confirm(tokenIn(link)));
  });

  it('is not made for who is nobody', async () => {
    expect(await makeResetLink(newAddress(), options())).toBeUndefined();
    expect(await makeResetLink('no address', options())).toBeUndefined();
  });
});

describe('what is kept', () => {
  it('holds no link: not the tables, the journal or the log', async () => {
    const owner = await app.employer();
    const token = await tokenFor(owner.email);
    const { secret } = parseToken('reset', token)!;
    await confirm(token, 'short');
    must(204, await confirm(token));
    const forms = [token.slice(-43), secret.toString('hex'), secret.toString('base64url')];
    const { rows: tables } = await app.database.admin.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r'`,
    );
    const kept: string[] = [...app.log];
    for (const { name } of tables) {
      const { rows } = await app.database.admin.query<{ text: string }>(
        `SELECT t::text AS text FROM ${name} t`,
      );
      kept.push(...rows.map(({ text }) => text));
    }
    expect(kept.length).toBeGreaterThan(100);
    for (const form of forms) expect(kept.filter((text) => text.includes(form))).toEqual([]);
  });

  it('is removed after two days', async () => {
    const [old, recent] = [await app.employer(), await app.employer()];
    await tokenFor(old.email);
    await tokenFor(recent.email);
    await age(old.email, '49 hours');
    await age(recent.email, '47 hours');
    await app.app.get(PasswordResetService, { strict: false }).purge();
    const { rows } = await app.database.admin.query(
      'SELECT email_canonical FROM password_resets WHERE email_canonical = ANY ($1)',
      [[old.email, recent.email]],
    );
    expect(rows).toEqual([{ email_canonical: recent.email }]);
  });
});
