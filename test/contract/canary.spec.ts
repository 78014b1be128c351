import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, startedCandidate, submit, type Candidate } from '../support/assessment-builder.js';
import { randomNetwork, TestApp, type Answer, type Call, type Caller } from '../support/test-app.js';
import { canaryQuestions, Canaries, visibleText } from './support/canary-questions.js';
import { findKeyMembers, findLeaks, type Secret } from './support/leak-search.js';
import { describeApi, fillPath, type Operation } from './support/operations.js';
import { freshPassword } from './support/scenarios.js';
import { addMember, invite } from '../support/members.js';
import { createInvite, createKey, publishedAssessment } from './support/world.js';

/**
 * Every key, explanation and note of an author, and everything of another candidate, holds a word that stands nowhere
 * else. All that a candidate can ask for is asked, before, during and after the attempt, well-formed and not; no byte
 * of an answer and no line of the log may hold one of the words.
 */
let app: TestApp;
let operations: readonly Operation[];
beforeAll(async () => {
  app = await TestApp.start();
  operations = describeApi(app).operations.filter(({ access }) => ['candidate', 'public'].includes(access));
});
afterAll(() => app.stop());

/** All that is sent back, as it would stand on the wire. */
function wire(answer: Answer): string {
  return `${answer.status}\n${JSON.stringify(answer.headers)}\n${answer.text}`;
}

/** The same of a stream that may not end by itself: up to its first message. */
async function beginningOfStream(caller: Caller, path: string): Promise<string> {
  const url = path.startsWith('/api') ? path : `/api/v1${path}`;
  const answer = await app.app.inject({ method: 'GET', url, headers: caller.headers, payloadAsStream: true });
  let text = `${answer.statusCode}\n${JSON.stringify(answer.headers)}\n`;
  for await (const part of answer.stream()) {
    text += String(part);
    if (text.includes('data:')) break;
  }
  return text;
}

const hostileBodies: readonly (string | undefined)[] = [
  undefined,
  '{',
  'null',
  '[]',
  '"text"',
  '{"response":"two","response":"one","clientSeq":1}',
  '{"__proto__":{"role":"owner"},"response":null,"clientSeq":1}',
  '{"response":{"key":true},"clientSeq":900}',
  '{"response":["one","one"],"clientSeq":901}',
  '{"response":"no-such-option","clientSeq":902}',
  '{"response":"x","clientSeq":1e400}',
  '{"response":null,"clientSeq":903,"key":{},"explanation":1,"score":9}',
  '{"token":"invite_AAAA","name":"\\u0000"}',
  '{"email":"somebody@example.org","name":"Nobody","employerId":"x"}',
  JSON.stringify({ response: 'x'.repeat(20_000), clientSeq: 904 }),
  JSON.stringify({ response: JSON.parse(`${'['.repeat(25)}${']'.repeat(25)}`) as unknown, clientSeq: 905 }),
];
const nosyQueries = ['', '?include=key&expand=answers&fields=*', '?debug=1&view=employer'];

interface Asked {
  readonly what: string;
  readonly answer: string;
}

/** Asks every route of the candidate's side and every public one, as this caller, in every way. */
async function crawl(
  caller: Caller,
  names: { slug: string; questionIds: readonly string[] },
): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const operation of operations) {
    // The end of the attempt is a step of the test; without a key the route refuses.
    const questionIds = operation.path.includes('{questionId}') ? [...names.questionIds, randomUUID()] : [''];
    for (const questionId of questionIds) {
      const parameters = { slug: names.slug, questionId, id: randomUUID(), token: 'unsubscribe_AAAA' };
      const path = fillPath(operation.path, parameters);
      const bodies = operation.method === 'GET' ? [undefined] : hostileBodies;
      for (const body of bodies) {
        for (const query of operation.method === 'GET' ? nosyQueries : ['']) {
          const call: Call = {
            remoteAddress: randomNetwork(),
            headers: { 'content-type': 'application/json', accept: '*/*' },
            ...(body === undefined ? {} : { payload: body }),
          };
          const answer = operation.path.endsWith('/events')
            ? await beginningOfStream(caller, `${path}${query}`)
            : wire(await caller.send(operation.method, `${path}${query}`, call));
          asked.push({ what: `${operation.method} ${path}${query} ${body ?? ''}`, answer });
        }
      }
    }
  }
  return asked;
}

function expectClean(asked: readonly Asked[], secrets: readonly Secret[]): void {
  for (const { what, answer } of asked) {
    expect(findLeaks(answer, secrets), what.slice(0, 200)).toEqual([]);
    expect(findKeyMembers(answer), what.slice(0, 200)).toEqual([]);
  }
}

describe.each(['none', 'score', 'outcomes'])('with the review policy "%s"', (reviewPolicy) => {
  it('no candidate receives a byte of a key, a note, or of another candidate', async () => {
    const canaries = new Canaries();
    const owner = await app.employer();
    const questions = canaryQuestions(canaries);
    const { id, slug, questionIds } = await publishedAssessment(owner, {
      settings: { reviewPolicy, shuffleQuestions: true, shuffleOptions: true, timeLimitMinutes: 30 },
      questions,
    });
    const names = { slug, questionIds };

    const otherEmail = `${canaries.word('other e-mail').toLowerCase()}@example.org`;
    const start = (name: string): Promise<Answer> =>
      app
        .anonymous()
        .post(
          `/public/assessments/${slug}/attempts`,
          { email: otherEmail, name },
          { headers: { 'idempotency-key': randomUUID() } },
        );
    const other = must(201, await start(canaries.word('other name')));
    const otherCaller = app.anonymous({ authorization: `Bearer ${other.body.attemptToken}` });
    must(
      200,
      await otherCaller.put(`/public/attempt/answers/${questionIds[4]}`, {
        response: canaries.word('other answer'),
        clientSeq: 1,
      }),
    );
    canaries.note('other attempt', other.body.attemptId);
    // What the author writes after publishing belongs to the next version.
    const question = must(200, await owner.get(`/assessments/${id}/questions/${questionIds[0]}`));
    const change = { text: `Changed ${canaries.word('working text')}` };
    must(
      200,
      await owner.patch(`/assessments/${id}/questions/${questionIds[0]}`, change, question.body.etag),
    );
    const read = must(200, await owner.get(`/assessments/${id}`));
    const title = { title: canaries.word('working title') };
    must(200, await owner.patch(`/assessments/${id}`, title, String(read.headers['etag'])));

    const before = await crawl(app.anonymous(), names);
    before.push({ what: "start with another's address", answer: wire(must(409, await start('Nosy'))) });
    expectClean(before, canaries.secrets);
    const candidate = await startedCandidate(app, slug);
    await answerEverything(candidate, questionIds);
    const during = await crawl(candidate, names);
    expectClean(during, canaries.secrets);
    expect(during.filter(({ answer }) => answer.includes(visibleText)).length).toBeGreaterThan(0);
    must(201, await submit(candidate));
    const after = await crawl(candidate, names);
    expectClean(after, canaries.secrets);
    expect(after.filter(({ answer }) => answer.includes('responsesHash')).length).toBeGreaterThan(0);
    const submitted = must(201, await submit(otherCaller));
    const list = must(200, await owner.get(`/assessments/${id}/versions/1`));
    // The employer does see the keys: the words are really there to be found.
    expect(findLeaks(wire(list), canaries.secrets).length).toBeGreaterThanOrEqual(questions.length);
    expectClean([{ what: 'receipt', answer: wire(submitted) }], canaries.secrets.filter(isOfAuthor));
    // An attempt's id names in the log who made a request; it opens nothing.
    const unlogged = canaries.secrets.filter(({ name }) => name !== 'other attempt');
    expect(findLeaks(app.log.join('\n'), unlogged)).toEqual([]);
  }, 60_000);
});

describe('the log', () => {
  it('holds no token, password or answer, whatever happened', async () => {
    const owner = await app.employer();
    const secrets: Secret[] = [
      { name: 'password', word: owner.password },
      { name: 'session', word: /=(session_[^;]+)/.exec(owner.headers['cookie'] ?? '')![1]! },
    ];
    const { id, slug, questionIds } = await publishedAssessment(owner, {
      questions: canaryQuestions(new Canaries()),
    });
    const key = await createKey(app, owner, ['assessments:read']);
    const invited = await createInvite(owner, id);
    const member = await invite(owner, 'author');
    const candidate = await startedCandidate(app, slug);
    const answer = `My answer ${randomUUID()}`;
    secrets.push({ name: 'API key', word: key.key }, { name: 'invite', word: invited.token });
    secrets.push({ name: 'member invitation', word: member.token });
    secrets.push({ name: 'attempt token', word: candidate.token }, { name: 'answer', word: answer });
    const colleague = await addMember(app, owner, 'author');
    secrets.push({ name: 'password of a colleague', word: colleague.password });

    must(200, await app.anonymous().post('/public/invites/open', { token: invited.token }));
    must(200, await key.caller.get('/assessments'));
    const path = `/public/attempt/answers/${questionIds[4]}`;
    must(200, await candidate.put(path, { response: answer, clientSeq: 1 }));
    await app.anonymous().get(`/public/attempt?token=${candidate.token}`);
    await app.anonymous().get(`/public/invites/${invited.token}`);
    await app.anonymous().get(`/no/such/${key.key}`, { headers: { 'user-agent': candidate.token } });
    await app.anonymous({ authorization: `Basic ${key.key}` }).get('/assessments');
    await candidate.send('PUT', path, { payload: `{"response":"${answer}"` });
    const wrong = freshPassword();
    secrets.push({ name: 'wrong password', word: wrong });
    await app.anonymous().post('/auth/sign-in', { email: owner.email, password: wrong });
    await app.anonymous().post('/auth/sign-in', { email: owner.email, password: [wrong] });

    // A row that the database refuses comes back in the driver's error, values and all.
    const { admin } = app.database;
    await admin.query('ALTER TABLE answers ADD CONSTRAINT contract_refused CHECK (false) NOT VALID');
    const failed = await candidate.put(path, { response: answer, clientSeq: 2 });
    await admin.query('ALTER TABLE answers DROP CONSTRAINT contract_refused');
    expect(failed.status).toBe(500);
    expect(findLeaks(wire(failed), secrets)).toEqual([]);
    expect(failed.body).toEqual({
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status: 500,
      instance: expect.stringMatching(/^urn:request:/) as string,
      code: 'internal',
      retryable: false,
    });

    const log = app.log.join('\n');
    expect(log).toContain('contract_refused');
    expect(findLeaks(log, secrets)).toEqual([]);
    for (const line of app.log) expect(JSON.parse(line)).toHaveProperty('level');
  });
});

describe('the search', () => {
  const secret = { name: 'word', word: 'CANARY-3f9a~b c' };
  it.each([
    ['as it is', (word: string) => `x${word}y`],
    ['in other letters', (word: string) => word.toLowerCase()],
    ['percent-encoded', (word: string) => `/path?x=${encodeURIComponent(word)}`],
    [
      'percent-encoded to the last letter',
      (word: string) => [...Buffer.from(word)].map((byte) => `%${byte.toString(16)}`).join(''),
    ],
    ['in base64', (word: string) => Buffer.from(`a${word}bb`).toString('base64')],
    ['in base64url', (word: string) => Buffer.from(`aa${word}`).toString('base64url')],
    ['in hexadecimal', (word: string) => Buffer.from(word).toString('hex')],
    [
      'escaped in JSON',
      (word: string) => [...word].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    ],
  ])('finds a word %s', (_, hide) => {
    expect(findLeaks(`before ${hide(secret.word)} after`, [secret])).toHaveLength(1);
  });

  it('finds nothing in what does not hold it, and a key by its name', () => {
    expect(findLeaks('CANARY-0000 and other things', [secret])).toEqual([]);
    expect(findKeyMembers('{"kind":"single_choice","status":"correct","content":{}}')).toEqual([]);
    expect(findKeyMembers('{"key":{"correctOptionIds":[]}}')).toHaveLength(2);
  });
});

async function answerEverything(candidate: Candidate, questionIds: readonly string[]): Promise<void> {
  const responses = ['two', ['one', 'two'], true, '42', 'my own words'];
  for (const [index, questionId] of questionIds.entries()) {
    must(
      200,
      await candidate.put(`/public/attempt/answers/${questionId}`, {
        response: responses[index],
        clientSeq: 1,
      }),
    );
  }
}

function isOfAuthor({ name }: Secret): boolean {
  return !name.startsWith('other');
}
