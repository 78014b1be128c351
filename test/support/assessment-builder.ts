import { randomUUID } from 'node:crypto';
import type { Answer, Caller, TestApp } from './test-app.js';

export const singleChoice = {
  kind: 'single_choice',
  text: 'Which number is even?',
  points: 2,
  content: {
    options: [
      { id: 'one', text: 'One' },
      { id: 'two', text: 'Two' },
      { id: 'three', text: 'Three' },
    ],
  },
  key: { correctOptionId: 'two' },
} as const;

export const trueFalse = {
  kind: 'true_false',
  text: 'Water is wet.',
  points: 1,
  content: {},
  key: { correct: true },
} as const;

export interface PublishedAssessment {
  readonly id: string;
  readonly slug: string;
  readonly questionIds: readonly string[];
}

/** An assessment with these questions, created through the API. */
export async function draftAssessment(
  author: Caller,
  options: { settings?: object; questions?: readonly object[] } = {},
): Promise<{ id: string; slug: string; etag: string; questionIds: string[] }> {
  const created = must(
    201,
    await author.post('/assessments', { title: 'Entrance test', passMarkPercent: 50, ...options.settings }),
  );
  const questionIds: string[] = [];
  for (const question of options.questions ?? [singleChoice, trueFalse]) {
    questionIds.push(
      must(201, await author.post(`/assessments/${created.body.id}/questions`, question)).body.id,
    );
  }
  const read = must(200, await author.get(`/assessments/${created.body.id}`));
  return { id: read.body.id, slug: read.body.slug, etag: String(read.headers['etag']), questionIds };
}

export async function publishedAssessment(
  author: Caller,
  options: { settings?: object; questions?: readonly object[] } = {},
): Promise<PublishedAssessment> {
  const draft = await draftAssessment(author, options);
  must(201, await author.post(`/assessments/${draft.id}/publish`));
  return draft;
}

export interface Candidate extends Caller {
  readonly attemptId: string;
  readonly token: string;
  readonly email: string;
}

/** A candidate who has started by the public link. */
export async function startedCandidate(
  app: TestApp,
  slug: string,
  email = `candidate-${randomUUID()}@example.org`,
): Promise<Candidate> {
  const started = must(201, await start(app, slug, email));
  return asCandidate(app, started, email);
}

export function start(
  app: TestApp,
  slug: string,
  email: string,
  key: string = randomUUID(),
): Promise<Answer> {
  const call = { headers: { 'idempotency-key': key } };
  return app
    .anonymous()
    .post(`/public/assessments/${slug}/attempts`, { email, name: 'Carla Candidate' }, call);
}

export function asCandidate(app: TestApp, started: Answer, email: string): Candidate {
  const caller = app.anonymous({ authorization: `Bearer ${started.body.attemptToken}` });
  return Object.assign(caller, {
    attemptId: started.body.attemptId,
    token: started.body.attemptToken,
    email,
  });
}

export function submit(candidate: Caller, key: string = randomUUID()): Promise<Answer> {
  return candidate.post('/public/attempt/submit', undefined, { headers: { 'idempotency-key': key } });
}

export function must(status: number, answer: Answer): Answer {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}
