import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeRequestSubject, signInLimits } from '../../src/auth/sign-in.rules.js';
import { EmailVerificationService } from '../../src/email-verification/email-verification.service.js';
import {
  asCandidate,
  must,
  publishedAssessment,
  submit,
  trueFalse,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { attemptFacts } from '../support/attempt-facts.js';
import { holdLock, interceptStatements } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { Mailroom } from '../support/mailroom.js';
import { randomNetwork, TestApp, type Answer, type Employer } from '../support/test-app.js';

let app: TestApp;
let owner: Employer;
let mailroom: Mailroom;
let assessment: PublishedAssessment;
beforeAll(async () => {
  app = await TestApp.start();
  mailroom = new Mailroom(app);
  owner = await app.employer();
  await app.database.admin.query(
    'INSERT INTO active_slots (employer_id, slot) SELECT $1, generate_series(4, 50)',
    [owner.employerId],
  );
  assessment = await verified();
});
afterAll(() => app.stop());

const verified = (settings: object = {}): Promise<PublishedAssessment> =>
  publishedAssessment(owner, {
    settings: { requireEmailVerification: true, ...settings },
    questions: [trueFalse],
  });

const newCandidate = (): string => `candidate-${randomUUID()}@example.org`;

function ask(slug: string, email: string, remoteAddress = randomNetwork()): Promise<Answer> {
  const headers = { 'x-request-id': 'one-and-the-same' };
  return app.anonymous().post(`/public/assessments/${slug}/codes`, { email }, { headers, remoteAddress });
}

function start(
  slug: string,
  email: string,
  code: string | undefined,
  key: string = randomUUID(),
): Promise<Answer> {
  const body = { email, name: 'Carla Candidate', ...(code === undefined ? {} : { code }) };
  const call = { headers: { 'idempotency-key': key }, remoteAddress: randomNetwork() };
  return app.anonymous().post(`/public/assessments/${slug}/attempts`, body, call);
}

/** Asks for a code and reads it in the mail. */
async function codeFor(slug: string, email: string): Promise<string> {
  must(202, await ask(slug, email));
  await mailroom.work();
  return codeIn(mailroom.to(email.toLowerCase()).at(-1)?.text);
}

function codeIn(text: string | undefined): string {
  const code = /^ *([0-9]{6}) *$/m.exec(text ?? '')?.[1];
  if (code === undefined) throw new Error(`There is no code in: ${text}`);
  return code;
}

const otherThan = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');

function bytes({ status, headers, text }: Answer): unknown {
  const { date: _, ...others } = headers;
  return { status, headers: others, text };
}

describe('the setting', () => {
  it('counts at once, for the link and not for invites', async () => {
    const plain = await publishedAssessment(owner, { questions: [trueFalse] });
    const read = must(200, await owner.get(`/assessments/${plain.id}`));
    expect(read.body.requireEmailVerification).toBe(false);
    expect((await ask(plain.slug, newCandidate())).status).toBe(404);
    const path = `/public/assessments/${plain.slug}`;
    expect((await app.anonymous().get(path)).body.requiresEmailVerification).toBe(false);
    must(
      200,
      await owner.patch(
        `/assessments/${plain.id}`,
        { requireEmailVerification: true },
        String(read.headers['etag']),
      ),
    );
    expect((await app.anonymous().get(path)).body.requiresEmailVerification).toBe(true);
    expect((await start(plain.slug, newCandidate(), undefined)).body.code).toBe('email-code-required');

    const invites = [{ email: newCandidate(), name: 'Ivo' }];
    const { token } = must(200, await owner.post(`/assessments/${plain.id}/invites`, { invites })).body
      .results[0];
    const opened = must(200, await app.anonymous().post('/public/invites/open', { token }));
    expect(opened.body.requiresEmailVerification).toBe(false);
    must(201, await app.anonymous().post('/public/invites/start', { token }));
  });

  it('goes along with a copy of the assessment', async () => {
    const copy = must(201, await owner.post(`/assessments/${assessment.id}/duplicate`));
    expect(copy.body.requireEmailVerification).toBe(true);
  });
});

describe('a code', () => {
  it('is sent to the address and lets it start, once', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email.toUpperCase());
    const [mail] = mailroom.to(email);
    expect(mailroom.to(email)).toHaveLength(1);
    expect(mail!.text).toContain('10 minutes');
    expect(mail!.subject).toContain('Entrance test');
    const started = must(201, await start(assessment.slug, email, code));
    must(200, await asCandidate(app, started, email).get('/public/attempt'));
    expect((await start(assessment.slug, email, code)).body.code).toBe('email-code-expired');
  });

  it('is needed, and a wrong one tells how many tries are left: five, whatever comes then', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    expect(must(403, await start(assessment.slug, email, undefined)).body.code).toBe('email-code-required');
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const wrong = must(403, await start(assessment.slug, email, otherThan(code, triesLeft + 1)));
      expect(wrong.body).toMatchObject({ code: 'email-code-wrong', triesLeft });
    }
    expect(must(403, await start(assessment.slug, email, code)).body.code).toBe('email-code-expired');
    expect((await start(assessment.slug, email, 'abcdef')).status).toBe(422);
  });

  it('is tried five times, however many try at once', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => start(assessment.slug, email, otherThan(code, index + 1))),
    );
    const codes = answers.map((answer) => answer.body.code);
    expect(codes.filter((each) => each === 'email-code-wrong')).toHaveLength(5);
    expect(codes.filter((each) => each === 'email-code-expired')).toHaveLength(7);
  });

  it('is too old after ten minutes by the clock of the database', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    const { rows } = await app.database.admin.query(
      `SELECT extract(epoch FROM expires_at - made_at[1])::float8 AS seconds FROM one_time_codes WHERE email_canonical = $1`,
      [email],
    );
    expect(rows[0].seconds).toBeCloseTo(600, 0);
    await age(email, '9 minutes 50 seconds');
    expect(must(403, await start(assessment.slug, email, otherThan(code))).body.code).toBe(
      'email-code-wrong',
    );
    await age(email, '11 seconds');
    expect(must(403, await start(assessment.slug, email, code)).body.code).toBe('email-code-expired');
  });

  it('is replaced by the next', async () => {
    const email = newCandidate();
    const first = await codeFor(assessment.slug, email);
    const second = await codeFor(assessment.slug, email);
    expect(second).not.toBe(first);
    expect(must(403, await start(assessment.slug, email, first)).body.code).toBe('email-code-wrong');
    must(201, await start(assessment.slug, email, second));
  });

  it('is good for nobody and nothing else: another address, assessment or employer', async () => {
    const [email, other] = [newCandidate(), newCandidate()];
    const code = await codeFor(assessment.slug, email);
    await codeFor(assessment.slug, other);
    expect((await start(assessment.slug, other, code)).body.code).toBe('email-code-wrong');
    const second = await verified();
    await codeFor(second.slug, email);
    expect((await start(second.slug, email, code)).body.code).toBe('email-code-wrong');
    const stranger = await app.employer('Other Works');
    const theirs = await publishedAssessment(stranger, { settings: { requireEmailVerification: true } });
    await codeFor(theirs.slug, email);
    expect((await start(theirs.slug, email, code)).body.code).toBe('email-code-wrong');
    must(201, await start(assessment.slug, email, code));
  });

  it('stays good where it got nobody in', async () => {
    const later = await verified({ opensAt: new Date(Date.now() + 3_600_000).toISOString() });
    const email = newCandidate();
    const code = await codeFor(later.slug, email);
    for (let tries = 0; tries < 7; tries += 1)
      expect((await start(later.slug, email, code)).body.code).toBe('assessment-not-open-yet');
  });
});

describe('a start with a code', () => {
  it('that is repeated by the same browser gives the same token, without and with the used code', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    const key = randomUUID();
    const started = must(201, await start(assessment.slug, email, code, key));
    expect(must(200, await start(assessment.slug, email, code, key)).text).toBe(started.text);
    expect(must(200, await start(assessment.slug, email, undefined, key)).text).toBe(started.text);
  });

  it('by one browser twice at once is one attempt with one token', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    const key = randomUUID();
    const answers = await together(
      email,
      [1, 2].map(() => () => start(assessment.slug, email, code, key)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('by two browsers at once lets one of them in', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    const answers = await together(
      email,
      [1, 2].map(() => () => start(assessment.slug, email, code)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 403]);
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS attempts FROM attempts a JOIN candidates c ON c.id = a.candidate_id WHERE c.email_canonical = $1`,
      [email],
    );
    expect(rows).toEqual([{ attempts: 1 }]);
  });

  it('would let both in without the lock on the code: the test above can fail', async () => {
    const own = await TestApp.start();
    const room = new Mailroom(own);
    const author = await own.employer();
    const { slug } = await publishedAssessment(author, { settings: { requireEmailVerification: true } });
    const email = newCandidate();
    must(202, await own.anonymous().post(`/public/assessments/${slug}/codes`, { email }));
    await room.work();
    const code = codeIn(room.to(email)[0]?.text);
    const { admin, url } = own.database;
    const { rows } = await admin.query(`SELECT pg_get_functiondef('start_attempt'::regproc) AS definition`);
    const definition = String(rows[0].definition);
    const mutant = definition.replace(/(AND email_canonical = p_email_canonical) FOR NO KEY UPDATE/, '$1');
    expect(mutant).not.toBe(definition);
    await admin.query(mutant);
    // Both have read the code when the first comes to its attempt.
    const lock = await holdLock(url, 'SELECT 1 FROM one_time_codes WHERE email_canonical = $1 FOR UPDATE', [
      email,
    ]);
    const both = [1, 2].map(() => {
      const call = { headers: { 'idempotency-key': randomUUID() } };
      const body = { email, name: 'Carla', code };
      return own.anonymous().post(`/public/assessments/${slug}/attempts`, body, call);
    });
    await lockWaiters(admin, 2);
    await lock.release();
    expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([200, 201]);
    await own.stop();
  });

  it('on another device goes on with the attempt, and the newer device has it', async () => {
    const email = newCandidate();
    const first = must(201, await start(assessment.slug, email, await codeFor(assessment.slug, email)));
    const old = asCandidate(app, first, email);
    const [question] = assessment.questionIds;
    must(200, await old.put(`/public/attempt/answers/${question}`, { response: false, clientSeq: 1 }));
    expect((await start(assessment.slug, email, undefined)).body.code).toBe('email-code-required');

    const second = must(200, await start(assessment.slug, email, await codeFor(assessment.slug, email)));
    expect(second.body.attemptId).toBe(first.body.attemptId);
    const paper = must(200, await asCandidate(app, second, email).get('/public/attempt'));
    expect(paper.body.answers).toMatchObject([{ response: false }]);
    expect((await old.get('/public/attempt')).status).toBe(401);
    must(201, await submit(asCandidate(app, second, email)));
  });

  it('on another device goes on with an attempt that its deadline ended and the employer reopened', async () => {
    const email = newCandidate();
    const first = must(201, await start(assessment.slug, email, await codeFor(assessment.slug, email)));
    const old = asCandidate(app, first, email);
    const [question] = assessment.questionIds;
    must(200, await old.put(`/public/attempt/answers/${question}`, { response: false, clientSeq: 1 }));
    await moveDeadline(app.database.admin, first.body.attemptId, '-1 minute');
    expect(must(200, await old.get('/public/attempt')).body.state).toBe('finished');
    const body = { minutes: 5, reason: 'The line was cut.' };
    must(200, await owner.post(`/attempts/${first.body.attemptId}/reopen`, body));
    const again = must(200, await start(assessment.slug, email, await codeFor(assessment.slug, email)));
    expect(again.body.attemptId).toBe(first.body.attemptId);
    const candidate = asCandidate(app, again, email);
    expect(must(200, await candidate.get('/public/attempt')).body.answers).toMatchObject([
      { response: false },
    ]);
    must(201, await submit(candidate));
  });

  it('after the link was closed still brings back who has an attempt, and nobody new', async () => {
    const own = await verified();
    const email = newCandidate();
    const first = must(201, await start(own.slug, email, await codeFor(own.slug, email)));
    const { headers } = must(200, await owner.get(`/assessments/${own.id}`));
    must(200, await owner.patch(`/assessments/${own.id}`, { linkOpen: false }, String(headers['etag'])));
    const again = must(200, await start(own.slug, email, await codeFor(own.slug, email)));
    expect(again.body.attemptId).toBe(first.body.attemptId);
    const newcomer = newCandidate();
    must(202, await ask(own.slug, newcomer));
    await mailroom.work();
    expect(mailroom.to(newcomer)).toEqual([]);
  });

  it('of an attempt that has ended shows the receipt, and leaves the token to who has it', async () => {
    const email = newCandidate();
    const started = must(201, await start(assessment.slug, email, await codeFor(assessment.slug, email)));
    const candidate = asCandidate(app, started, email);
    const receipt = must(201, await submit(candidate));
    const again = must(409, await start(assessment.slug, email, await codeFor(assessment.slug, email)));
    expect(again.body).toMatchObject({ code: 'already-submitted', receipt: receipt.body });
    must(200, await candidate.get('/public/attempt/result'));
    expect(await attemptFacts(app.database.admin, started.body.attemptId)).toMatchObject({
      state: 'finished',
    });
  });
});

describe('asking for a code', () => {
  it('is answered with the same bytes, after the same statements, whoever has the address', async () => {
    const [unknown, invited, running, submitted] = Array.from({ length: 4 }, newCandidate) as [
      string,
      string,
      string,
      string,
    ];
    const invites = [{ email: invited, name: 'Ina' }];
    must(200, await owner.post(`/assessments/${assessment.id}/invites`, { invites }));
    must(201, await start(assessment.slug, running, await codeFor(assessment.slug, running)));
    const done = must(
      201,
      await start(assessment.slug, submitted, await codeFor(assessment.slug, submitted)),
    );
    must(201, await submit(asCandidate(app, done, submitted)));

    const seen = [];
    for (const email of [unknown, invited, running, submitted]) {
      const statements: string[] = [];
      const restore = interceptStatements({
        rewrite: (text) => {
          statements.push(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id'));
          return text;
        },
      });
      const answer = await ask(assessment.slug, email).finally(restore);
      const refused = await start(assessment.slug, email, undefined);
      seen.push({
        asked: bytes(answer),
        statements,
        refused: { status: refused.status, code: refused.body.code },
      });
    }
    expect(seen[0]).toMatchObject({ asked: { status: 202, text: '{"status":"accepted"}' } });
    expect(seen[0]!.statements.length).toBeGreaterThan(5);
    for (const each of seen) expect(each).toEqual(seen[0]);
  });

  it('brings three mails an hour and ten a day, and is answered alike after that', async () => {
    const email = newCandidate();
    const answers = [];
    for (let tries = 0; tries < 5; tries += 1) {
      answers.push(bytes(await ask(assessment.slug, email)));
      await mailroom.work();
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(mailroom.to(email)).toHaveLength(3);
    const third = codeIn(mailroom.to(email).at(-1)?.text);
    // What was refused did not replace the code.
    expect((await start(assessment.slug, email, otherThan(third))).body.code).toBe('email-code-wrong');
    for (let hour = 0; hour < 4; hour += 1) {
      await age(email, '61 minutes');
      for (let tries = 0; tries < 4; tries += 1) {
        await ask(assessment.slug, email);
        await mailroom.work();
      }
    }
    expect(mailroom.to(email)).toHaveLength(10);
  });

  it('brings three mails where ten ask at once', async () => {
    const email = newCandidate();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(assessment.slug, email)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(202));
    const { rows } = await app.database.admin.query(
      `SELECT serial, cardinality(made_at) AS made FROM one_time_codes WHERE email_canonical = $1`,
      [email],
    );
    expect(rows).toEqual([{ serial: 3, made: 3 }]);
    await mailroom.work();
    // A mail whose code was replaced before it left is not sent.
    expect(mailroom.to(email)).toHaveLength(1);
    must(201, await start(assessment.slug, email, codeIn(mailroom.to(email)[0]?.text)));
  });

  it('is limited for a network, which gets back what brought somebody in', async () => {
    const network = randomNetwork();
    const { subject } = codeRequestSubject(network);
    const counted = async (): Promise<number> => {
      const { rows } = await app.database.admin.query(
        'SELECT failures FROM sign_in_counters WHERE subject = $1',
        [subject],
      );
      return rows[0].failures;
    };
    const email = newCandidate();
    must(202, await ask(assessment.slug, email, network));
    expect(await counted()).toBe(1);
    await mailroom.work();
    const call = { headers: { 'idempotency-key': randomUUID() }, remoteAddress: network };
    const body = { email, name: 'Carla', code: codeIn(mailroom.to(email)[0]?.text) };
    const path = `/public/assessments/${assessment.slug}/attempts`;
    must(201, await app.anonymous().post(path, body, call));
    expect(await counted()).toBe(0);
    await app.database.admin.query(
      'UPDATE sign_in_counters SET failures = $2, last_failure_at = now() WHERE subject = $1',
      [subject, signInLimits.crowdRequests],
    );
    must(200, await app.anonymous().post(path, body, call));
    expect(await counted()).toBe(signInLimits.crowdRequests);
    const refused = await ask(assessment.slug, newCandidate(), network);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(590);
  });
});

describe('the mail', () => {
  it('that is sent again holds the same code under the same Message-ID', async () => {
    const email = newCandidate();
    mailroom.failures.push(new Error('the connection was lost'));
    must(202, await ask(assessment.slug, email));
    await mailroom.work();
    await app.database.admin.query(`UPDATE jobs SET run_at = now() WHERE state = 'queued'`);
    await mailroom.work();
    const [first, second, ...more] = mailroom.to(email);
    expect(more).toEqual([]);
    expect(second).toEqual(first);
    must(201, await start(assessment.slug, email, codeIn(second!.text)));
  });

  it.each([
    ['too old', `expires_at = now() - interval '1 second'`],
    ['used', 'used_at = now()'],
    ['tried too often', 'tries = 5'],
    ['made with a key that is gone', `code_mac = sha256('another')`],
  ])('is not sent when the code is %s', async (_, assignment) => {
    const email = newCandidate();
    must(202, await ask(assessment.slug, email));
    await app.database.admin.query(`UPDATE one_time_codes SET ${assignment} WHERE email_canonical = $1`, [
      email,
    ]);
    await mailroom.work();
    expect(mailroom.to(email)).toEqual([]);
  });

  it('is in the language of the assessment', async () => {
    const polish = await verified();
    await app.database.admin.query(`UPDATE assessments SET language = 'pl' WHERE id = $1`, [polish.id]);
    const email = newCandidate();
    await codeFor(polish.slug, email);
    expect(mailroom.to(email)[0]!.text).toContain('minut');
    expect(mailroom.to(email)[0]!.text).not.toContain('minutes');
  });
});

describe('what is kept', () => {
  it('holds no code: not the tables, the journal, the log or the metrics', async () => {
    const email = newCandidate();
    const code = await codeFor(assessment.slug, email);
    await start(assessment.slug, email, otherThan(code));
    must(201, await start(assessment.slug, email, code));
    const { rows: tables } = await app.database.admin.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r'`,
    );
    const digits = new RegExp(`(?<![0-9a-f.-])${code}(?![0-9a-f-])`);
    for (const { name } of tables) {
      const { rows } = await app.database.admin.query<{ text: string }>(
        `SELECT t::text AS text FROM ${name} t`,
      );
      for (const { text } of rows) expect(text, name).not.toMatch(digits);
    }
    for (const line of app.log) expect(line).not.toMatch(digits);
    const log = app.log.join('\n');
    expect(log).not.toContain(email);
    const events = must(200, await owner.get('/events?limit=200'));
    expect(events.text).not.toMatch(digits);
    expect((await app.anonymous().get('/metrics')).text).not.toMatch(digits);
  });

  it('is removed a day after the code has ended', async () => {
    const [old, recent] = [newCandidate(), newCandidate()];
    await codeFor(assessment.slug, old);
    await codeFor(assessment.slug, recent);
    await age(old, '25 hours');
    await age(recent, '23 hours');
    await app.app.get(EmailVerificationService, { strict: false }).purge();
    const { rows } = await app.database.admin.query(
      `SELECT email_canonical FROM one_time_codes WHERE email_canonical = ANY ($1)`,
      [[old, recent]],
    );
    expect(rows).toEqual([{ email_canonical: recent }]);
  });
});

/** Lets time pass for an address. */
async function age(email: string, by: string): Promise<void> {
  await app.database.admin.query(
    `UPDATE one_time_codes SET expires_at = expires_at - $2::interval,
        made_at = ARRAY(SELECT t - $2::interval FROM unnest(made_at) AS t) WHERE email_canonical = $1`,
    [email, by],
  );
}

/** Lets these requests go on only when all of them stand at the lock of the address's code. */
async function together(email: string, requests: readonly (() => Promise<Answer>)[]): Promise<Answer[]> {
  const lock = await holdLock(
    app.database.url,
    'SELECT 1 FROM one_time_codes WHERE email_canonical = $1 FOR UPDATE',
    [email],
  );
  const answers = requests.map((request) => request());
  await lockWaiters(app.database.admin, requests.length);
  await lock.release();
  return Promise.all(answers);
}
