import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PermanentJobError } from '../../src/jobs/job-handler.js';
import { handlerOf, JobBench } from '../support/job-bench.js';
import { startTestApp, type Answer, type TestApp } from '../support/test-app.js';

let bench: JobBench;
let app: TestApp;
let employerId: string;
beforeAll(async () => {
  bench = await JobBench.open();
  app = await startTestApp({ database: bench.scratch });
  employerId = await bench.employer();
  for (let count = 0; count < 3; count += 1) await bench.add({ employerId, kind: 'doomed' });
  bench.runner([handlerOf('doomed', () => Promise.reject(new PermanentJobError('550')))]);
  await bench.until('all are dead', async () => {
    const { rows } = await bench.admin.query(`SELECT count(*)::int AS n FROM jobs WHERE state = 'dead'`);
    return rows[0].n === 3;
  });
  await bench.stopRunners();
});
afterAll(async () => {
  await app.app.close();
  await bench.close();
});

const here = { 'x-assay-request': '1' };
const post = (path: string, body: object, headers: Record<string, string> = here): Promise<Answer> =>
  app.anonymous(headers).post(`/operations/jobs/${path}`, body);

describe('the routes of operators', () => {
  it('list dead jobs with their reason, by filter', async () => {
    const { body } = await app
      .anonymous()
      .get('/operations/jobs/dead?kind=doomed&errorClass=permanent&limit=2');
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({ employerId, kind: 'doomed', errorMessage: '550', replays: 0 });
    expect((await app.anonymous().get('/operations/jobs/dead?errorClass=poison')).body.items).toEqual([]);
  });

  it('replay once, however often they are asked, and note it in the journal', async () => {
    const [first] = (await app.anonymous().get('/operations/jobs/dead')).body.items;
    const answers = await Promise.all([post('replay', { id: first.id }), post('replay', { id: first.id })]);
    expect(answers.map(({ body }) => body.replayed).sort()).toEqual([0, 1]);
    expect((await post('replay', { kind: 'doomed' })).body).toEqual({ replayed: 2 });
    expect((await post('replay', {})).body).toEqual({ replayed: 0 });
    const { rows } = await bench.admin.query(
      `SELECT sum((payload::jsonb ->> 'count')::int)::int AS n FROM events WHERE type = 'jobs.replayed'`,
    );
    expect(rows[0].n).toBe(3);
  });

  it('pause and resume', async () => {
    expect((await post('pause', { kind: 'doomed' })).body.paused).toEqual(['doomed']);
    expect((await post('pause', {})).body.paused).toEqual(['*', 'doomed']);
    expect((await post('resume', {})).body.paused).toEqual(['doomed']);
    expect((await post('resume', { kind: 'doomed' })).body).toMatchObject({ paused: [], workers: [] });
  });

  it('change nothing for a page of somebody else in the browser of this machine', async () => {
    expect((await post('pause', {}, {})).status).toBe(404);
    expect((await post('pause', {}, { ...here, host: 'rebound.example.org' })).status).toBe(404);
    expect((await app.anonymous().get('/operations/jobs')).body.paused).toEqual([]);
  });
});
