import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  type Candidate,
} from '../support/assessment-builder.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { ServerProcess } from './server-process.js';

/** `ASSAY_TEST_STOPS=100` for the full count. */
const stops = Number(process.env['ASSAY_TEST_STOPS'] ?? 3);
const clients = 12;
const streams = 6;
const drainMilliseconds = 400;
const longestSeconds = 25;

let app: TestApp;
let employer: Employer;
let slug: string;
let assessmentId: string;
let questionId: string;
let key: string;
beforeAll(async () => {
  app = await startTestApp();
  employer = await app.employer();
  const assessment = await publishedAssessment(employer);
  slug = assessment.slug;
  assessmentId = assessment.id;
  questionId = assessment.questionIds[0]!;
  const answer = must(
    201,
    await employer.post('/api-keys', {
      name: 'listener',
      scopes: ['events:read'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    }),
  );
  key = answer.body.key as string;
});
afterAll(() => app.stop());

let server: ServerProcess | undefined;
afterEach(() => server?.kill());

interface Outcome {
  readonly what: string;
  /** A status, or how the connection ended without an answer. */
  readonly how: number | string;
}

/** One request on a connection of its own, read to its end. */
function send(
  address: string,
  token: string,
  call: { method: string; path: string; body?: object },
): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(
      `${address}${call.path}`,
      {
        method: call.method,
        agent: false,
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': randomUUID(),
          ...(call.body ? { 'content-type': 'application/json' } : {}),
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      },
    );
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end(call.body ? JSON.stringify(call.body) : undefined);
  });
}

/** Works as behind a balancer: sends while the server says that it is ready, and nothing after that. */
async function work(
  address: string,
  candidates: Candidate[],
  isReady: () => boolean,
  random: () => number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (isReady()) {
    const candidate = candidates.pop();
    if (candidate === undefined) break;
    for (let sequence = 1; sequence <= 3 && isReady(); sequence += 1) {
      const body = { response: 'two', clientSeq: sequence };
      const path = `/api/v1/public/attempt/answers/${questionId}`;
      outcomes.push({
        what: 'save',
        how: await send(address, candidate.token, { method: 'PUT', path, body }),
      });
    }
    if (isReady() && random() < 0.7) {
      const path = '/api/v1/public/attempt/submit';
      outcomes.push({ what: 'submit', how: await send(address, candidate.token, { method: 'POST', path }) });
    }
  }
  return outcomes;
}

async function watchReadiness(address: string): Promise<{ isReady: () => boolean; stop: () => void }> {
  let ready = true;
  const leaving = new AbortController();
  void (async () => {
    while (!leaving.signal.aborted) {
      const answer = await fetch(`${address}/health/ready`).catch(() => undefined);
      if (answer?.status !== 200) ready = false;
      await answer?.arrayBuffer().catch(() => undefined);
      await sleep(40);
    }
  })();
  return { isReady: () => ready, stop: () => leaving.abort() };
}

/** How the stream ended: 'ended' where the server has ended its answer in an orderly way. */
async function listenToTheEnd(address: string): Promise<string> {
  try {
    const answer = await fetch(`${address}/api/v1/events/stream`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (answer.status !== 200) return String(answer.status);
    for await (const _part of answer.body!);
    return 'ended';
  } catch (error) {
    return String((error as { cause?: { code?: string } }).cause?.code ?? error);
  }
}

async function count(statement: string, values: unknown[] = []): Promise<number> {
  return (await app.database.admin.query<{ n: number }>(`SELECT (${statement})::int AS n`, values)).rows[0]!
    .n;
}

/** Of one metric, the sum of the samples whose labels include all of these. */
function sum(text: string, name: string, ...labels: string[]): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
}

describe(`${stops} stops under load, with streams and jobs (seed ${testSeed})`, () => {
  it(
    'answer every request that was admitted, end the streams, lose no job, and end with 0',
    async () => {
      const random = randomNumbers(testSeed);
      let acknowledged = 0;
      for (let round = 0; round < stops; round += 1) {
        server = ServerProcess.launch({
          DATABASE_URL: app.database.url,
          ASSAY_DRAIN_DELAY_MILLISECONDS: String(drainMilliseconds),
        });
        const address = await server.ready();
        const candidates = await Promise.all(Array.from({ length: 60 }, () => startedCandidate(app, slug)));
        // Each invitation is a job: a mail into the outbox.
        const invites = Array.from({ length: 20 }, () => ({ email: `c-${randomUUID()}@example.org` }));
        must(200, await employer.post(`/assessments/${assessmentId}/invites`, { invites }));
        const listening = Array.from({ length: streams }, () => listenToTheEnd(address));
        const readiness = await watchReadiness(address);
        const working = Array.from({ length: clients }, () =>
          work(address, candidates, readiness.isReady, random),
        );
        await sleep(100 + random() * 400);
        const signalledAt = Date.now();
        server.signal('SIGTERM');
        const outcomes = (await Promise.all(working)).flat();
        expect(await server.ended, server.said).toEqual({ code: 0, signal: null });
        expect(Date.now() - signalledAt).toBeLessThan(longestSeconds * 1_000);
        readiness.stop();
        const failed = outcomes.filter(({ what, how }) => how !== (what === 'submit' ? 201 : 200));
        expect(failed, server.said.slice(-2_000)).toEqual([]);
        expect(await Promise.all(listening)).toEqual(Array.from({ length: streams }, () => 'ended'));
        acknowledged += outcomes.filter(({ what }) => what === 'submit').length;
        expect(outcomes.length).toBeGreaterThan(0);
      }

      // Who comes next finds all that was acknowledged and finishes the jobs, each once.
      server = ServerProcess.launch({ DATABASE_URL: app.database.url });
      const address = await server.ready();
      await expect
        .poll(() => count(`SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')`), {
          timeout: 60_000,
        })
        .toBe(0);
      expect(await count('SELECT count(*) FROM submissions')).toBe(acknowledged);
      expect(await count('SELECT count(*) FROM scores')).toBe(acknowledged);
      expect(await count(`SELECT count(*) FROM events WHERE type = 'attempt.submitted'`)).toBe(acknowledged);
      // Not the mails themselves: the outbox keeps the newest two thousand, and receipts are among them.
      const sent = `SELECT count(*) FROM jobs WHERE kind = 'send_invitation' AND state = 'done'`;
      expect(await count(sent)).toBe(stops * 20);
      expect(await count(`SELECT count(*) FROM jobs WHERE state = 'dead'`)).toBe(0);

      // What it counts itself is what it has answered, and what waits is what the tables say.
      const candidate = await startedCandidate(app, slug);
      const path = '/api/v1/public/attempt/submit';
      expect(await send(address, candidate.token, { method: 'POST', path })).toBe(201);
      expect(await send(address, candidate.token, { method: 'POST', path })).toBe(409);
      const text = await (await fetch(`${address}/metrics`)).text();
      expect(sum(text, 'assay_requests_total', 'attempt/submit"', 'status="201"')).toBe(1);
      expect(sum(text, 'assay_requests_total', 'attempt/submit"', 'code="already-submitted"')).toBe(1);
      expect(sum(text, 'assay_jobs', 'state="dead"')).toBe(0);
      server.signal('SIGTERM');
      expect(await server.ended).toEqual({ code: 0, signal: null });
    },
    60_000 + stops * 30_000,
  );
});
