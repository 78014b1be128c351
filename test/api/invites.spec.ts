import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSecret, parseToken } from '../../src/common/identifiers/tokens.js';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

interface Result {
  readonly index: number;
  readonly outcome: string;
  readonly id: string | null;
  readonly token: string | null;
}

const day = 24 * 60 * 60 * 1000;

describe('invites', () => {
  let app: TestApp;
  let owner: Employer;
  let assessment: PublishedAssessment;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    assessment = await publishedAssessment(owner);
  });
  afterAll(() => app.stop());

  function invite(rows: unknown[], more: object = {}, key?: string): Promise<Answer> {
    const call = key === undefined ? {} : { headers: { 'idempotency-key': key } };
    return owner.post(`/assessments/${assessment.id}/invites`, { invites: rows, ...more }, call);
  }

  async function inviteOne(email = address()): Promise<{ id: string; token: string; email: string }> {
    const { body } = must(200, await invite([{ email }]));
    return { id: body.results[0].id, token: body.results[0].token, email };
  }

  function list(query = ''): Promise<Answer> {
    return owner.get(`/assessments/${assessment.id}/invites${query}`);
  }

  async function find(id: string): Promise<Record<string, unknown> | undefined> {
    const { body } = must(200, await list('?limit=200'));
    return body.items.find((item: { id: string }) => item.id === id);
  }

  async function storedHash(id: string): Promise<Buffer> {
    return (await app.database.admin.query('SELECT token_hash FROM invites WHERE id = $1', [id])).rows[0]
      .token_hash;
  }

  it('answers every row with its own outcome, in the order of the request', async () => {
    const known = await inviteOne();
    const started = await startedCandidate(app, assessment.slug);
    const finished = await startedCandidate(app, assessment.slug);
    must(201, await submit(finished));
    const twice = address();
    const answer = must(
      200,
      await invite([
        { email: twice, name: 'Ana Müller' },
        { email: 'nobody' },
        { email: known.email.toUpperCase() },
        { email: twice },
        { email: started.email },
        { email: finished.email },
        { email: address(), name: 'two\nlines' },
        { email: address(), expiresAt: '2020-01-01T00:00:00Z' },
        'text',
      ]),
    );
    expect(answer.body.createdCount).toBe(1);
    expect(answer.body.results.map((row: Result) => [row.index, row.outcome])).toEqual([
      [0, 'created'],
      [1, 'invalid_email'],
      [2, 'already_invited'],
      [3, 'duplicate'],
      [4, 'already_started'],
      [5, 'already_submitted'],
      [6, 'invalid_name'],
      [7, 'invalid_expiry'],
      [8, 'invalid_row'],
    ]);
    const [created, ...others] = answer.body.results;
    expect(created.link).toBe(`http://localhost:3000/invite#${created.token}`);
    expect(others.every((row: Result) => row.token === null)).toBe(true);
    expect(answer.body.results[2].id).toBe(known.id);
    expect(await find(created.id)).toMatchObject({ email: twice, name: 'Ana Müller', status: 'pending' });
  });

  it('shows a token once, of which the database keeps only the hash', async () => {
    const { id, token } = await inviteOne();
    const parts = parseToken('invite', token)!;
    expect(parts.identifiers).toEqual([owner.employerId]);
    expect(await storedHash(id)).toEqual(hashSecret(parts.secret));
    const shown = (await list('?limit=200')).text + JSON.stringify(await find(id));
    expect(shown).not.toContain(token.slice(-20));
    expect(shown).not.toContain(parts.secretHash.toString('hex'));
    expect(app.log.join('')).not.toContain(token.slice(-20));
  });

  it('ends in 30 days, or when the row or the list says', async () => {
    const soon = new Date(Date.now() + day).toISOString();
    const later = new Date(Date.now() + 2 * day).toISOString();
    const { id } = await inviteOne();
    const { body } = must(
      200,
      await invite([{ email: address() }, { email: address(), expiresAt: soon }], { expiresAt: later }),
    );
    const inThirtyDays = Date.parse(String((await find(id))?.['expiresAt'])) - Date.now();
    expect(Math.abs(inThirtyDays - 30 * day)).toBeLessThan(60_000);
    expect((await find(body.results[0].id))?.['expiresAt']).toBe(later);
    expect((await find(body.results[1].id))?.['expiresAt']).toBe(soon);
  });

  it('refuses a list that is no list, and an end for all that is out of range', async () => {
    const pointers = async (body: unknown): Promise<string[]> => {
      const answer = must(422, await owner.post(`/assessments/${assessment.id}/invites`, body));
      return answer.body.errors.map((error: { pointer: string }) => error.pointer);
    };
    expect(await pointers({})).toContain('/invites');
    expect(await pointers({ invites: [] })).toEqual(['/invites']);
    expect(await pointers({ invites: Array.from({ length: 1_001 }, () => ({ email: 'a@b.org' })) })).toEqual([
      '/invites',
    ]);
    expect(await pointers({ invites: [{ email: address() }], expiresAt: 'tomorrow' })).toEqual([
      '/expiresAt',
    ]);
    expect(await pointers({ invites: [{ email: address() }], expiresAt: '2020-01-01T00:00:00Z' })).toEqual([
      '/expiresAt',
    ]);
    const farAway = new Date(Date.now() + 367 * day).toISOString();
    expect(await pointers({ invites: [{ email: address() }], expiresAt: farAway })).toEqual(['/expiresAt']);
    expect(await pointers({ invites: [{ email: address() }], sendMail: 'yes' })).toEqual(['/sendMail']);
    expect(await pointers({ invites: [{ email: address() }], mail: true })).toEqual(['/mail']);
  });

  it('takes a thousand rows and pages through them without losing one', async () => {
    const other = await publishedAssessment(owner);
    const emails = Array.from({ length: 1_000 }, () => address());
    const answer = must(
      200,
      await owner.post(`/assessments/${other.id}/invites`, { invites: emails.map((email) => ({ email })) }),
    );
    expect(answer.body.createdCount).toBe(1_000);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = must(200, await owner.get(`/assessments/${other.id}/invites?limit=150${cursor}`));
      seen.push(...page.body.items.map((item: { email: string }) => item.email));
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual([...emails].reverse());
  });

  it('repeats the answer of a key without the tokens', async () => {
    const key = randomUUID();
    const rows = [{ email: address() }, { email: 'nobody' }];
    const first = must(200, await invite(rows, {}, key));
    const again = must(200, await invite(rows, {}, key));
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body.results[0]).toEqual({ ...first.body.results[0], token: null, link: null });
    expect((await invite([{ email: address() }], {}, key)).body.code).toBe('idempotency-key-reused');
    const { rows: kept } = await app.database.admin.query('SELECT body FROM idempotency_keys');
    expect(JSON.stringify(kept)).not.toContain(first.body.results[0].token);
  });

  it('writes one event for a list, and none where nobody was invited', async () => {
    const before = await events('invites.created');
    must(200, await invite([{ email: address() }, { email: address() }, { email: 'nobody' }]));
    must(200, await invite([{ email: 'nobody' }]));
    const written = (await events('invites.created')).slice(before.length);
    expect(written).toEqual([{ count: 2 }]);
  });

  async function events(type: string): Promise<unknown[]> {
    const { rows } = await app.database.admin.query(
      'SELECT payload FROM events WHERE employer_id = $1 AND type = $2 ORDER BY sequence',
      [owner.employerId, type],
    );
    return rows.map((row) => JSON.parse(row.payload));
  }

  it('derives the status from what the candidate did', async () => {
    const pending = await inviteOne();
    const expired = await inviteOne();
    await app.database.admin.query(
      `UPDATE invites SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [expired.id],
    );
    const revoked = await inviteOne();
    await app.database.admin.query('UPDATE invites SET revoked_at = now() WHERE id = $1', [revoked.id]);
    const started = await inviteOne();
    const attempt = await startedCandidate(app, assessment.slug, started.email);
    const submitted = await inviteOne();
    must(201, await submit(await startedCandidate(app, assessment.slug, submitted.email)));
    const expectations = { pending, expired, revoked, started, submitted };
    for (const [status, { id }] of Object.entries(expectations)) {
      expect(await find(id)).toMatchObject({ status });
      const filtered = must(200, await list(`?limit=200&status=${status}`));
      const ids = filtered.body.items.map((item: { id: string }) => item.id);
      expect(ids).toContain(id);
      expect(new Set(filtered.body.items.map((item: { status: string }) => item.status))).toEqual(
        new Set([status]),
      );
    }
    expect((await find(started.id))?.['attemptId']).toBe(attempt.attemptId);
    expect((await find(pending.id))?.['attemptId']).toBeNull();
    expect((await list('?status=sent')).status).toBe(400);
  });

  it('does not give a revoked invite the attempt of the next one', async () => {
    const revoked = await inviteOne();
    await app.database.admin.query('UPDATE invites SET revoked_at = now() WHERE id = $1', [revoked.id]);
    const next = await inviteOne(revoked.email);
    await startedCandidate(app, assessment.slug, revoked.email);
    expect(await find(revoked.id)).toMatchObject({ status: 'revoked', attemptId: null });
    expect(await find(next.id)).toMatchObject({ status: 'started' });
  });

  it('searches for the text itself, in addresses and names', async () => {
    const mark = randomUUID().slice(0, 8);
    must(
      200,
      await invite([
        { email: `a_b.${mark}@example.org`, name: '100% Sure' },
        { email: `axb.${mark}@example.org`, name: 'back\\slash' },
      ]),
    );
    const search = async (q: string): Promise<string[]> =>
      must(200, await list(`?q=${encodeURIComponent(q)}`)).body.items.map(
        (item: { email: string }) => item.email,
      );
    expect(await search(mark.toUpperCase())).toHaveLength(2);
    expect(await search(`a_b.${mark}`)).toEqual([`a_b.${mark}@example.org`]);
    expect(await search('100% S')).toEqual([`a_b.${mark}@example.org`]);
    expect(await search('back\\s')).toEqual([`axb.${mark}@example.org`]);
    expect(await search('%')).toEqual([`a_b.${mark}@example.org`]);
    expect((await list('?q=a&q=b')).status).toBe(400);
  });

  it.each([
    ['of another list', ['assessments', '2026-01-01 00:00:00+00', randomUUID()]],
    ['with a time that is none', ['invites', '2026-99-01 00:00:00+00', randomUUID()]],
    ['with words for a time', ['invites', 'yesterday', randomUUID()]],
    ['with an id that is none', ['invites', '2026-01-01 00:00:00+00', 'x']],
    ['with nulls', ['invites', null, null]],
  ])('refuses a cursor %s', async (_name, parts) => {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    const answer = await list(`?cursor=${cursor}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-cursor']);
  });

  describe('sent again', () => {
    it('has a new token, a new end and a higher count; the old token is dead', async () => {
      const { id, token } = await inviteOne();
      const before = await storedHash(id);
      const expiresAt = new Date(Date.now() + 3 * day).toISOString();
      const again = must(200, await owner.post(`/invites/${id}/resend`, { expiresAt }));
      expect(again.body).toMatchObject({ id, sentCount: 2, expiresAt, status: 'pending' });
      expect(again.body.token).not.toBe(token);
      expect(again.body.link).toContain(again.body.token);
      const after = await storedHash(id);
      expect(after).not.toEqual(before);
      expect(after).toEqual(parseToken('invite', again.body.token)!.secretHash);
      expect(await events('invite.resent')).toContainEqual({ assessmentId: assessment.id });
    });

    it('lives again after it had expired', async () => {
      const { id } = await inviteOne();
      await app.database.admin.query(
        `UPDATE invites SET expires_at = now() - interval '1 day' WHERE id = $1`,
        [id],
      );
      expect(must(200, await owner.post(`/invites/${id}/resend`)).body.status).toBe('pending');
    });

    it('lets a candidate who has started come back', async () => {
      const { id, email } = await inviteOne();
      await startedCandidate(app, assessment.slug, email);
      expect(must(200, await owner.post(`/invites/${id}/resend`)).body.status).toBe('started');
    });

    it('is refused once it is revoked or the candidate has finished', async () => {
      const revoked = await inviteOne();
      await app.database.admin.query('UPDATE invites SET revoked_at = now() WHERE id = $1', [revoked.id]);
      const finished = await inviteOne();
      must(201, await submit(await startedCandidate(app, assessment.slug, finished.email)));
      for (const { id } of [revoked, finished]) {
        const before = await storedHash(id);
        const answer = await owner.post(`/invites/${id}/resend`);
        expect([answer.status, answer.body.code]).toEqual([409, 'not-editable']);
        expect(await storedHash(id)).toEqual(before);
      }
    });

    it('is refused after a hundred times', async () => {
      const { id } = await inviteOne();
      await app.database.admin.query('UPDATE invites SET sent_count = 100 WHERE id = $1', [id]);
      expect((await owner.post(`/invites/${id}/resend`)).body.code).toBe('not-editable');
    });

    it('repeats the answer of a key without the token, and does not send twice', async () => {
      const { id } = await inviteOne();
      const call = { headers: { 'idempotency-key': randomUUID() } };
      const first = must(200, await owner.post(`/invites/${id}/resend`, {}, call));
      const again = must(200, await owner.post(`/invites/${id}/resend`, {}, call));
      expect(again.body).toEqual({ ...first.body, token: null, link: null });
      expect((await find(id))?.['sentCount']).toBe(2);
    });
  });

  it('are not for an archived assessment', async () => {
    const draft = must(201, await owner.post('/assessments', { title: 'Old' })).body.id;
    const row = must(
      200,
      await owner.post(`/assessments/${draft}/invites`, { invites: [{ email: address() }] }),
    );
    must(200, await owner.post(`/assessments/${draft}/archive`));
    const refused = [
      await owner.post(`/assessments/${draft}/invites`, { invites: [{ email: address() }] }),
      await owner.post(`/invites/${row.body.results[0].id}/resend`),
    ];
    expect(refused.map((answer) => [answer.status, answer.body.code])).toEqual([
      [409, 'not-editable'],
      [409, 'not-editable'],
    ]);
    expect((await owner.get(`/assessments/${draft}/invites`)).status).toBe(200);
  });

  it('belong to one employer, and a reviewer only reads them', async () => {
    const { id } = await inviteOne();
    const stranger = await app.employer('Other Works');
    const path = `/assessments/${assessment.id}/invites`;
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.post(path, { invites: [{ email: address() }] })).status).toBe(404);
    expect((await stranger.post(`/invites/${id}/resend`)).status).toBe(404);
    const reviewer = await addMember(app, owner, 'reviewer');
    expect((await reviewer.get(path)).status).toBe(200);
    expect((await reviewer.post(path, { invites: [{ email: address() }] })).status).toBe(403);
    expect((await reviewer.post(`/invites/${id}/resend`)).status).toBe(403);
    expect((await app.anonymous().get(path)).status).toBe(401);
  });
});

function address(): string {
  return `guest-${randomUUID()}@example.org`;
}
