import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  draftAssessment,
  must,
  publishedAssessment,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { holdLock } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { MailBench, tokenIn } from '../support/mail-bench.js';
import { otherKey } from '../support/mail-jobs.js';
import { addMember } from '../support/members.js';
import type { Answer } from '../support/test-app.js';
import { testKey } from '../support/test-key.js';

interface Invited {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly link: string;
}

describe('the mail of an invitation', () => {
  let bench: MailBench;
  let assessment: PublishedAssessment;
  beforeAll(async () => {
    bench = await MailBench.start();
    await bench.app.database.admin.query(
      'INSERT INTO active_slots (employer_id, slot) SELECT $1, generate_series(4, 50)',
      [bench.owner.employerId],
    );
    assessment = await publishedAssessment(bench.owner, { settings: { timeLimitMinutes: 30 } });
  });
  afterAll(() => bench.stop());
  beforeEach(() => bench.settled());

  const address = (): string => `guest-${randomUUID()}@example.org`;

  async function invite(options: object = {}, assessmentId = assessment.id): Promise<Invited> {
    const email = address();
    const invites = [{ email, name: 'Gaia Guest' }];
    const path = `/assessments/${assessmentId}/invites`;
    const { body } = must(200, await bench.owner.post(path, { invites, ...options }));
    return { ...body.results[0], email };
  }

  async function lastMail(
    id: string,
    assessmentId = assessment.id,
  ): Promise<{ state: string; at: string } | null> {
    const { body } = must(200, await bench.owner.get(`/assessments/${assessmentId}/invites?limit=200`));
    return body.items.find((item: { id: string }) => item.id === id).lastMail;
  }

  const open = (token: string): Promise<Answer> =>
    bench.app.anonymous().post('/public/invites/open', { token });
  const startBy = (token: string): Promise<Answer> =>
    bench.app.anonymous().post('/public/invites/start', { token });

  it('holds the link that the answer shows, and the invite says that it was sent', async () => {
    const { id, email, link, token } = await invite();
    await bench.settled();
    const [mail, ...more] = await bench.mailsTo(email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      template: 'invitation',
      to: { address: email, name: 'Gaia Guest' },
      subject: 'Example Works invites you: Entrance test',
    });
    expect(mail!.text).toContain(`\n${link}\n`);
    expect(mail!.text).toContain('You have 30 minutes');
    expect(tokenIn(mail!, 'invite')).toBe(token);
    must(200, await open(tokenIn(mail!, 'invite')));
    expect(await lastMail(id)).toEqual({ state: 'sent', at: expect.stringMatching(/Z$/) });
  });

  it('goes out for each of a thousand, once', async () => {
    const emails = Array.from({ length: 1_000 }, address);
    const invites = emails.map((email) => ({ email }));
    must(200, await bench.owner.post(`/assessments/${assessment.id}/invites`, { invites }));
    await bench.until(
      'all are sent',
      async () => (await bench.count('mails', 'to_address = ANY ($1)', [emails])) === 1_000,
      60_000,
    );
    await bench.settled();
    expect(await bench.count('mails', 'to_address = ANY ($1)', [emails])).toBe(1_000);
    const { rows } = await bench.app.database.admin.query(
      'SELECT count(DISTINCT to_address)::int AS addresses FROM mails WHERE to_address = ANY ($1)',
      [emails],
    );
    expect(rows[0].addresses).toBe(1_000);
  }, 90_000);

  it('is not sent where none is wanted', async () => {
    const { id, email } = await invite({ sendMail: false });
    await bench.settled();
    expect(await bench.mailsTo(email)).toEqual([]);
    expect(await lastMail(id)).toBeNull();
  });

  it('goes out again with the new link when the invite is sent again', async () => {
    const { id, email, token } = await invite();
    await bench.settled();
    const again = must(200, await bench.owner.post(`/invites/${id}/resend`, {}));
    expect(again.body.lastMail).toMatchObject({ state: 'queued' });
    await bench.settled();
    const mails = await bench.mailsTo(email);
    expect(mails.map((mail) => tokenIn(mail, 'invite'))).toEqual([token, again.body.token]);
    expect((await open(token)).status).toBe(404);
    must(200, await open(again.body.token));
    must(200, await bench.owner.post(`/invites/${id}/resend`, { sendMail: false }));
    await bench.settled();
    expect(await bench.mailsTo(email)).toHaveLength(2);
    expect(await lastMail(id)).toBeNull();
  });

  it('brings a new link to who has started, when asked for', async () => {
    const { id, email, token } = await invite();
    await bench.settled();
    must(201, await startBy(token));
    must(200, await bench.owner.post(`/invites/${id}/resend`, {}));
    await bench.settled();
    expect(await bench.mailsTo(email)).toHaveLength(2);
  });

  it.each<[string, (invited: Invited) => Promise<unknown>]>([
    ['revoked', ({ id }) => bench.owner.post(`/invites/${id}/revoke`)],
    ['started', ({ token }) => startBy(token)],
    [
      'expired',
      ({ id }) =>
        bench.app.database.admin.query(
          `UPDATE invites SET expires_at = now() - interval '1 second' WHERE id = $1`,
          [id],
        ),
    ],
  ])('is not sent where the invite was %s meanwhile', async (_, act) => {
    await bench.rest();
    const invited = await invite();
    expect(await lastMail(invited.id)).toMatchObject({ state: 'queued', at: null });
    await act(invited);
    bench.work();
    await bench.settled();
    expect((await bench.mailsTo(invited.email)).filter(({ template }) => template === 'invitation')).toEqual(
      [],
    );
    expect(await lastMail(invited.id)).toBeNull();
  });

  it('is sent once where the invite was sent again before its turn', async () => {
    await bench.rest();
    const { id, email } = await invite();
    const again = must(200, await bench.owner.post(`/invites/${id}/resend`, {}));
    bench.work();
    await bench.settled();
    const mails = await bench.mailsTo(email);
    expect(mails.map((mail) => tokenIn(mail, 'invite'))).toEqual([again.body.token]);
    expect(await lastMail(id)).toMatchObject({ state: 'sent' });
  });

  it('whose job stands at the invite while it is revoked finds it revoked', async () => {
    await bench.rest();
    const { id, email } = await invite();
    const { release } = await holdLock(
      bench.app.database.url,
      'SELECT 1 FROM invites WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    const revoked = bench.owner.post(`/invites/${id}/revoke`);
    await lockWaiters(bench.app.database.admin, 1);
    bench.work();
    await lockWaiters(bench.app.database.admin, 2);
    await release();
    must(200, await revoked);
    await bench.settled();
    expect(await bench.mailsTo(email)).toEqual([]);
  });

  it('waits for a draft to be published and for a closed assessment to be opened again', async () => {
    const draft = await draftAssessment(bench.owner, { settings: { title: 'Not yet' } });
    const early = await invite({}, draft.id);
    await bench.settled();
    expect(await bench.mailsTo(early.email)).toEqual([]);
    expect(await lastMail(early.id, draft.id)).toEqual({ state: 'waiting', at: null });
    expect(await bench.count('jobs', `payload->>'inviteId' = $1`, [early.id])).toBe(0);
    must(201, await bench.owner.post(`/assessments/${draft.id}/publish`));
    await bench.settled();
    expect((await bench.mailsTo(early.email)).map((mail) => tokenIn(mail, 'invite'))).toEqual([early.token]);
    must(200, await bench.owner.post(`/assessments/${draft.id}/close`));
    const late = await invite({}, draft.id);
    await bench.settled();
    expect(await bench.mailsTo(late.email)).toEqual([]);
    must(200, await bench.owner.post(`/assessments/${draft.id}/reopen`));
    await bench.settled();
    expect(await bench.mailsTo(late.email)).toHaveLength(1);
    expect(await bench.mailsTo(early.email)).toHaveLength(1);
  });

  it('waits too where the assessment is closed before its turn', async () => {
    const other = await publishedAssessment(bench.owner, { settings: { title: 'Closes soon' } });
    await bench.rest();
    const { id, email } = await invite({}, other.id);
    must(200, await bench.owner.post(`/assessments/${other.id}/close`));
    bench.work();
    await bench.settled();
    expect(await bench.mailsTo(email)).toEqual([]);
    expect(await lastMail(id, other.id)).toEqual({ state: 'waiting', at: null });
    must(200, await bench.owner.post(`/assessments/${other.id}/reopen`));
    await bench.settled();
    expect(await bench.mailsTo(email)).toHaveLength(1);
  });

  it('is in the language of the assessment', async () => {
    const polish = await publishedAssessment(bench.owner, {
      settings: { title: 'Test po polsku', language: 'pl' },
    });
    const { email } = await invite({}, polish.id);
    await bench.settled();
    expect((await bench.mailsTo(email))[0]!.subject).toBe('Zaproszenie od Example Works: Test po polsku');
  });

  it('holds a new link where the key of the one that was given out is gone', async () => {
    await bench.rest();
    const { id, email, token } = await invite();
    await bench.workWith([otherKey]);
    const [mail] = await bench.mailsTo(email);
    expect(tokenIn(mail!, 'invite')).not.toBe(token);
    must(200, await open(tokenIn(mail!, 'invite')));
    expect((await open(token)).status).toBe(404);
    expect(await lastMail(id)).toMatchObject({ state: 'sent' });
  });

  it('holds the link that was given out where its key is no longer the first', async () => {
    await bench.rest();
    const { email, token } = await invite();
    await bench.workWith([otherKey, testKey]);
    expect((await bench.mailsTo(email)).map((mail) => tokenIn(mail, 'invite'))).toEqual([token]);
  });
});

describe('the mail to a new member', () => {
  let bench: MailBench;
  beforeAll(async () => {
    bench = await MailBench.start();
  });
  afterAll(() => bench.stop());

  const invite = (email: string, more: object = {}): Promise<Answer> =>
    bench.owner.post('/members', { email, role: 'author', ...more });

  it('holds the link with which one joins, for owners alone to see', async () => {
    const email = `member-${randomUUID()}@example.org`;
    const { body } = must(201, await invite(email));
    await bench.settled();
    const [mail] = await bench.mailsTo(email);
    expect(mail).toMatchObject({
      template: 'member-invitation',
      subject: 'Olga Owner invites you to Example Works',
    });
    expect(tokenIn(mail!, 'join')).toBe(body.token);
    const author = await addMember(bench.app, bench.owner, 'author');
    expect(await bench.mailsTo(email, author)).toEqual([]);
    expect((await author.get(`/outbox/${mail!.id}`)).status).toBe(404);
    const join = {
      token: tokenIn(mail!, 'join'),
      name: 'Nora New',
      password: `a long pass phrase ${randomUUID()}`,
    };
    must(204, await bench.app.anonymous().post('/auth/join', join));
  });

  it('is in the language of who invites', async () => {
    const email = `member-${randomUUID()}@example.org`;
    const changed = must(200, await bench.owner.patch('/auth/profile', { language: 'pl' }));
    expect(changed.body.language).toBe('pl');
    must(201, await invite(email));
    await bench.settled();
    must(200, await bench.owner.patch('/auth/profile', { language: 'en' }));
    expect((await bench.mailsTo(email))[0]!.subject).toBe('Olga Owner zaprasza Cię do Example Works');
  });

  it('is not sent where none is wanted, or the invitation is revoked before its turn', async () => {
    await bench.rest();
    const [without, revoked] = [1, 2].map(() => `member-${randomUUID()}@example.org`);
    must(201, await invite(without!, { sendMail: false }));
    const { body } = must(201, await invite(revoked!));
    must(204, await bench.owner.delete(`/members/invitations/${body.id}`));
    bench.work();
    await bench.settled();
    expect([...(await bench.mailsTo(without!)), ...(await bench.mailsTo(revoked!))]).toEqual([]);
  });
});
