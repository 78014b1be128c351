import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  trueFalse,
  singleChoice,
} from '../support/assessment-builder.js';
import { openStream, type OpenStream } from '../support/event-stream-client.js';
import { interceptStatements } from '../support/interleave.js';
import { addMember } from '../support/members.js';
import { listen } from '../support/stream-sockets.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let base: string;
let owner: Employer;
beforeAll(async () => {
  app = await startTestApp({ poolSize: 10 });
  const { host, port } = await listen(app);
  base = `http://${host}:${port}/api/v1`;
  owner = await app.employer();
  await app.database.admin.query(
    'INSERT INTO active_slots (employer_id, slot) SELECT $1, generate_series(4, 50)',
    [owner.employerId],
  );
});
afterAll(() => app.stop());

const published = () => publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
const follow = (id: string, by: Employer = owner, lastEventId?: string): Promise<OpenStream> =>
  openStream(`${base}/assessments/${id}/attempts/stream`, by.headers, lastEventId);

describe('the list of running attempts', () => {
  it('shows who is at work, how far, and for how long', async () => {
    const { id, slug, questionIds } = await published();
    const candidate = await startedCandidate(app, slug);
    must(
      200,
      await candidate.put(`/public/attempt/answers/${questionIds[0]}`, { response: 'two', clientSeq: 1 }),
    );
    must(
      200,
      await candidate.put(`/public/attempt/answers/${questionIds[1]}`, { response: true, clientSeq: 1 }),
    );
    must(
      200,
      await candidate.put(`/public/attempt/answers/${questionIds[1]}`, { response: null, clientSeq: 2 }),
    );
    const finished = await startedCandidate(app, slug);
    must(201, await submit(finished));
    const { items, nextCursor } = must(
      200,
      await owner.get(`/assessments/${id}/attempts?state=in_progress`),
    ).body;
    expect(items).toHaveLength(1);
    expect(nextCursor).toBeNull();
    const [item] = items;
    expect(item).toMatchObject({
      id: candidate.attemptId,
      candidate: { name: 'Carla Candidate', email: candidate.email },
      versionNumber: 1,
      state: 'in_progress',
      answeredCount: 1,
      questionCount: 2,
      endedAt: null,
      reason: null,
    });
    expect(item.remainingMilliseconds).toBe(Date.parse(item.deadlineAt) - Date.parse(item.serverTime));
    expect(item.remainingMilliseconds).toBeLessThanOrEqual(30 * 60_000);
    expect(Date.parse(item.lastSavedAt)).toBeGreaterThanOrEqual(Date.parse(item.startedAt));
  });

  it('comes in pages, the earliest start first, each attempt once', async () => {
    const { id, slug } = await published();
    const started: string[] = [];
    for (let count = 0; count < 5; count += 1) started.push((await startedCandidate(app, slug)).attemptId);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = must(200, await owner.get(`/assessments/${id}/attempts?limit=2${cursor}`)).body;
      seen.push(...page.items.map((item: { id: string }) => item.id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(started);
    expect((await owner.get(`/assessments/${id}/attempts?cursor=x`)).body.code).toBe('invalid-cursor');
    expect((await owner.get(`/assessments/${id}/attempts?state=finished`)).status).toBeGreaterThanOrEqual(
      400,
    );
  });
});

describe('the stream of running attempts', () => {
  it('begins with what is, and tells what changes', async () => {
    const { id, slug, questionIds } = await published();
    const early = await startedCandidate(app, slug);
    const stream = await follow(id);
    const snapshot = await stream.next();
    expect(snapshot).toMatchObject({ id: '', type: 'snapshot', data: { hasMore: false } });
    expect(snapshot.data['items']).toMatchObject([{ id: early.attemptId, answeredCount: 0 }]);

    const late = await startedCandidate(app, slug);
    expect(await stream.next()).toMatchObject({ type: 'started', data: { id: late.attemptId } });
    must(
      200,
      await early.put(`/public/attempt/answers/${questionIds[0]}`, { response: 'two', clientSeq: 1 }),
    );
    expect(await stream.next()).toMatchObject({
      type: 'progress',
      data: { id: early.attemptId, answeredCount: 1 },
    });
    must(201, await submit(early));
    expect(await stream.upTo('ended')).toMatchObject({ data: { id: early.attemptId, reason: 'submitted' } });
    must(200, await owner.post(`/attempts/${late.attemptId}/end`));
    expect(await stream.upTo('ended')).toMatchObject({
      data: { id: late.attemptId, reason: 'ended', state: 'finished' },
    });
    await stream.close();
  });

  it('tells of another deadline', async () => {
    const { id, slug } = await published();
    const { attemptId } = await startedCandidate(app, slug);
    const stream = await follow(id);
    await stream.next();
    const { admin } = app.database;
    await admin.query('ALTER TABLE attempts DISABLE TRIGGER attempts_fixed');
    await admin.query(`UPDATE attempts SET deadline_at = deadline_at + interval '10 minutes' WHERE id = $1`, [
      attemptId,
    ]);
    await admin.query('ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_fixed');
    const { type, data } = await stream.next();
    expect(type).toBe('time');
    expect(data['remainingMilliseconds']).toBeGreaterThan(35 * 60_000);
    await stream.close();
  });

  it('begins anew for who comes back, whatever place is asked for', async () => {
    const { id, slug } = await published();
    await startedCandidate(app, slug);
    for (const place of [undefined, '5', 'x']) {
      const stream = await follow(id, owner, place);
      expect((await stream.next()).type).toBe('snapshot');
      await stream.close();
    }
  });

  it('says that nobody is at work, and is not for another employer', async () => {
    const { id } = await published();
    const stream = await follow(id);
    expect((await stream.next()).data).toEqual({ items: [], hasMore: false });
    await stream.close();
    expect((await follow(id, await app.employer('Other Works'))).status).toBe(404);
  });

  it('ends soon after the session of its reader', async () => {
    const { id } = await published();
    const reader = await addMember(app, owner, 'reviewer');
    const stream = await follow(id, reader);
    await stream.next();
    const from = performance.now();
    must(204, await reader.post('/auth/sign-out'));
    await stream.rest();
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('costs a look a second, however many watch: 500 attempts of 40 answers, beside 20,000 that have ended', async () => {
    const questions = Array.from({ length: 40 }, (_, index) => (index % 2 ? trueFalse : singleChoice));
    const { id } = await publishedAssessment(owner, { questions });
    const { admin } = app.database;
    await admin.query(
      `SELECT set_config('assay.employer', '${owner.employerId}', false);
       CREATE TEMP TABLE made AS SELECT gen_random_uuid() AS attempt, gen_random_uuid() AS candidate, n FROM generate_series(1, 500) n;
       INSERT INTO candidates (employer_id, id, email_canonical, email, name)
         SELECT '${owner.employerId}', candidate, 'many-' || n || '@example.org', 'many-' || n || '@example.org', 'Many' FROM made;
       INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash)
         SELECT '${owner.employerId}', attempt, '${id}', v.id, candidate, sha256(attempt::text::bytea)
           FROM made, versions v WHERE v.assessment_id = '${id}';
       INSERT INTO answers (employer_id, attempt_id, item_id, version_id, response, client_sequence)
         SELECT '${owner.employerId}', attempt, i.id, i.version_id, 'true', 1
           FROM made, items i JOIN versions v ON v.id = i.version_id WHERE v.assessment_id = '${id}';
       CREATE TEMP TABLE gone AS SELECT gen_random_uuid() AS attempt, gen_random_uuid() AS candidate, n FROM generate_series(1, 20000) n;
       INSERT INTO candidates (employer_id, id, email_canonical, email, name)
         SELECT '${owner.employerId}', candidate, 'gone-' || n || '@example.org', 'gone-' || n || '@example.org', 'Gone' FROM gone;
       INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash)
         SELECT '${owner.employerId}', attempt, '${id}', v.id, candidate, sha256(attempt::text::bytea)
           FROM gone, versions v WHERE v.assessment_id = '${id}';
       UPDATE attempts SET state = 'finished', finish_reason = 'submitted', ended_at = started_at
        WHERE id IN (SELECT attempt FROM gone);
       ANALYZE`,
    );
    const reader = await addMember(app, owner, 'reviewer');
    const streams = await Promise.all([1, 2, 3, 4, 5, 6].map(() => follow(id, reader)));
    for (const stream of streams) {
      let items = 0;
      for (let hasMore = true; hasMore;) {
        const { data } = await stream.next();
        items += (data['items'] as object[]).length;
        hasMore = data['hasMore'] as boolean;
      }
      expect(items).toBe(500);
    }
    const statements: string[] = [];
    const restore = interceptStatements({ rewrite: (text) => (statements.push(text), text) });
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    restore();
    const looks = statements.filter((text) => text.includes('answered_count')).length;
    await Promise.all(streams.map((stream) => stream.close()));
    // A table of this size is read through, one way or the other; a large one is not.
    await admin.query('SET enable_seqscan = off; SET enable_bitmapscan = off');
    const { rows } = await admin.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${statements.find((text) => text.includes('answered_count'))}`,
      [owner.employerId, id, null, null, 1_000],
    );
    const milliseconds = rows[0]['QUERY PLAN'][0]['Execution Time'] as number;
    console.log(`${looks} looks in 5 seconds for 6 streams, each ${milliseconds.toFixed(1)} ms`);
    expect(looks).toBeLessThanOrEqual(6);
    expect(looks).toBeGreaterThan(1);
    expect(milliseconds).toBeLessThan(1_000);
    expect(JSON.stringify(rows)).toContain('attempts_running_idx');
  });
});
