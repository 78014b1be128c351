import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, publishedAssessment, start, type PublishedAssessment } from '../support/assessment-builder.js';
import { holdLock } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

describe('the places of a public link', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp({ poolSize: 12 });
    owner = await app.employer();
  });
  afterAll(() => app.stop());

  const withPlaces = async (linkCapacity: number | null): Promise<PublishedAssessment> => {
    const assessment = await publishedAssessment(owner, { settings: { linkCapacity } });
    opened.push(assessment.id);
    return assessment;
  };
  const opened: string[] = [];
  const somebody = (slug: string): Promise<Answer> => start(app, slug, `${randomUUID()}@example.org`);
  const landingState = async (slug: string): Promise<string> =>
    must(200, await app.anonymous().get(`/public/assessments/${slug}`)).body.state;
  const attempts = async (id: string): Promise<number> => {
    const { rows } = await app.database.admin.query(
      'SELECT count(*)::int AS count FROM attempts WHERE assessment_id = $1',
      [id],
    );
    return rows[0].count;
  };
  const close = async (): Promise<void> => {
    for (const id of opened.splice(0)) must(200, await owner.post(`/assessments/${id}/close`));
  };

  it('go to as many as there are, however many come at the same moment', async () => {
    const { id, slug } = await withPlaces(3);
    // All of them stand in the transaction of their start before the first may count.
    const { rows } = await app.database.admin.query(
      `SELECT hashtextextended('link ' || employer_id || id, 0)::text AS key FROM assessments WHERE id = $1`,
      [id],
    );
    const held = await holdLock(app.database.url, 'SELECT pg_advisory_xact_lock($1::bigint)', [rows[0].key]);
    const starts = Array.from({ length: 8 }, () => somebody(slug));
    await lockWaiters(app.database.admin, 8);
    await held.release();
    const answers = await Promise.all(starts);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(answer.body.code).toBe('link-full');
    expect(await attempts(id)).toBe(3);
    expect(await landingState(slug)).toBe('full');
    await close();
  });

  it('are kept: who has one comes back to it, and nobody is left behind in the database by a refusal', async () => {
    const { id, slug } = await withPlaces(1);
    const key = randomUUID();
    const first = must(201, await start(app, slug, 'first@example.org', key));
    expect(must(200, await start(app, slug, 'first@example.org', key)).text).toBe(first.text);
    must(409, await start(app, slug, 'second@example.org'));
    const { rows } = await app.database.admin.query(
      `SELECT email FROM candidates WHERE employer_id = $1 AND email LIKE 'second%'`,
      [owner.employerId],
    );
    expect(rows).toEqual([]);
    expect(await attempts(id)).toBe(1);
    await close();
  });

  it('are not taken by invites, and not from them', async () => {
    const { id, slug } = await withPlaces(1);
    const invites = [
      { email: 'invited@example.org', name: 'Ivo' },
      { email: 'late@example.org', name: 'Lia' },
    ];
    const { results } = must(200, await owner.post(`/assessments/${id}/invites`, { invites })).body;
    must(201, await app.anonymous().post('/public/invites/start', { token: results[0].token }));
    expect(await landingState(slug)).toBe('open');
    must(201, await somebody(slug));
    expect(await landingState(slug)).toBe('full');
    const opened = must(200, await app.anonymous().post('/public/invites/open', { token: results[1].token }));
    expect(opened.body.state).toBe('open');
    must(201, await app.anonymous().post('/public/invites/start', { token: results[1].token }));
    await close();
  });

  it('become more when the employer says so', async () => {
    const { id, slug } = await withPlaces(1);
    must(201, await somebody(slug));
    must(409, await somebody(slug));
    const read = must(200, await owner.get(`/assessments/${id}`));
    must(200, await owner.patch(`/assessments/${id}`, { linkCapacity: null }, String(read.headers['etag'])));
    expect(await landingState(slug)).toBe('open');
    must(201, await somebody(slug));
    await close();
  });
});
