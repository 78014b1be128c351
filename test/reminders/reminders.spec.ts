import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OptOutLinks } from '../../src/invites/opt-out-links.js';
import { must, publishedAssessment, type PublishedAssessment } from '../support/assessment-builder.js';
import { gate, interceptStatements } from '../support/interleave.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { PostOffice } from './post-office.js';

let app: TestApp;
let owner: Employer;
let office: PostOffice;
beforeAll(async () => {
  app = await startTestApp();
  office = await PostOffice.open(app);
  owner = await app.employer();
});
afterAll(() => app.stop());

const always = {
  enabled: true,
  afterInviteDays: [3],
  beforeExpiryDays: [1],
  quietHours: null,
  timeZone: 'UTC',
};

async function setSchedule(assessmentId: string, change: object = {}): Promise<void> {
  const path = `/assessments/${assessmentId}/reminders`;
  const { headers } = must(200, await owner.get(path));
  const call = { headers: { 'if-match': String(headers['etag']) } };
  must(200, await owner.put(path, { ...always, ...change }, call));
}

interface Invited {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

async function invite(assessmentId: string, more: object = {}): Promise<Invited> {
  const email = `candidate-${randomUUID()}@example.org`;
  const { body } = must(
    200,
    await owner.post(`/assessments/${assessmentId}/invites`, {
      invites: [{ email, name: 'Ida Invited', ...more }],
    }),
  );
  return { id: body.results[0].id, token: body.results[0].token, email };
}

/** An assessment with reminders and one invite, whose invitation has left. */
async function invited(
  change: object = {},
  more: object = {},
): Promise<Invited & { assessment: PublishedAssessment }> {
  // Closed where the test before has left it open: an employer has three slots.
  owner = await app.employer();
  const assessment = await publishedAssessment(owner);
  await setSchedule(assessment.id, change);
  const one = await invite(assessment.id, more);
  await office.readJournal();
  await office.work();
  expect(await office.mailsTo(one.email)).toMatchObject([{ template: 'invitation' }]);
  return { ...one, assessment };
}

/** Lets the time pass for one invite: what stands about it lies so much further back. */
async function pass(inviteId: string, time: string): Promise<void> {
  for (const statement of [
    `UPDATE invites SET sent_at = sent_at - $2::interval, mailed_at = mailed_at - $2::interval,
        expires_at = expires_at - $2::interval WHERE id = $1`,
    `UPDATE reminders SET created_at = created_at - $2::interval, sent_at = sent_at - $2::interval WHERE invite_id = $1`,
    `UPDATE reminder_plans SET due_at = due_at - $2::interval WHERE invite_id = $1`,
    `UPDATE reminder_schedules SET changed_at = changed_at - $2::interval
      WHERE assessment_id = (SELECT assessment_id FROM invites WHERE id = $1)`,
  ])
    await app.database.admin.query(statement, [inviteId, time]);
}

async function dueAt(inviteId: string): Promise<Date | null | undefined> {
  const { rows } = await app.database.admin.query('SELECT due_at FROM reminder_plans WHERE invite_id = $1', [
    inviteId,
  ]);
  return rows[0]?.due_at;
}

/** The time is up, and what is due goes out. */
async function threeDaysLater(one: Invited): Promise<void> {
  await pass(one.id, '3 days 1 minute');
  await office.planning.sweep(100);
  await office.work();
}

const reminders = (one: Invited) => office.mailsTo(one.email, 'reminder');

describe('a reminder', () => {
  it('leaves when it is due, once, with the link that works', async () => {
    const one = await invited();
    expect(await office.planning.sweep(100)).toBe(0);
    await threeDaysLater(one);
    const [mail, ...more] = await reminders(one);
    expect(more).toEqual([]);
    expect(mail!.text).toContain(`/invite#${one.token}`);
    expect(mail!.text).toContain('/opt-out#optout_');
    await threeDaysLater(one);
    expect(await reminders(one)).toHaveLength(1);
    const { body } = must(200, await owner.get(`/assessments/${one.assessment.id}/invites`));
    expect(body.items[0]).toMatchObject({ remindersSent: 1, optedOut: false, status: 'pending' });
    await pass(one.id, '23 days');
    await office.planning.sweep(100);
    await office.work();
    expect(await reminders(one), 'a day before the end').toHaveLength(2);
    const { rows } = await app.database.admin.query('SELECT number FROM reminders WHERE invite_id = $1', [
      one.id,
    ]);
    expect(rows.map((row) => row.number)).toEqual([1, 2]);
  });

  it('is written in the language of the assessment', async () => {
    const one = await invited();
    const path = `/assessments/${one.assessment.id}`;
    const { headers } = must(200, await owner.get(path));
    must(200, await owner.patch(path, { language: 'pl' }, String(headers['etag'])));
    await threeDaysLater(one);
    expect((await reminders(one))[0]!.subject).toMatch(/^Przypomnienie/);
  });

  it('waits for the end of the quiet hours where the candidate is', async () => {
    const now = new Date();
    const clock = (hours: number): string =>
      `${String((now.getUTCHours() + hours + 24) % 24).padStart(2, '0')}:00`;
    // Quiet in UTC now, and not in Kathmandu, which is nearly six hours ahead.
    const quietHours = { from: clock(-1), to: clock(2) };
    const here = await invited({ quietHours });
    const there = await invited({ quietHours }, { timeZone: 'Asia/Kathmandu' });
    await pass(here.id, '3 days 1 minute');
    await app.database.admin.query('UPDATE reminder_plans SET due_at = now() WHERE invite_id = $1', [
      here.id,
    ]);
    await threeDaysLater(there);
    expect(await reminders(here)).toEqual([]);
    expect(await reminders(there)).toHaveLength(1);
    const due = await dueAt(here.id);
    expect(due!.toISOString()).toContain(`T${clock(2)}:00`);
    expect(due!.getTime() - now.getTime()).toBeLessThan(2 * 3_600_000);
  });

  it('whose mail could not leave before the night waits for the morning', async () => {
    const one = await invited();
    await pass(one.id, '3 days 1 minute');
    await office.planning.sweep(100);
    const hour = new Date().getUTCHours();
    await app.database.admin.query(
      'UPDATE reminder_schedules SET quiet_from = $2, quiet_to = $3 WHERE assessment_id = $1',
      [one.assessment.id, ((hour + 23) % 24) * 60, ((hour + 2) % 24) * 60],
    );
    await office.work();
    const [job] = await office.jobsOf('send_reminder', { inviteId: one.id });
    expect(job).toMatchObject({ state: 'queued' });
    expect(job!.run_at.getUTCHours()).toBe((hour + 2) % 24);
    expect(await reminders(one)).toEqual([]);
    await app.database.admin.query('DELETE FROM jobs WHERE id = $1', [job!.id]);
  });

  it('does not overtake the invitation', async () => {
    const assessment = await publishedAssessment((owner = await app.employer()));
    await setSchedule(assessment.id);
    const one = await invite(assessment.id);
    await app.database.admin.query(`INSERT INTO job_pauses (kind) VALUES ('send_invitation')`);
    await office.readJournal();
    await app.database.admin.query(
      `UPDATE jobs SET run_at = now() + interval '1 hour' WHERE kind = 'send_invitation'`,
    );
    await office.work();
    await threeDaysLater(one);
    expect(await office.mailsTo(one.email)).toEqual([]);
    await app.database.admin.query(`DELETE FROM job_pauses`);
    await app.database.admin.query(`UPDATE jobs SET run_at = now() WHERE kind = 'send_invitation'`);
    await office.work();
    expect(await office.mailsTo(one.email)).toMatchObject([{ template: 'invitation' }]);
  });
});

/** What an employer or a candidate does, and how the sweep or the mail then ends. */
const stops: [string, (one: Awaited<ReturnType<typeof invited>>) => Promise<unknown>][] = [
  [
    'the candidate starts',
    async (one) =>
      must(201, await app.anonymous().post('/public/invites/start', { token: one.token, name: 'Ida' })),
  ],
  [
    'the candidate starts by the public link',
    async (one) =>
      must(
        201,
        await app
          .anonymous()
          .post(
            `/public/assessments/${one.assessment.slug}/attempts`,
            { email: one.email.toUpperCase(), name: 'Ida' },
            { headers: { 'idempotency-key': randomUUID() } },
          ),
      ),
  ],
  ['the invite is revoked', async (one) => must(200, await owner.post(`/invites/${one.id}/revoke`))],
  [
    'the invite expires',
    (one) => app.database.admin.query('UPDATE invites SET expires_at = now() WHERE id = $1', [one.id]),
  ],
  [
    'the candidate opts out',
    async (one) => must(200, await app.anonymous().post('/public/opt-out', { token: optOutToken(one) })),
  ],
  [
    'the assessment is closed',
    async (one) => must(200, await owner.post(`/assessments/${one.assessment.id}/close`)),
  ],
  [
    'the assessment is archived',
    async (one) => {
      must(200, await owner.post(`/assessments/${one.assessment.id}/close`));
      must(200, await owner.post(`/assessments/${one.assessment.id}/archive`));
    },
  ],
  [
    'the invite is sent again',
    async (one) => must(200, await owner.post(`/invites/${one.id}/resend`, { sendMail: false })),
  ],
  ['the reminders are switched off', (one) => setSchedule(one.assessment.id, { enabled: false })],
  [
    'the days are changed',
    (one) => setSchedule(one.assessment.id, { afterInviteDays: [9], beforeExpiryDays: [] }),
  ],
];

function optOutToken(one: Invited): string {
  const links = app.app.get(OptOutLinks, { strict: false });
  return links.tokenOf({ employerId: owner.employerId, inviteId: one.id, emailCanonical: one.email }, 'page');
}

/** What starts the days anew has tests of its own below. */
const earlyStops = stops.filter(([name]) => name !== 'the invite is sent again');

describe('no reminder leaves when, before it is due,', () => {
  it.each(earlyStops)('%s', async (_, stop) => {
    const one = await invited();
    await stop(one);
    await threeDaysLater(one);
    expect(await reminders(one)).toEqual([]);
    expect(await office.jobsOf('send_reminder', { inviteId: one.id })).toEqual([]);
    const due = await dueAt(one.id);
    expect(due === null || due! > new Date(), 'nobody looks at it again at once').toBe(true);
  });
});

/** A change of the days does not call back a mail that was asked for. */
const lateStops = stops.filter(([name]) => name !== 'the days are changed');

describe('no reminder leaves when, between its being due and its mail,', () => {
  it.each(lateStops)('%s', async (_, stop) => {
    const one = await invited();
    await pass(one.id, '3 days 1 minute');
    await office.planning.sweep(100);
    expect(await office.jobsOf('send_reminder', { inviteId: one.id })).toMatchObject([{ state: 'queued' }]);
    await stop(one);
    await office.work();
    expect(await reminders(one)).toEqual([]);
    expect(await office.jobsOf('send_reminder', { inviteId: one.id })).toMatchObject([{ state: 'done' }]);
  });
});

describe('two at once', () => {
  it('ask for one mail when both find the same reminder due', async () => {
    const one = await invited();
    await pass(one.id, '3 days 1 minute');
    const locked = gate();
    const goOn = gate();
    let isFirst = true;
    // The first has locked the plan and is held there; the second comes meanwhile, and once more afterwards.
    const stop = interceptStatements({
      holdAfter: (text) => {
        if (!text.includes('FOR NO KEY UPDATE SKIP LOCKED') || !text.includes('reminder_plans') || !isFirst)
          return undefined;
        isFirst = false;
        locked.open();
        return goOn.opened;
      },
    });
    try {
      const first = office.planning.sweep(100);
      await Promise.race([locked.opened, first]);
      expect(await office.planning.sweep(100), 'it is left to who has it').toBe(0);
      goOn.open();
      expect(await first).toBe(1);
      expect(await office.planning.sweep(100)).toBe(0);
    } finally {
      goOn.open();
      stop();
    }
    await office.work();
    expect(await reminders(one)).toHaveLength(1);
  });

  it('ask for one mail when the second has found it due before the first was done', async () => {
    const one = await invited();
    await pass(one.id, '3 days 1 minute');
    const listed = gate();
    const goOn = gate();
    let isFirst = true;
    const stop = interceptStatements({
      holdAfter: (text) => {
        if (!text.includes('FROM reminder_plans WHERE due_at') || !isFirst) return undefined;
        isFirst = false;
        listed.open();
        return goOn.opened;
      },
    });
    try {
      const late = office.planning.sweep(100);
      await Promise.race([listed.opened, late]);
      expect(await office.planning.sweep(100)).toBe(1);
      goOn.open();
      expect(await late).toBe(0);
    } finally {
      goOn.open();
      stop();
    }
    await office.work();
    expect(await reminders(one)).toHaveLength(1);
  });

  it('a revocation waits for a mail that is being composed, and one that is committed stops it', async () => {
    const one = await invited();
    await pass(one.id, '3 days 1 minute');
    await office.planning.sweep(100);
    const composing = gate();
    const goOn = gate();
    let isFirst = true;
    const stop = interceptStatements({
      holdBefore: (text) => {
        if (!text.includes('FROM reminders WHERE') || !isFirst) return undefined;
        isFirst = false;
        composing.open();
        return goOn.opened;
      },
    });
    const order: string[] = [];
    try {
      const work = office.work();
      await Promise.race([composing.opened, work]);
      const revoked = owner.post(`/invites/${one.id}/revoke`).then((answer) => {
        order.push('revoked');
        return must(200, answer);
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('composed');
      goOn.open();
      await revoked;
      await work;
    } finally {
      goOn.open();
      stop();
    }
    expect(order).toEqual(['composed', 'revoked']);
    expect(await reminders(one), 'it was on its way').toHaveLength(1);
    await threeDaysLater(one);
    expect(await reminders(one)).toHaveLength(1);
  });

  it('a schedule that changes while plans are made leaves the plans of the change', async () => {
    const one = await invited();
    const reading = gate();
    const goOn = gate();
    let isFirst = true;
    const stop = interceptStatements({
      holdAfter: (text) => {
        if (!text.includes('JOIN reminder_schedules') || !isFirst) return undefined;
        isFirst = false;
        reading.open();
        return goOn.opened;
      },
    });
    try {
      await setSchedule(one.assessment.id, { afterInviteDays: [5] });
      await office.readJournal();
      const work = office.work();
      await Promise.race([reading.opened, work]);
      // The first job has read five days and has not written yet.
      await setSchedule(one.assessment.id, { afterInviteDays: [8] });
      await office.readOnce();
      goOn.open();
      await work;
    } finally {
      goOn.open();
      stop();
    }
    // Nothing younger than an open transaction is read, so the event of the change comes after the job.
    await office.readJournal();
    await office.work();
    const { rows } = await app.database.admin.query(
      `SELECT round(extract(epoch FROM due_at - greatest(i.sent_at, i.mailed_at)) / 86400)::int AS days
         FROM reminder_plans p JOIN invites i ON i.id = p.invite_id WHERE p.invite_id = $1`,
      [one.id],
    );
    expect(rows).toEqual([{ days: 8 }]);
  });

  it('the table itself refuses a second reminder of one number', async () => {
    const one = await invited();
    await threeDaysLater(one);
    await expect(
      app.database.admin.query(
        `INSERT INTO reminders (employer_id, invite_id, number, job_id) VALUES ($1, $2, 1, gen_random_uuid())`,
        [owner.employerId, one.id],
      ),
    ).rejects.toMatchObject({ constraint: 'reminders_pkey' });
  });
});

describe('sending an invite again', () => {
  it('starts the days anew, before a reminder and after it', async () => {
    const one = await invited();
    await pass(one.id, '2 days');
    must(200, await owner.post(`/invites/${one.id}/resend`, { sendMail: false }));
    await pass(one.id, '1 day 1 minute');
    expect(await office.planning.sweep(100), 'the plan is that of the first link, and is looked at').toBe(1);
    await office.work();
    expect(await reminders(one)).toEqual([]);
    await pass(one.id, '2 days');
    await office.planning.sweep(100);
    await office.work();
    expect(await reminders(one)).toHaveLength(1);
    must(200, await owner.post(`/invites/${one.id}/resend`, {}));
    await office.readJournal();
    await office.work();
    await threeDaysLater(one);
    expect(await reminders(one)).toHaveLength(2);
  });
});

describe('the schedule', () => {
  it('is off with sensible times until it is set, and changes only as it was seen', async () => {
    const assessment = await publishedAssessment((owner = await app.employer()));
    const path = `/assessments/${assessment.id}/reminders`;
    const first = must(200, await owner.get(path));
    expect(first.body).toEqual({
      enabled: false,
      afterInviteDays: [3],
      beforeExpiryDays: [1],
      quietHours: { from: '20:00', to: '08:00' },
      timeZone: 'UTC',
    });
    const put = (body: object, etag: unknown) =>
      owner.put(path, body, { headers: { 'if-match': String(etag) } });
    const changed = must(200, await put({ ...always, afterInviteDays: [7, 2] }, first.headers['etag']));
    expect(changed.body).toMatchObject({ enabled: true, afterInviteDays: [2, 7], quietHours: null });
    expect((await put(always, first.headers['etag'])).status).toBe(412);
    expect(must(200, await owner.get(path)).headers['etag']).toBe(changed.headers['etag']);
  });

  it.each([
    ['/afterInviteDays', { afterInviteDays: [0] }],
    ['/afterInviteDays', { afterInviteDays: [1, 2, 3, 4, 5, 6] }],
    ['/beforeExpiryDays', { beforeExpiryDays: [1, 1] }],
    ['/quietHours', { quietHours: undefined }],
    ['/quietHours/from', { quietHours: { from: '24:00', to: '08:00' } }],
    ['/quietHours/to', { quietHours: { from: '08:00', to: '08:00' } }],
    ['/timeZone', { timeZone: '+01:00' }],
    ['/timeZone', { timeZone: 'Mars/Olympus' }],
  ])('is refused at %s', async (pointer, change) => {
    const assessment = await publishedAssessment((owner = await app.employer()));
    const path = `/assessments/${assessment.id}/reminders`;
    const answer = await owner.put(path, { ...always, ...change }, { headers: { 'if-match': '"v1"' } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('takes the zone of a candidate from the invite, and refuses what is none', async () => {
    const assessment = await publishedAssessment((owner = await app.employer()));
    const rows = [
      { email: 'a@example.org', timeZone: 'America/New_York' },
      { email: 'b@example.org', timeZone: 'EST+5' },
    ];
    const { body } = must(200, await owner.post(`/assessments/${assessment.id}/invites`, { invites: rows }));
    expect(body.results.map((row: { outcome: string }) => row.outcome)).toEqual([
      'created',
      'invalid_time_zone',
    ]);
    const list = must(200, await owner.get(`/assessments/${assessment.id}/invites`));
    expect(list.body.items).toMatchObject([{ timeZone: 'America/New_York' }]);
  });
});
