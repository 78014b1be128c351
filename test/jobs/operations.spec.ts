import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { JobMetrics } from '../../src/jobs/job-metrics.js';
import { PermanentJobError } from '../../src/jobs/job-handler.js';
import { parseJobsArguments } from '../../src/jobs/jobs-arguments.js';
import { runJobsCommand } from '../../src/jobs/jobs-command.js';
import { ServerProcess } from '../fault/server-process.js';
import { testKey } from '../support/test-key.js';
import { handlerOf, JobBench, leaveEffect } from '../support/job-bench.js';

const token = 'an-operator-token-of-32-characters';

let bench: JobBench;
let employerId: string;
beforeAll(async () => {
  bench = await JobBench.open();
  employerId = await bench.employer();
});
afterAll(() => bench.close());

async function assayJobs(line: string): Promise<string> {
  let said = '';
  await runJobsCommand(parseJobsArguments(line.split(' ')), bench.scratch.url, (text) => (said += text));
  return said;
}

/** The samples of one metric, by their labels as Prometheus writes them. */
function samples(text: string, name: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(name.length, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' '))),
    ]),
  );
}

describe('the metrics', () => {
  it('agree with the table, for what waits and for what has happened', async () => {
    const metrics = new JobMetrics(bench.database);
    for (let count = 0; count < 12; count += 1) await bench.add({ employerId, kind: 'good' });
    for (let count = 0; count < 5; count += 1) await bench.add({ employerId, kind: 'doomed' });
    for (let count = 0; count < 3; count += 1) await bench.add({ employerId, kind: 'flaky' });
    await bench.add({ employerId, kind: 'unknown' });
    await bench.admin.query(`UPDATE jobs SET run_at = now() - interval '1 minute' WHERE kind = 'unknown'`);
    bench.runner(
      [
        handlerOf('good', leaveEffect),
        handlerOf('doomed', () => Promise.reject(new PermanentJobError('550'))),
        handlerOf('flaky', () => Promise.reject(new Error('421'))),
      ],
      { random: () => 0.99, onEnd: (kind, outcome, seconds) => metrics.attemptEnded(kind, outcome, seconds) },
    );
    await bench.until('all have been tried', async () => {
      const { rows } = await bench.admin.query(
        `SELECT count(*)::int AS n FROM jobs WHERE state IN ('queued', 'running') AND attempt = 0 AND kind <> 'unknown' OR state = 'running'`,
      );
      return rows[0].n === 0;
    });
    await bench.stopRunners();
    const text = await metrics.render();
    expect(samples(text, 'assay_jobs')).toMatchObject({
      '{kind="doomed",state="dead"}': 5,
      '{kind="flaky",state="dead"}': 0,
      '{kind="unknown",state="due"}': 1,
    });
    const oldest = samples(text, 'assay_jobs_oldest_due_seconds')['{kind="unknown"}']!;
    expect(oldest).toBeGreaterThanOrEqual(60);
    expect(oldest).toBeLessThan(90);
    const { rows } = await bench.admin.query<{ kind: string; done: number; dead: number; retried: number }>(
      `SELECT kind, count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE state = 'dead')::int AS dead,
              (sum(attempt) FILTER (WHERE state = 'queued'))::int AS retried FROM jobs GROUP BY kind`,
    );
    const attempts = samples(text, 'assay_job_attempts_total');
    for (const { kind, done, dead, retried } of rows) {
      expect(attempts[`{kind="${kind}",outcome="done"}`] ?? 0).toBe(done);
      expect(attempts[`{kind="${kind}",outcome="dead"}`] ?? 0).toBe(dead);
      expect(attempts[`{kind="${kind}",outcome="retried"}`] ?? 0).toBe(retried ?? 0);
    }
    expect(samples(text, 'assay_job_duration_seconds_count')['{kind="good"}']).toBe(12);
  });
});

describe('GET /metrics', () => {
  async function ask(
    operatorToken: string | undefined,
    request: { remoteAddress?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; text: string; type: unknown }> {
    const app = await createApp({
      database: { url: bench.scratch.url, poolSize: 1, candidatePoolSize: 1, onPoolError: () => undefined },
      secrets: { keys: [testKey] },
      auth: { publicUrl: 'http://localhost:3000' },
      jobs: { operatorToken },
      logger: createLogger({ level: 'silent' }),
      trustedProxies: 1,
    });
    try {
      await app.init();
      await app.getHttpAdapter().getInstance().ready();
      const answer = await app.inject({ method: 'GET', url: '/metrics', ...request });
      return { status: answer.statusCode, text: answer.payload, type: answer.headers['content-type'] };
    } finally {
      await app.close();
    }
  }

  it('answers on the machine itself', async () => {
    const answer = await ask(undefined, { remoteAddress: '127.0.0.1' });
    expect(answer).toMatchObject({
      status: 200,
      type: expect.stringMatching(/^text\/plain;.*version=0\.0\.4/),
    });
    expect(answer.text).toContain('# TYPE assay_jobs gauge');
  });

  it('does not exist for others, whatever they say about themselves', async () => {
    expect((await ask(undefined, { remoteAddress: '192.0.2.1' })).status).toBe(404);
    const headers = { 'x-forwarded-for': '127.0.0.1' };
    expect((await ask(undefined, { remoteAddress: '192.0.2.1', headers })).status).toBe(404);
    expect((await ask(undefined, { remoteAddress: '127.0.0.1', headers })).status).toBe(404);
    expect((await ask(token, { remoteAddress: '127.0.0.1' })).status).toBe(404);
  });

  it('answers whoever sends the operator token', async () => {
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(token, { remoteAddress: '192.0.2.1', headers })).status).toBe(200);
  });
});

describe('assay jobs', () => {
  it('lists, replays, pauses and resumes', async () => {
    expect(await assayJobs('list')).toMatch(/^doomed +0 +0 +0 +5$/m);
    const listed = await assayJobs('dead --kind doomed');
    expect(listed.split('\n')).toHaveLength(7);
    expect(listed).toContain('permanent');
    expect(await assayJobs('pause doomed')).toContain('Paused: doomed');
    expect(await assayJobs('list')).toContain('Paused: doomed');
    const [, first] = listed.split('\n');
    expect(await assayJobs(`replay ${first!.split(' ')[0]}`)).toBe('Queued again: 1.\n');
    expect(await assayJobs(`replay ${first!.split(' ')[0]}`)).toBe('No dead job matches.\n');
    expect(await assayJobs('replay --kind doomed')).toBe('Queued again: 4.\n');
    expect(await assayJobs('resume doomed')).toBe('Resumed: doomed.\n');
    expect(await assayJobs('resume doomed')).toBe('Was not paused: doomed.\n');
    expect(await assayJobs('pause --drain')).toContain('None runs any more.');
    expect(await assayJobs('resume')).toBe('Resumed: every kind.\n');
  });

  it('is a program, and says what it needs', async () => {
    const run = async (
      environment: Record<string, string>,
    ): Promise<{ code: number | null; said: string }> => {
      const program = ServerProcess.launch(environment, '../../test/jobs/cli-jobs-list.ts');
      const { code } = await program.ended;
      return { code, said: program.said };
    };
    expect(await run({ DATABASE_URL: bench.scratch.url })).toMatchObject({
      code: 0,
      said: expect.stringContaining('doomed'),
    });
    expect(await run({})).toMatchObject({ code: 1, said: expect.stringContaining('needs DATABASE_URL') });
  });
});
