import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canaryQuestions, Canaries } from '../contract/support/canary-questions.js';
import { findLeaks } from '../contract/support/leak-search.js';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { MailBench } from '../support/mail-bench.js';
import { ScriptedSmtpServer } from '../support/scripted-smtp-server.js';

describe('the receipt by mail', () => {
  let bench: MailBench;
  beforeAll(async () => {
    bench = await MailBench.start();
    await bench.app.database.admin.query(
      'INSERT INTO active_slots (employer_id, slot) SELECT $1, generate_series(4, 50)',
      [bench.owner.employerId],
    );
  });
  afterAll(() => bench.stop());
  beforeEach(() => bench.settled());

  const publish = (settings: object = {}): Promise<PublishedAssessment> =>
    publishedAssessment(bench.owner, { settings });

  it('says what arrived and when, to the stored address, once', async () => {
    const { slug } = await publish();
    const candidate = await startedCandidate(bench.app, slug);
    const { body } = must(201, await submit(candidate));
    await bench.settled();
    const [mail, ...more] = await bench.mailsTo(candidate.email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ template: 'receipt', subject: 'Receipt: Entrance test' });
    expect(mail!.text).toContain(body.submissionId);
    expect(mail!.text).toContain(body.responsesHash);
    expect(mail!.text).toContain('You have handed in');
    expect(mail!.text).toContain('Your score: 0 %');
  });

  it('does not repeat the name that somebody typed behind a public link', async () => {
    const { slug } = await publish();
    const candidate = await startedCandidate(bench.app, slug);
    must(201, await submit(candidate));
    await bench.settled();
    const [mail] = await bench.mailsTo(candidate.email);
    expect(JSON.stringify(mail)).not.toContain('Carla Candidate');
    expect(mail!.text).toMatch(/^Hello,\n/);
  });

  it('names who was invited', async () => {
    const { id } = await publish();
    const email = `guest-${randomUUID()}@example.org`;
    const invites = [{ email, name: 'Gaia Guest' }];
    const created = must(
      200,
      await bench.owner.post(`/assessments/${id}/invites`, { invites, sendMail: false }),
    );
    const { token } = created.body.results[0];
    const started = must(201, await bench.app.anonymous().post('/public/invites/start', { token }));
    must(201, await submit(bench.app.anonymous({ authorization: `Bearer ${started.body.attemptToken}` })));
    await bench.settled();
    expect((await bench.mailsTo(email))[0]!.text).toMatch(/^Hello Gaia Guest,\n/);
  });

  it('holds no score where the policy shows none', async () => {
    const { slug } = await publish({ reviewPolicy: 'none' });
    const candidate = await startedCandidate(bench.app, slug);
    must(201, await submit(candidate));
    await bench.settled();
    expect((await bench.mailsTo(candidate.email))[0]!.text).not.toMatch(/score|%/);
  });

  it('says that the employer has ended it', async () => {
    const { id, slug } = await publish();
    const candidate = await startedCandidate(bench.app, slug);
    must(200, await bench.owner.post(`/assessments/${id}/close`));
    await bench.settled();
    await bench.until(
      'the receipt is there',
      async () => (await bench.mailsTo(candidate.email)).length === 1,
    );
    expect((await bench.mailsTo(candidate.email))[0]!.text).toContain('has closed the assessment');
  });

  it('holds nothing of the key and no answer of the candidate, nor does any other mail', async () => {
    const canaries = new Canaries();
    const { id, slug, questionIds } = await publishedAssessment(bench.owner, {
      questions: canaryQuestions(canaries),
    });
    const candidate = await startedCandidate(bench.app, slug);
    const response = canaries.word('answer of the candidate');
    const answers = `/public/attempt/answers/${questionIds.at(-1)}`;
    must(200, await candidate.put(answers, { response, clientSeq: 1 }));
    must(201, await submit(candidate));
    const email = `guest-${randomUUID()}@example.org`;
    must(200, await bench.owner.post(`/assessments/${id}/invites`, { invites: [{ email }] }));
    await bench.settled();
    const { rows } = await bench.app.database.admin.query('SELECT * FROM mails WHERE employer_id = $1', [
      bench.owner.employerId,
    ]);
    expect((await bench.mailsTo(candidate.email)).length + (await bench.mailsTo(email)).length).toBe(2);
    const written = JSON.stringify(rows);
    expect(findLeaks(written, canaries.secrets)).toEqual([]);
    expect(findLeaks(written, [{ name: 'what does stand there', word: email }])).toHaveLength(1);
  });
});

it('a mail server that is away keeps nobody from handing in', async () => {
  const away = await ScriptedSmtpServer.start();
  const { port } = away;
  await away.stop();
  const bench = await MailBench.start({
    mail: {
      from: { address: 'tests@works.example', name: '' },
      smtp: { host: '127.0.0.1', port, tls: 'offered', credentials: undefined },
    },
  });
  let back: ScriptedSmtpServer | undefined;
  try {
    const { slug } = await publishedAssessment(bench.owner);
    const candidate = await startedCandidate(bench.app, slug);
    must(201, await submit(candidate));
    await bench.until(
      'the receipt was tried',
      async () => (await bench.count('jobs', 'error_class IS NOT NULL')) === 1,
    );
    const { rows } = await bench.app.database.admin.query(
      `SELECT state, payload, error_message FROM jobs WHERE kind = 'send_receipt'`,
    );
    expect(rows).toMatchObject([
      { state: 'queued', error_message: 'The connection to the mail server failed or broke.' },
    ]);
    expect(JSON.stringify(rows)).not.toContain('@');
    back = await ScriptedSmtpServer.start({}, port);
    await bench.app.database.admin.query(`UPDATE jobs SET run_at = now() WHERE state = 'queued'`);
    await bench.settled();
    expect(back.received.map(({ recipients }) => recipients)).toEqual([[candidate.email]]);
    const outbox = must(200, await bench.owner.get('/outbox'));
    expect(outbox.body).toEqual({ delivery: 'smtp', items: [], nextCursor: null });
    expect(bench.app.log.join('')).not.toContain(candidate.email);
  } finally {
    await bench.stop();
    await back?.stop();
  }
});
