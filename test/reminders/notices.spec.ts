import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { gate, interceptStatements } from '../support/interleave.js';
import { addMember } from '../support/members.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { PostOffice, type SentMail } from './post-office.js';

let app: TestApp;
let office: PostOffice;
let owner: Employer;
let assessment: PublishedAssessment;
beforeAll(async () => {
  app = await startTestApp();
  office = await PostOffice.open(app);
});
afterAll(() => app.stop());
beforeEach(async () => {
  owner = await app.employer();
  assessment = await publishedAssessment(owner, { settings: { title: 'Entrance test' } });
});

const path = '/members/me/notifications';

async function want(member: Employer, change: object): Promise<void> {
  const { headers } = must(200, await member.get(path));
  must(200, await member.patch(path, change, String(headers['etag'])));
}

/** Submissions, and the journal read as far as them. */
async function submissions(count: number, to = assessment): Promise<void> {
  for (let done = 0; done < count; done += 1) must(201, await submit(await startedCandidate(app, to.slug)));
  await office.readJournal();
}

/** The time of what collects has come. */
async function due(): Promise<void> {
  await app.database.admin.query(
    'UPDATE submission_notices SET due_at = now() WHERE through_sequence IS NULL',
  );
}

/** What has left lies so much further back. */
async function pass(time: string): Promise<void> {
  await app.database.admin.query(
    `UPDATE submission_notices SET day = day - 1 - ceil(extract(epoch FROM $1::interval) / 86400)::int, closed_at = closed_at - $1::interval
      WHERE through_sequence IS NOT NULL`,
    [time],
  );
  await app.database.admin.query(
    `UPDATE submission_notices SET due_at = due_at - $1::interval, day = day - ceil(extract(epoch FROM $1::interval) / 86400)::int
      WHERE through_sequence IS NULL`,
    [time],
  );
}

async function send(): Promise<void> {
  while ((await office.notices.sweep(100)) > 0);
  await office.work();
}

const notices = async (member: Employer): Promise<SentMail[]> =>
  (await office.mailsTo(member.email)).filter(({ template }) => template.startsWith('submission-'));

describe('a digest', () => {
  it('tells once a day what came in, by assessment', async () => {
    const other = await publishedAssessment(owner, { settings: { title: 'Second test' } });
    await submissions(2);
    await submissions(1, other);
    expect(await office.notices.sweep(100), 'its hour has not come').toBe(0);
    await due();
    await send();
    const [mail, ...more] = await notices(owner);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ template: 'submission-digest', subject: 'Example Works: 3 submissions' });
    expect(mail!.text).toContain('Entrance test: 2 submissions, 0 passed');
    expect(mail!.text).toContain('Second test: 1 submission, 0 passed');
    await send();
    expect(await notices(owner)).toHaveLength(1);
  });

  it('is not sent where nothing happened', async () => {
    await office.day();
    const { rowCount } = await app.database.admin.query(
      'SELECT 1 FROM submission_notices WHERE employer_id = $1',
      [owner.employerId],
    );
    expect(rowCount).toBe(0);
    expect(await notices(owner)).toEqual([]);
  });

  it('of a day on which nothing ran is sent once, with what came meanwhile, and not again on the same day', async () => {
    await submissions(1);
    await pass('4 days');
    // What came in meanwhile stands in the journal, and its reader is behind: the digest leaves first.
    for (let count = 0; count < 2; count += 1)
      must(201, await submit(await startedCandidate(app, assessment.slug)));
    await send();
    expect(await notices(owner)).toMatchObject([{ subject: 'Example Works: 3 submissions' }]);
    await office.readJournal();
    const { rows: left } = await app.database.admin.query(
      `SELECT day = (now() AT TIME ZONE 'UTC')::date AS is_of_today, through_sequence IS NULL AS is_open
         FROM submission_notices WHERE employer_id = $1`,
      [owner.employerId],
    );
    expect(left, 'they were told').toEqual([{ is_of_today: true, is_open: false }]);
    await submissions(1);
    const { rows } = await app.database.admin.query(
      `SELECT day > (now() AT TIME ZONE 'UTC')::date AS is_later, due_at > now() AS is_due_later
         FROM submission_notices WHERE employer_id = $1 AND through_sequence IS NULL`,
      [owner.employerId],
    );
    expect(rows, 'today has had its digest').toEqual([{ is_later: true, is_due_later: true }]);
    await send();
    expect(await notices(owner)).toHaveLength(1);
  });

  it('waits where the day has had one, as after a journey to another zone', async () => {
    await submissions(1);
    await due();
    await send();
    await submissions(1);
    await due();
    await app.database.admin.query(
      'UPDATE submission_notices SET day = day - 3 WHERE through_sequence IS NULL AND employer_id = $1',
      [owner.employerId],
    );
    await send();
    expect(await notices(owner)).toHaveLength(1);
    await pass('1 day');
    await due();
    await send();
    expect(await notices(owner)).toHaveLength(2);
  });

  it('is written in the language of the member, in its plural', async () => {
    await app.database.admin.query(`UPDATE persons SET language = 'pl' WHERE email = $1`, [owner.email]);
    await submissions(2);
    await due();
    await send();
    const [mail] = await notices(owner);
    expect(mail!.text).not.toContain('submission');
    expect(mail!.subject).toMatch(/^Example Works: 2 /);
  });

  it('moves with the hour that the member chooses, and comes at once where no more are wanted', async () => {
    await submissions(1);
    await want(owner, { digestHour: 17, timeZone: 'Asia/Kathmandu' });
    const { rows } = await app.database.admin.query(
      `SELECT to_char(due_at AT TIME ZONE 'Asia/Kathmandu', 'HH24:MI') AS hour, due_at > now() AS is_later
         FROM submission_notices WHERE employer_id = $1`,
      [owner.employerId],
    );
    expect(rows).toEqual([{ hour: '17:00', is_later: true }]);
    await want(owner, { submissions: 'instant' });
    await send();
    expect(await notices(owner)).toMatchObject([{ template: 'submission-digest' }]);
  });
});

describe('a submission whose attempt was reopened', () => {
  async function endedByItsDeadline(): Promise<Candidate> {
    const candidate = await startedCandidate(app, assessment.slug);
    await moveDeadline(app.database.admin, candidate.attemptId, '-1 minute');
    must(200, await candidate.get('/public/attempt'));
    return candidate;
  }
  const reopen = async (candidate: Candidate): Promise<void> => {
    const body = { minutes: 5, reason: 'The line was cut.' };
    must(200, await owner.post(`/attempts/${candidate.attemptId}/reopen`, body));
  };

  it('is left out, and the one that follows it counts', async () => {
    const candidate = await endedByItsDeadline();
    await submissions(1);
    await reopen(candidate);
    must(201, await submit(candidate));
    await office.readJournal();
    await due();
    await send();
    expect(await notices(owner)).toMatchObject([{ subject: 'Example Works: 2 submissions' }]);
  });

  it('makes no mail where nothing else came in', async () => {
    const candidate = await endedByItsDeadline();
    await office.readJournal();
    await reopen(candidate);
    await due();
    await send();
    expect(await notices(owner)).toEqual([]);
  });
});

describe('an instant notice', () => {
  beforeEach(() => want(owner, { submissions: 'instant' }));

  it('leaves with the first submission; what comes in the next five minutes comes together', async () => {
    await submissions(1);
    await send();
    expect(await notices(owner)).toMatchObject([
      { template: 'submission-notice', subject: 'Entrance test: 1 submission' },
    ]);
    await submissions(3);
    await send();
    expect(await notices(owner)).toHaveLength(1);
    await pass('5 minutes');
    await send();
    expect((await notices(owner))[1]).toMatchObject({ subject: 'Entrance test: 3 submissions' });
    await pass('5 minutes');
    await send();
    expect(await notices(owner)).toHaveLength(2);
  });

  it('tells of each assessment by itself', async () => {
    const other = await publishedAssessment(owner, { settings: { title: 'Second test' } });
    await submissions(1);
    await submissions(1, other);
    await send();
    expect((await notices(owner)).map(({ subject }) => subject).toSorted()).toEqual([
      'Entrance test: 1 submission',
      'Second test: 1 submission',
    ]);
  });
});

describe('who gets no mail', () => {
  it('is a member who wants none, a member who was removed, and nobody else', async () => {
    const silent = await addMember(app, owner, 'author');
    const removed = await addMember(app, owner, 'reviewer');
    const reader = await addMember(app, owner, 'reviewer');
    await want(await app.signIn(silent.email, silent.password), { submissions: 'off' });
    await submissions(1);
    // Removed between the submission and the mail.
    const { headers } = must(200, await owner.get(`/members/${removed.memberId}`));
    must(204, await owner.delete(`/members/${removed.memberId}`, String(headers['etag'])));
    await due();
    await send();
    const counts: number[] = [];
    for (const { email } of [owner, reader, silent, removed])
      counts.push((await office.mailsTo(email, 'submission-digest')).length);
    expect(counts).toEqual([1, 1, 0, 0]);
  });

  it.each(['is removed', 'switches them off'])(
    'is a member who %s when the mail is already asked for',
    async (what) => {
      const member = await addMember(app, owner, 'reviewer');
      await submissions(1);
      await due();
      while ((await office.notices.sweep(100)) > 0);
      if (what === 'is removed') {
        const { headers } = must(200, await owner.get(`/members/${member.memberId}`));
        must(204, await owner.delete(`/members/${member.memberId}`, String(headers['etag'])));
      } else await want(await app.signIn(member.email, member.password), { submissions: 'off' });
      await office.work();
      expect(await office.mailsTo(member.email, 'submission-digest')).toEqual([]);
      expect(await notices(owner)).toHaveLength(1);
    },
  );
});

describe('a submission that comes while a notice is being closed', () => {
  /** A sweep is held after it has locked the notice and read how far the journal goes. */
  async function closingHeld(meanwhile: () => Promise<void>): Promise<void> {
    const closing = gate();
    const goOn = gate();
    let isFirst = true;
    const stop = interceptStatements({
      holdAfter: (text) => {
        if (!text.includes('SELECT max(sequence)') || !isFirst) return undefined;
        isFirst = false;
        closing.open();
        return goOn.opened;
      },
    });
    try {
      const sweep = office.notices.sweep(100);
      await Promise.race([closing.opened, sweep]);
      expect(isFirst, 'the sweep stands where it was to be held').toBe(false);
      const other = meanwhile();
      await new Promise((resolve) => setTimeout(resolve, 300));
      goOn.open();
      await sweep;
      await other;
    } finally {
      goOn.open();
      stop();
    }
  }

  it('is told by the next one, and none is told twice', async () => {
    await want(owner, { submissions: 'instant' });
    await submissions(1);
    await closingHeld(async () => {
      must(201, await submit(await startedCandidate(app, assessment.slug)));
      await app.database.admin.query('SELECT 1');
    });
    await office.readJournal();
    await office.work();
    await pass('5 minutes');
    await send();
    expect((await notices(owner)).map(({ subject }) => subject)).toEqual([
      'Entrance test: 1 submission',
      'Entrance test: 1 submission',
    ]);
  });

  it('is not forgotten by the reader of the journal, who finds the notice open and waits', async () => {
    await want(owner, { submissions: 'instant' });
    await submissions(1);
    // In the journal before the sweep begins, so that the reader may read it while the sweep is held, and after the end that the
    // sweep has read: the statement that closes is made to look past it.
    const { rows } = await app.database.admin.query(
      'SELECT sequence FROM event_heads WHERE employer_id = $1',
      [owner.employerId],
    );
    must(201, await submit(await startedCandidate(app, assessment.slug)));
    const stopRewriting = interceptStatements({
      rewrite: (text) =>
        text.replace(
          'greatest((SELECT max(sequence) FROM events',
          `greatest((SELECT ${BigInt(rows[0].sequence)} FROM employers`,
        ),
    });
    try {
      const held = gate();
      const goOn = gate();
      let isFirst = true;
      const stop = interceptStatements({
        holdBefore: (text) => {
          if (!text.includes('SET day = $3, closed_at') || !isFirst) return undefined;
          isFirst = false;
          held.open();
          return goOn.opened;
        },
      });
      try {
        const sweep = office.notices.sweep(100);
        await Promise.race([held.opened, sweep]);
        const reading = office.readJournal();
        await new Promise((resolve) => setTimeout(resolve, 300));
        goOn.open();
        await Promise.all([sweep, reading]);
      } finally {
        goOn.open();
        stop();
      }
    } finally {
      stopRewriting();
    }
    await office.work();
    await pass('5 minutes');
    await send();
    expect((await notices(owner)).map(({ subject }) => subject)).toEqual([
      'Entrance test: 1 submission',
      'Entrance test: 1 submission',
    ]);
  });

  it('is told once when two sweeps find the same notice due', async () => {
    await want(owner, { submissions: 'instant' });
    await submissions(1);
    await closingHeld(async () => {
      expect(await office.notices.sweep(100), 'it is left to who has it').toBe(0);
    });
    await send();
    expect(await notices(owner)).toHaveLength(1);
  });
});

describe('the settings', () => {
  it('are a daily digest until they are changed, and change only as they were seen', async () => {
    const first = must(200, await owner.get(path));
    expect(first.body).toEqual({ submissions: 'digest', digestHour: 8, timeZone: 'UTC' });
    const etag = String(first.headers['etag']);
    const changed = must(200, await owner.patch(path, { timeZone: 'Europe/Warsaw' }, etag));
    expect(changed.body).toEqual({ submissions: 'digest', digestHour: 8, timeZone: 'Europe/Warsaw' });
    expect((await owner.patch(path, { digestHour: 9 }, etag)).status).toBe(412);
    expect((await owner.patch(path, { digestHour: 24 }, String(changed.headers['etag']))).status).toBe(422);
    const stranger = await addMember(app, owner, 'author');
    expect((await (await app.signIn(stranger.email, stranger.password)).get(path)).body.timeZone).toBe('UTC');
  });
});
