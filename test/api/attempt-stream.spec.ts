import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { attemptStreamLimits } from '../../src/attempts/attempt-streams.service.js';
import { AttemptWatch, type WatchedAttempt } from '../../src/attempts/attempt-watch.js';
import type { CandidateCredentials } from '../../src/common/access/actor.js';
import { newId } from '../../src/common/identifiers/identifiers.js';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { openStream, type OpenStream, type ReceivedEvent } from '../support/event-stream-client.js';
import { interceptStatements } from '../support/interleave.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

const minute = 60_000;

let app: TestApp;
let owner: Employer;
let assessment: PublishedAssessment;
let base: string;
const open: OpenStream[] = [];
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.employer();
  assessment = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
  await app.app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.app.getHttpServer().address() as AddressInfo).port}/api/v1`;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
  await expect.poll(() => app.app.get(AttemptWatch).size).toBe(0);
});
afterAll(() => app.stop());

const started = (): Promise<Candidate> => startedCandidate(app, assessment.slug);

async function follow(candidate: Candidate, at = base, lastEventId?: string): Promise<OpenStream> {
  const headers = { authorization: `Bearer ${candidate.token}` };
  const stream = await openStream(`${at}/public/attempt/events`, headers, lastEventId);
  open.push(stream);
  return stream;
}

const extend = (candidate: Candidate, minutes = 10): Promise<Answer> =>
  owner.post(`/assessments/${assessment.id}/time-extensions`, {
    minutes,
    reason: 'The line was cut.',
    attempts: { ids: [candidate.attemptId] },
  });

const reopen = (candidate: Candidate): Promise<Answer> =>
  owner.post(`/attempts/${candidate.attemptId}/reopen`, { minutes: 10, reason: 'The line was cut.' });

/** What comes next, and how long after this call. */
async function timed(stream: OpenStream): Promise<{ event: ReceivedEvent; milliseconds: number }> {
  const from = performance.now();
  const event = await stream.next();
  return { event, milliseconds: performance.now() - from };
}

describe('the stream of an attempt', () => {
  it('begins with the time, and tells an extension within two seconds', async () => {
    const candidate = await started();
    const { deadlineAt } = must(200, await candidate.get('/public/attempt')).body;
    const stream = await follow(candidate);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    const first = await stream.next();
    expect(first).toMatchObject({ id: '0', type: 'time', data: { revision: 0, deadlineAt } });
    expect(first.data['remainingMilliseconds']).toBeGreaterThan(29 * minute);

    const extended = must(200, await extend(candidate)).body.attempts[0];
    const { event, milliseconds } = await timed(stream);
    expect(event).toMatchObject({
      id: '1',
      type: 'time',
      data: { revision: 1, deadlineAt: extended.deadlineAt },
    });
    // The two say the same, although the row was read a moment before it was told.
    const toldEnd =
      Date.parse(String(event.data['serverTime'])) + Number(event.data['remainingMilliseconds']);
    expect(Math.abs(toldEnd - Date.parse(extended.deadlineAt))).toBeLessThan(5);
    expect(milliseconds).toBeLessThan(2_000);
  });

  it('tells the time as of now, although it was read for another stream before', async () => {
    const candidate = await started();
    await (await follow(candidate)).next();
    await wait(400);
    const { rows } = await app.database.admin.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const { data } = await (await follow(candidate)).next();
    expect(Date.parse(String(data['serverTime']))).toBeGreaterThan(rows[0]!.now.getTime() - 50);
  });

  it('tells after a break what has changed meanwhile, whatever the client says that it has', async () => {
    const candidate = await started();
    const proxy = await CuttingProxy.start(base);
    try {
      const stream = await follow(candidate, proxy.url);
      await stream.next();
      proxy.cutAll();
      await expect(stream.next()).rejects.toThrow();
      must(200, await extend(candidate));
      must(200, await extend(candidate));
      const from = performance.now();
      const next = await follow(candidate, proxy.url, '0');
      expect(await next.next()).toMatchObject({ id: '2', type: 'time', data: { revision: 2 } });
      expect(performance.now() - from).toBeLessThan(2_000);
      // An extension while the line is down and an old place are both no matter: the present is told.
      proxy.cutAll();
      await expect(next.next()).rejects.toThrow();
      expect(await (await follow(candidate, proxy.url, '99')).next()).toMatchObject({ id: '2' });
    } finally {
      proxy.cutAll();
      await proxy.stop();
    }
  });

  it('ends behind the end', async () => {
    const candidate = await started();
    const stream = await follow(candidate);
    await stream.next();
    must(201, await submit(candidate));
    expect(await stream.rest()).toEqual([{ id: '0', type: 'ended', data: { reason: 'submitted' } }]);
    expect(await (await follow(candidate)).rest()).toEqual([
      { id: '0', type: 'ended', data: { reason: 'submitted' } },
    ]);
  });

  it('outlives an end by the deadline for a while, and tells within two seconds that it goes on', async () => {
    const candidate = await started();
    const stream = await follow(candidate);
    await stream.next();
    await moveDeadline(app.database.admin, candidate.attemptId, '-11 seconds');
    must(200, await candidate.get('/public/attempt'));
    expect(await stream.next()).toMatchObject({ type: 'ended', data: { reason: 'deadline' } });
    const { deadlineAt } = must(200, await reopen(candidate)).body;
    const { event, milliseconds } = await timed(stream);
    expect(event).toMatchObject({ id: '1', type: 'reopened', data: { revision: 1, deadlineAt } });
    expect(milliseconds).toBeLessThan(2_000);
    must(200, await extend(candidate));
    expect(await stream.next()).toMatchObject({ id: '2', type: 'time' });
  });

  it('is closed after an end by the deadline that is long ago', async () => {
    const candidate = await started();
    await moveDeadline(app.database.admin, candidate.attemptId, '-11 minutes');
    must(200, await candidate.get('/public/attempt'));
    expect(await (await follow(candidate)).rest()).toEqual([
      { id: '0', type: 'ended', data: { reason: 'deadline' } },
    ]);
  });

  it('is for who holds the token, as long as it is that of the attempt', async () => {
    const candidate = await started();
    const other = await started();
    const forged = Object.assign(await started(), {
      token: candidate.token.slice(0, -4) + other.token.slice(-4),
    });
    expect((await follow(forged)).status).toBe(401);
    const stream = await follow(candidate);
    await stream.next();
    await app.database.admin.query('UPDATE attempts SET token_hash = sha256(token_hash) WHERE id = $1', [
      candidate.attemptId,
    ]);
    expect(await stream.rest()).toEqual([]);
    expect((await follow(candidate)).status).toBe(401);
  });

  it(`is open at most ${attemptStreamLimits.ofAttempt} times for one attempt, and its place is free again`, async () => {
    const candidate = await started();
    const first = await follow(candidate);
    await follow(candidate);
    const third = await follow(candidate);
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('5');
    expect((await follow(await started())).status).toBe(200);
    await first.close();
    await expect.poll(async () => (await follow(candidate)).status).toBe(200);
  });

  it('lets the server stop', async () => {
    const other = await startTestApp({ database: app.database });
    await other.app.listen(0, '127.0.0.1');
    const { port } = other.app.getHttpServer().address() as AddressInfo;
    const stream = await follow(await started(), `http://127.0.0.1:${port}/api/v1`);
    await stream.next();
    const from = performance.now();
    await Promise.all([other.app.close(), stream.rest()]);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('goes on after looks that failed', async () => {
    const candidate = await started();
    const stream = await follow(candidate);
    await stream.next();
    let failed = 0;
    const restore = interceptStatements({
      rewrite: (text) => {
        if (!text.includes('watch_attempts(') || failed === 2) return text;
        failed += 1;
        return 'SELECT 1 / 0, $1::uuid[], $2::uuid[], $3::bytea[]';
      },
    });
    try {
      must(200, await extend(candidate));
      expect(await stream.next()).toMatchObject({ id: '1', type: 'time' });
      expect(failed).toBe(2);
    } finally {
      restore();
    }
  });

  it('counts by the clock of the database, whatever the clock of this machine says', async () => {
    const candidate = await started();
    const { deadlineAt } = must(200, await candidate.get('/public/attempt')).body;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60 * minute });
    try {
      const stream = await follow(candidate);
      const { data } = await stream.next();
      expect(data).toMatchObject({ deadlineAt });
      expect(data['remainingMilliseconds']).toBeGreaterThan(29 * minute);
      expect(must(200, await extend(candidate)).body.attempts[0]).toMatchObject({
        outcome: 'extended',
        deadlineAt: new Date(Date.parse(deadlineAt) + 10 * minute).toISOString(),
      });
      expect(Date.parse((await stream.next()).data['serverTime'] as string)).toBeLessThan(
        Date.now() - 59 * minute,
      );
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a thousand attempts that are followed', () => {
  const count = 1_000;

  /** Written by the superuser: a thousand starts through the API would take longer than all that is measured here. */
  async function manyStarted(): Promise<CandidateCredentials[]> {
    const { employerId } = owner;
    const credentials = Array.from({ length: count }, () => {
      const attemptId = newId();
      return { employerId, attemptId, secretHash: createHash('sha256').update(attemptId).digest() };
    });
    await app.database.admin.query(
      `WITH given AS (SELECT * FROM unnest($2::uuid[], $3::bytea[]) AS g (id, token_hash)),
       tenant AS (SELECT set_config('assay.employer', $1, true)),
       made AS (INSERT INTO candidates (employer_id, id, email_canonical, email, name)
         SELECT $1::uuid, id, id || '@example.org', id || '@example.org', 'Carla' FROM given, tenant)
       INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash)
         SELECT $1::uuid, given.id, v.assessment_id, v.id, given.id, given.token_hash FROM given, tenant, versions v
          WHERE v.assessment_id = $4`,
      [
        employerId,
        credentials.map((one) => one.attemptId),
        credentials.map((one) => one.secretHash),
        assessment.id,
      ],
    );
    return credentials;
  }

  it('cost at most two statements a second, and all hear of their time within two', async () => {
    const credentials = await manyStarted();
    const watch = app.app.get(AttemptWatch);
    const watched: WatchedAttempt[] = [];
    for (const one of credentials) watched.push((await watch.watch(one))!);
    const statements: number[] = [];
    const restore = interceptStatements({
      holdBefore: (text) => {
        if (text.includes('watch_attempts(')) statements.push(performance.now());
        return undefined;
      },
    });
    try {
      const from = performance.now();
      await wait(4_000);
      expect(statements.length).toBeLessThanOrEqual((2 * (performance.now() - from)) / 1_000);
      expect(statements.length).toBeGreaterThan(1);
      const body = { minutes: 10, reason: 'The line was cut.', attempts: { all: true } };
      expect(
        must(200, await owner.post(`/assessments/${assessment.id}/time-extensions`, body)).body.counts
          .extended,
      ).toBeGreaterThanOrEqual(count);
      await expect
        .poll(() => watched.filter(({ standing }) => standing?.timeRevision === 1).length, { timeout: 2_000 })
        .toBe(count);
    } finally {
      restore();
      for (const one of watched) watch.release(one);
    }
  });
});
