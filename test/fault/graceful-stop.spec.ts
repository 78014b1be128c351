import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { publishedAssessment, startedCandidate, type Candidate } from '../support/assessment-builder.js';
import { holdLock } from '../support/interleave.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { ServerProcess } from './server-process.js';

let app: TestApp;
let slug: string;
let questionId: string;
beforeAll(async () => {
  app = await startTestApp();
  const assessment = await publishedAssessment(await app.employer());
  slug = assessment.slug;
  questionId = assessment.questionIds[0]!;
});
afterAll(() => app.stop());

const launched: ServerProcess[] = [];
function launch(environment: Readonly<Record<string, string>>): ServerProcess {
  const server = ServerProcess.launch({
    DATABASE_URL: app.database.url,
    ASSAY_WORKER: 'off',
    ...environment,
  });
  launched.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(launched.splice(0).map((server) => server.kill()));
});

/** The status of an answer, or how the connection ended without one. Each request has a connection of its own. */
function call(
  address: string,
  candidate: Candidate,
  options: { method: string; path: string; body?: object },
): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(
      `${address}/api/v1${options.path}`,
      {
        method: options.method,
        agent: false,
        headers: {
          authorization: `Bearer ${candidate.token}`,
          'idempotency-key': randomUUID(),
          ...(options.body ? { 'content-type': 'application/json' } : {}),
        },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', (error) => resolve(error.message));
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end(options.body ? JSON.stringify(options.body) : undefined);
  });
}

async function connectionsLeft(except: number): Promise<number> {
  const { rows } = await app.database.admin.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()',
  );
  return rows[0]!.count - except;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a server that is told to stop', () => {
  it('answers each of a hundred requests that it has admitted, and ends with 0', async () => {
    const candidates = await Promise.all(Array.from({ length: 100 }, () => startedCandidate(app, slug)));
    const ownConnections = await connectionsLeft(0);
    const server = launch({ ASSAY_DRAIN_DELAY_MILLISECONDS: '0', ASSAY_SHUTDOWN_SECONDS: '20' });
    const address = await server.ready();
    // Every write waits for this lock, so that all hundred are under way when the signal comes.
    const held = await holdLock(app.database.url, 'SELECT id FROM attempts FOR UPDATE', []);
    const answers = candidates.map((candidate, index) =>
      index % 2 === 0
        ? call(address, candidate, { method: 'POST', path: '/public/attempt/submit' })
        : call(address, candidate, {
            method: 'PUT',
            path: `/public/attempt/answers/${questionId}`,
            body: { response: 'two', clientSeq: 1 },
          }),
    );
    await allAdmitted(address, server);
    server.signal('SIGTERM');
    await pause(300);
    await held.release();
    expect(tally(await Promise.all(answers))).toEqual({ 200: 50, 201: 50 });
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(await connectionsLeft(ownConnections)).toBeLessThanOrEqual(0);
    const { rows } = await app.database.admin.query(
      'SELECT count(*)::int AS submissions, (SELECT count(*)::int FROM answers) AS answers FROM submissions',
    );
    expect(rows[0]).toEqual({ submissions: 50, answers: 50 });
  });

  it('says at once that it is not ready, is alive meanwhile, and takes requests until it stops listening', async () => {
    const candidate = await startedCandidate(app, slug);
    const server = launch({ ASSAY_DRAIN_DELAY_MILLISECONDS: '1500' });
    const address = await server.ready();
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    server.signal('SIGTERM');
    await pause(200);
    expect((await fetch(`${address}/health/ready`)).status).toBe(503);
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    expect(await call(address, candidate, { method: 'POST', path: '/public/attempt/submit' })).toBe(201);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(await call(address, candidate, { method: 'GET', path: '/public/attempt' })).toBe('ECONNREFUSED');
  });

  it('begins no job once it is told, though it still answers requests', async () => {
    const server = launch({ ASSAY_WORKER: 'inline', ASSAY_DRAIN_DELAY_MILLISECONDS: '2500' });
    const address = await server.ready();
    const add = async (): Promise<string> => {
      const { rows } = await app.database.admin.query<{ id: string }>(
        `INSERT INTO jobs (employer_id, id, kind, payload)
         SELECT employer_id, gen_random_uuid(), 'send_receipt', json_build_object('submissionId', gen_random_uuid())
           FROM employers LIMIT 1 RETURNING id`,
      );
      return rows[0]!.id;
    };
    const claims = async (id: string): Promise<number> =>
      (await app.database.admin.query<{ claims: number }>('SELECT claims FROM jobs WHERE id = $1', [id]))
        .rows[0]!.claims;
    const before = await add();
    await until('the worker works', async () => (await claims(before)) === 1);
    server.signal('SIGTERM');
    await until('it is stopping', async () => (await fetch(`${address}/health/ready`)).status === 503);
    await pause(300);
    const after = await add();
    await pause(1_200);
    expect((await fetch(`${address}/health/live`)).status, 'it has time for another').toBe(200);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(await claims(after)).toBe(0);
  });

  it('ends within a second when it is told again, whatever it is waiting for', async () => {
    const candidate = await startedCandidate(app, slug);
    const server = launch({ ASSAY_DRAIN_DELAY_MILLISECONDS: '15000' });
    const address = await server.ready();
    expect(await call(address, candidate, { method: 'GET', path: '/public/attempt' })).toBe(200);
    server.signal('SIGTERM');
    await pause(1_300);
    const askedAgain = Date.now();
    server.signal('SIGTERM');
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(Date.now() - askedAgain).toBeLessThan(1_000);
  });
});

describe('a start that cannot succeed', () => {
  /** A sentence for a person, nothing of the program's inside. */
  async function expectSentence(server: ServerProcess, sentence: RegExp): Promise<void> {
    expect(await server.ended, server.said).toEqual({ code: 1, signal: null });
    expect(server.said).toMatch(sentence);
    expect(server.said).not.toMatch(/^\s+at /m);
    expect(server.said).not.toContain('node:internal');
  }

  it('names the port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expectSentence(
      launch({ PORT: String(port) }),
      new RegExp(`Port ${port} is in use by another program.*PORT=${port + 1}`),
    );
    other.close();
  });

  it('names a database that nobody answers for, without its password', async () => {
    const server = launch({ DATABASE_URL: 'postgres://assay:very-secret@127.0.0.1:1/assay' });
    await expectSentence(
      server,
      /The database at 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\. .*DATABASE_URL/,
    );
    expect(server.said).not.toContain('very-secret');
  });

  it('says that the password is wrong, and does not repeat it', async () => {
    const url = new URL(app.database.url);
    url.username = 'nobody-of-that-name';
    url.password = 'very-secret';
    const server = launch({ DATABASE_URL: url.href });
    await expectSentence(server, /The database at \S+ refuses the connection: .*Correct DATABASE_URL\./);
    expect(server.said).not.toContain('very-secret');
  });

  it('names a database that does not exist', async () => {
    const url = new URL(app.database.url);
    url.pathname = '/no_such_database';
    await expectSentence(launch({ DATABASE_URL: url.href }), /refuses the connection: .*no_such_database/);
  });

  it('names every setting that is wrong, with the one that was meant', async () => {
    const server = launch({ ASSAY_POOLSIZE: '4', PORT: 'http', LOG_LEVEL: 'loud' });
    await expectSentence(server, /3 settings are wrong:/);
    expect(server.said).toContain('ASSAY_POOLSIZE is not a setting of Assay; did you mean ASSAY_POOL_SIZE?');
    expect(server.said).toContain('PORT must be a whole number from 0 to 65535, not "http"');
    expect(server.said).toContain('LOG_LEVEL must be one of');
  });
});

/** A request that came after them was served, so they have been read; each keeps its place in the pool's queue. */
async function allAdmitted(address: string, server: ServerProcess): Promise<void> {
  await pause(200);
  expect(
    (await fetch(`${address}/health/live`, { headers: { connection: 'close' } })).status,
    server.said,
  ).toBe(200);
}

function tally(answers: readonly (number | string)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1;
  return counts;
}
