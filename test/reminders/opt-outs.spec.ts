import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OptOutLinks, readOptOutToken, type OptOutPurpose } from '../../src/invites/opt-out-links.js';
import { must, publishedAssessment } from '../support/assessment-builder.js';
import { gate, interceptStatements } from '../support/interleave.js';
import { testKey } from '../support/test-key.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';
import { PostOffice } from './post-office.js';

let app: TestApp;
let owner: Employer;
let office: PostOffice;
let assessmentId: string;
beforeAll(async () => {
  app = await startTestApp();
  office = await PostOffice.open(app);
  owner = await app.employer();
  assessmentId = (await publishedAssessment(owner)).id;
  must(
    200,
    await owner.put(
      `/assessments/${assessmentId}/reminders`,
      { enabled: true, afterInviteDays: [3, 9], beforeExpiryDays: [], quietHours: null, timeZone: 'UTC' },
      { headers: { 'if-match': '"v1"' } },
    ),
  );
});
afterAll(() => app.stop());

interface Invited {
  readonly id: string;
  readonly email: string;
}

async function invite(): Promise<Invited> {
  const email = `candidate-${randomUUID()}@example.org`;
  const { body } = must(
    200,
    await owner.post(`/assessments/${assessmentId}/invites`, { invites: [{ email }] }),
  );
  await office.readJournal();
  await office.work();
  return { id: body.results[0].id, email };
}

function tokenOf(one: Invited, purpose: OptOutPurpose = 'page', employerId = owner.employerId): string {
  const links = app.app.get(OptOutLinks, { strict: false });
  return links.tokenOf({ employerId, inviteId: one.id, emailCanonical: one.email }, purpose);
}

const optOut = (token: string): Promise<Answer> => app.anonymous().post('/public/opt-out', { token });
const optIn = (token: string): Promise<Answer> => app.anonymous().post('/public/opt-in', { token });

async function dueAt(one: Invited): Promise<Date | null> {
  const { rows } = await app.database.admin.query('SELECT due_at FROM reminder_plans WHERE invite_id = $1', [
    one.id,
  ]);
  return rows[0].due_at;
}

async function isShownOut(one: Invited): Promise<boolean> {
  const { body } = must(200, await owner.get(`/assessments/${assessmentId}/invites?q=${one.email}`));
  return body.items[0].optedOut;
}

async function events(type: string): Promise<number> {
  const { rowCount } = await app.database.admin.query(
    'SELECT 1 FROM events WHERE employer_id = $1 AND type = $2',
    [owner.employerId, type],
  );
  return rowCount ?? 0;
}

describe('the link in the mail', () => {
  it('ends the reminders of this employer, once however often it is used, and can undo it', async () => {
    const one = await invite();
    const [mail] = await office.mailsTo(one.email, 'invitation');
    const token = /\/opt-out#(\S+)/.exec(mail!.text)![1]!;
    expect(await dueAt(one)).toBeInstanceOf(Date);
    const before = await events('candidate.opted_out');
    for (let times = 0; times < 2; times += 1)
      expect(must(200, await optOut(token)).body).toEqual({ employerName: 'Example Works', optedOut: true });
    expect(await events('candidate.opted_out')).toBe(before + 1);
    expect(await dueAt(one)).toBeNull();
    expect(await isShownOut(one)).toBe(true);
    must(200, await optIn(token));
    must(200, await optIn(token));
    expect(await events('candidate.opted_in')).toBe(before + 1);
    expect(await dueAt(one), 'the reminder is planned again').toBeInstanceOf(Date);
    expect(await isShownOut(one)).toBe(false);
    const { rows } = await app.database.admin.query(
      `SELECT payload FROM events WHERE type LIKE 'candidate.opted%'`,
    );
    expect(JSON.stringify(rows)).not.toContain(one.email);
  });

  it('changes nothing when it is only looked at', async () => {
    const one = await invite();
    for (const path of ['/public/opt-out', `/public/opt-out/${tokenOf(one, 'one-click')}`]) {
      const answer = await app.anonymous().get(path);
      expect([404, 405]).toContain(answer.status);
    }
    expect(await isShownOut(one)).toBe(false);
  });

  it('holds for every invite of the address, and for no other employer', async () => {
    const one = await invite();
    const other = await publishedAssessment(owner);
    must(200, await optOut(tokenOf(one)));
    const again = must(
      200,
      await owner.post(`/assessments/${other.id}/invites`, { invites: [{ email: one.email }] }),
    );
    await office.readJournal();
    await office.work();
    expect(
      await office.mailsTo(one.email, 'invitation'),
      'an invitation that is sent on purpose comes',
    ).toHaveLength(2);
    const list = must(200, await owner.get(`/assessments/${other.id}/invites`));
    expect(list.body.items).toMatchObject([{ id: again.body.results[0].id, optedOut: true }]);
    const stranger = await app.employer();
    expect((await optOut(tokenOf(one, 'page', stranger.employerId))).status).toBe(404);
  });

  it.each([
    ['of the other kind', (one: Invited) => tokenOf(one, 'one-click')],
    ['with another secret', (one: Invited) => `${tokenOf(one).slice(0, -4)}AAAA`],
    ['of another address', (one: Invited) => tokenOf({ ...one, email: 'somebody@example.org' })],
    ['that is none', () => 'optout_nothing'],
  ])('is refused with a token %s', async (_, token) => {
    const one = await invite();
    expect((await optOut(token(one))).status).toBe(404);
    expect(await isShownOut(one)).toBe(false);
  });
});

describe('the address for mail programs', () => {
  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'a form in parts',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
  ])('takes %s and does nothing but opt out', async (_, contentType, payload) => {
    const one = await invite();
    const token = tokenOf(one, 'one-click');
    const call = { payload, headers: { 'content-type': contentType } };
    const answer = await app.anonymous().send('POST', `/public/opt-out/${token}`, call);
    expect(answer.status).toBe(204);
    expect(await isShownOut(one)).toBe(true);
    expect((await optIn(token)).status, 'it stands in logs of others, so it undoes nothing').toBe(404);
    expect(app.log.join(''), 'nor does it stand in ours').not.toContain(token.slice(-43));
  });

  it('is the only one that takes a form', async () => {
    const call = { payload: 'token=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect((await app.anonymous().send('POST', '/public/opt-out', call)).status).toBe(415);
    expect((await app.anonymous().send('POST', '/public/opt-out/unsubscribe_x', call)).status).toBe(404);
  });

  it('stands in mails only where pages are served by https', () => {
    const owned = { employerId: owner.employerId, inviteId: randomUUID(), emailCanonical: 'a@example.org' };
    const linksAt = (publicUrl: string) => new OptOutLinks({ keys: [testKey] }, { publicUrl });
    expect(linksAt('http://localhost:3000').oneClick(owned)).toEqual({});
    const { unsubscribeUrl } = linksAt('https://assay.example').oneClick(owned);
    expect(unsubscribeUrl).toMatch(/^https:\/\/assay\.example\/api\/v1\/public\/opt-out\/unsubscribe_/);
    expect(readOptOutToken(unsubscribeUrl!.split('/').at(-1)!, 'one-click')).toMatchObject({
      inviteId: owned.inviteId,
    });
  });

  it('goes on working when the key that made it is no longer the first', () => {
    const old = { id: 'old', bytes: Buffer.alloc(32, 9) };
    const owned = { employerId: owner.employerId, inviteId: randomUUID(), emailCanonical: 'a@example.org' };
    const options = { publicUrl: 'https://assay.example' };
    const claim = readOptOutToken(new OptOutLinks({ keys: [old] }, options).tokenOf(owned, 'page'), 'page')!;
    expect(new OptOutLinks({ keys: [testKey, old] }, options).isRight(claim, 'a@example.org')).toBe(true);
    expect(new OptOutLinks({ keys: [testKey] }, options).isRight(claim, 'a@example.org')).toBe(false);
  });
});

describe('an opt-out while its reminder is being asked for', () => {
  it('waits for the plan, and the mail finds out', async () => {
    const one = await invite();
    await app.database.admin.query(
      `UPDATE invites SET sent_at = sent_at - interval '4 days', mailed_at = mailed_at - interval '4 days' WHERE id = $1`,
      [one.id],
    );
    await app.database.admin.query(
      `UPDATE reminder_schedules SET changed_at = changed_at - interval '9 days'`,
    );
    await app.database.admin.query('UPDATE reminder_plans SET due_at = now() WHERE invite_id = $1', [one.id]);
    const read = gate();
    const goOn = gate();
    let isFirst = true;
    const stop = interceptStatements({
      holdAfter: (text) => {
        if (!text.includes('JOIN reminder_schedules') || !isFirst) return undefined;
        isFirst = false;
        read.open();
        return goOn.opened;
      },
    });
    try {
      const sweep = office.planning.sweep(100);
      // Where the sweep fails before it gets there, this says so.
      await Promise.race([read.opened, sweep]);
      const out = optOut(tokenOf(one));
      await new Promise((resolve) => setTimeout(resolve, 100));
      goOn.open();
      must(200, await out);
      await sweep;
    } finally {
      goOn.open();
      stop();
    }
    expect(await office.jobsOf('send_reminder', { inviteId: one.id })).toHaveLength(1);
    expect(await dueAt(one), 'the opt-out had the last word about the plan').toBeNull();
    await office.work();
    expect(await office.mailsTo(one.email, 'reminder')).toEqual([]);
  });
});
