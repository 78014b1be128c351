import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { JobOperations, mostReplayedAtOnce } from '../../src/jobs/job-operations.js';
import { PermanentJobError } from '../../src/jobs/job-handler.js';
import { gate, holdLock } from '../support/interleave.js';
import { handlerOf, JobBench, leaveEffect } from '../support/job-bench.js';
import { lockWaiters } from '../support/lock-waiters.js';

let bench: JobBench;
let operations: JobOperations;
let employerId: string;
beforeAll(async () => {
  bench = await JobBench.open();
  operations = new JobOperations(bench.database);
  employerId = await bench.employer();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.stopRunners();
  await bench.admin.query('DELETE FROM jobs; DELETE FROM job_pauses');
});

/** Dead jobs as a worker leaves them. */
async function bury(count: number, options: { employer?: string; kind?: string } = {}): Promise<string[]> {
  const { rows } = await bench.admin.query<{ id: string }>(
    `INSERT INTO jobs (employer_id, id, kind, payload, state, attempt, claims, finished_at, error_class, error_message, first_failed_at)
     SELECT $1, gen_random_uuid(), $2, '{}', 'dead', 12, 12, now() - n * interval '1 minute', 'exhausted', '421 later', now() - interval '1 day'
       FROM generate_series(1, $3) AS n RETURNING id`,
    [options.employer ?? employerId, options.kind ?? 'mail', count],
  );
  return rows.map(({ id }) => id);
}

async function journaled(employer = employerId): Promise<object[]> {
  const { rows } = await bench.admin.query<{ payload: string }>(
    `SELECT payload FROM events WHERE employer_id = $1 AND type = 'jobs.replayed' ORDER BY sequence`,
    [employer],
  );
  return rows.map(({ payload }) => JSON.parse(payload) as object);
}

describe('dead jobs', () => {
  it('are listed with what is known of their end, the newest first, and by a filter', async () => {
    const other = await bench.employer();
    const [newest] = await bury(2);
    await bury(1, { employer: other, kind: 'webhook' });
    const listed = await operations.listDead({ employerId }, 10);
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatchObject({
      id: newest,
      kind: 'mail',
      attempt: 12,
      errorClass: 'exhausted',
      errorMessage: '421 later',
      replays: 0,
    });
    expect(listed[0]!.diedAt.getTime()).toBeGreaterThan(listed[0]!.firstFailedAt!.getTime());
    expect(await operations.listDead({}, 10)).toHaveLength(3);
    expect(await operations.listDead({ kind: 'webhook' }, 10)).toHaveLength(1);
    expect(await operations.listDead({ errorClass: 'poison' }, 10)).toEqual([]);
    expect(await operations.listDead({ id: newest! }, 10)).toHaveLength(1);
    expect(await operations.listDead({}, 1)).toHaveLength(1);
  });

  it('are replayed with new attempts, the same id and the same event, and the journal says so', async () => {
    let isBroken = true;
    const eventId = '01980000-0000-7000-8000-000000000001';
    const id = await bench.add({ employerId, kind: 'mail', eventId });
    const handler = handlerOf('mail', async (job) => {
      expect(job.eventId).toBe(eventId);
      if (isBroken) throw new PermanentJobError('550 no such user');
      await leaveEffect(job);
    });
    bench.runner([handler]);
    await bench.untilState(id, 'dead');
    isBroken = false;
    const before = (await journaled()).length;
    expect(await operations.replay({ id })).toBe(1);
    await bench.untilState(id, 'done');
    expect(await bench.job(id)).toMatchObject({ attempt: 1, replays: 1 });
    expect(await bench.effects(id)).toBe(1);
    expect((await journaled()).slice(before)).toEqual([{ count: 1, kinds: ['mail'] }]);
  });

  it('are replayed once by two screens at the same moment', async () => {
    const [id] = await bury(1);
    const before = (await journaled()).length;
    const lock = await holdLock(bench.scratch.url, 'SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [id]);
    const both = Promise.all([operations.replay({ id: id! }), operations.replay({ id: id! })]);
    await lockWaiters(bench.admin, 2);
    await lock.release();
    expect((await both).toSorted()).toEqual([0, 1]);
    expect(await bench.job(id!)).toMatchObject({ state: 'queued', replays: 1 });
    expect((await journaled()).slice(before)).toHaveLength(1);
    expect(await operations.replay({ id: id! }), 'while it is queued').toBe(0);
  });

  it('are replayed 500 at a time at most, each employer’s noted in its own journal', async () => {
    const other = await bench.employer();
    await bury(400);
    await bury(300, { employer: other });
    expect(mostReplayedAtOnce).toBe(500);
    expect(await operations.replay({})).toBe(500);
    expect(await operations.replay({})).toBe(200);
    expect(await operations.replay({})).toBe(0);
    const counts = (await journaled(other)).map((payload) => (payload as { count: number }).count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
  });

  it('with one key come back as one job, and as none where a newer one waits', async () => {
    const ids = await bury(3);
    await bench.admin.query(`UPDATE jobs SET key = 'same' WHERE id = ANY ($1)`, [ids]);
    expect(await operations.replay({})).toBe(1);
    expect(await operations.replay({})).toBe(0);
  });

  it('are kept for thirty days, done jobs for one', async () => {
    const [kept, old] = await bury(2);
    const [recent, done] = await bury(2);
    await bench.admin.query(
      `UPDATE jobs SET finished_at = now() - interval '30 days 1 minute' WHERE id = $1`,
      [old],
    );
    await bench.admin.query(`UPDATE jobs SET finished_at = now() - interval '29 days' WHERE id = $1`, [kept]);
    await bench.admin.query(
      `UPDATE jobs SET state = 'done', finished_at = now() - CASE WHEN id = $1 THEN interval '25 hours' ELSE interval '23 hours' END
        WHERE id = ANY ($2)`,
      [done, [recent, done]],
    );
    const queued = await bench.add({ employerId, kind: 'mail' });
    await operations.purge();
    const { rows } = await bench.admin.query<{ id: string }>('SELECT id FROM jobs');
    expect(rows.map(({ id }) => id).toSorted()).toEqual([kept, recent, queued].toSorted());
  });
});

describe('a pause', () => {
  it('lets no job of its kind begin until it ends, and a drain waits for those that run', async () => {
    const running = gate();
    const goOn = gate();
    const handler = handlerOf('mail', async (job) => {
      running.open();
      await goOn.opened;
      await leaveEffect(job);
    });
    const first = await bench.add({ employerId, kind: 'mail' });
    bench.runner([handler, handlerOf('webhook', leaveEffect)]);
    await running.opened;
    await operations.pause('mail');
    await operations.pause('mail');
    const second = await bench.add({ employerId, kind: 'mail' });
    const other = await bench.add({ employerId, kind: 'webhook' });
    let isDrained = false;
    const drained = operations.drained('mail', 10).then(() => (isDrained = true));
    await bench.untilState(other, 'done');
    expect(isDrained).toBe(false);
    goOn.open();
    await drained;
    expect((await bench.job(first)).state).toBe('done');
    expect((await bench.job(second)).state).toBe('queued');
    expect((await operations.overview()).paused).toEqual(['mail']);
    expect(await operations.resume('mail')).toBe(true);
    expect(await operations.resume('mail')).toBe(false);
    await bench.untilState(second, 'done');
  });

  it('of everything stops every kind', async () => {
    await operations.pause();
    const id = await bench.add({ employerId, kind: 'mail' });
    const runner = bench.runner([handlerOf('mail', leaveEffect)]);
    await bench.until('the worker has looked', () => runner.workerId !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await bench.job(id)).state).toBe('queued');
    await operations.resume();
    await bench.untilState(id, 'done');
  });
});

describe('the overview', () => {
  it('counts what waits, what waits for its time, what runs and what is dead, and the oldest', async () => {
    await bury(2);
    const due = await bench.add({ employerId, kind: 'mail' });
    await bench.admin.query(`UPDATE jobs SET run_at = now() - interval '90 seconds' WHERE id = $1`, [due]);
    await bench.add({ employerId, kind: 'mail', runAt: new Date(Date.now() + 60_000) });
    const { kinds } = await operations.overview();
    expect(kinds).toEqual([
      { kind: 'mail', due: 1, later: 1, running: 0, dead: 2, oldestSeconds: expect.closeTo(90, -1) },
    ]);
  });
});
