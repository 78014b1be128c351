import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LeaseLost, PermanentJobError, RetryAtError, type RunningJob } from '../../src/jobs/job-handler.js';
import { enqueue } from '../../src/jobs/jobs.queries.js';
import { claimJobs, lockLivingWorker, registerWorker } from '../../src/jobs/claims.queries.js';
import { releaseOrphans } from '../../src/jobs/release-orphans.js';
import { gate, holdLock, interceptStatements } from '../support/interleave.js';
import { handlerOf, JobBench, leaveEffect } from '../support/job-bench.js';
import { lockWaiters } from '../support/lock-waiters.js';

let bench: JobBench;
let employerId: string;
beforeAll(async () => {
  bench = await JobBench.open();
  employerId = await bench.employer();
});
afterAll(() => bench.close());
afterEach(() => bench.stopRunners());

/** Makes a worker's lease end now, as if it had not renewed it for a minute. */
async function endLeases(): Promise<void> {
  await bench.admin.query(`UPDATE job_workers SET lease_until = now() - interval '1 second'`);
}

describe('asking for a job', () => {
  it('happens with the transaction of the act, or not at all', async () => {
    const scope = { employerId };
    await expect(
      bench.database.transaction(scope, async (tx) => {
        await enqueue(tx, { employerId, kind: 'rolled_back', payload: {} });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    const { rowCount } = await bench.admin.query(`SELECT 1 FROM jobs WHERE kind = 'rolled_back'`);
    expect(rowCount).toBe(0);
  });

  it('with a key that waits or runs adds nothing; after its end it does', async () => {
    const ask = (key: string): Promise<string | undefined> =>
      bench.database.transaction({ employerId }, (tx) =>
        enqueue(tx, { employerId, kind: 'keyed', key, payload: {} }),
      );
    const first = await ask('a');
    expect(first).toBeDefined();
    expect(await ask('a')).toBeUndefined();
    expect(await ask('b')).toBeDefined();
    const running = gate();
    const end = gate();
    bench.runner([
      handlerOf('keyed', async (job) => {
        running.open();
        await end.opened;
        await leaveEffect(job);
      }),
    ]);
    await running.opened;
    expect(await ask('a')).toBeUndefined();
    end.open();
    await bench.untilState(first!, 'done');
    expect(await ask('a')).toBeDefined();
  });

  it('for another tenant is refused, whatever the caller says', async () => {
    const other = await bench.employer();
    await expect(
      bench.database.transaction({ employerId }, (tx) =>
        enqueue(tx, { employerId: other, kind: 'mail', payload: {} }),
      ),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('for later waits until then', async () => {
    const id = await bench.add({ employerId, kind: 'later', runAt: new Date(Date.now() + 3_600_000) });
    const other = await bench.add({ employerId, kind: 'later' });
    bench.runner([handlerOf('later', leaveEffect)]);
    await bench.untilState(other, 'done');
    expect((await bench.job(id)).state).toBe('queued');
  });
});

describe('a job that fails', () => {
  it('waits and is tried again, and its effect happens once', async () => {
    let tries = 0;
    const id = await bench.add({ employerId, kind: 'flaky' });
    const run = async (job: RunningJob): Promise<void> => {
      tries += 1;
      if (tries < 3) throw new Error('421 try later');
      await leaveEffect(job);
    };
    bench.runner([handlerOf('flaky', run)], { random: () => 0 });
    await bench.until('it has failed', async () => (await bench.job(id)).error_class !== null);
    expect(await bench.job(id)).toMatchObject({
      state: 'queued',
      attempt: 1,
      error_class: 'transient',
      error_message: '421 try later',
    });
    // The first wait is 0.75 s with this jitter; the second, 12 s, is cut short here.
    await bench.until('it has failed twice', async () => (await bench.job(id)).attempt === 2 && tries === 2);
    await bench.untilState(id, 'queued');
    const wait = (await bench.job(id)).run_at.getTime() - Date.now();
    expect(wait).toBeGreaterThan(10_000);
    expect(wait).toBeLessThanOrEqual(12_000);
    await bench.admin.query('UPDATE jobs SET run_at = now() WHERE id = $1', [id]);
    await bench.untilState(id, 'done');
    expect(await bench.effects(id)).toBe(1);
  });

  it('leaves nothing of what it wrote before', async () => {
    const id = await bench.add({ employerId, kind: 'half' });
    const run = (job: RunningJob): Promise<void> =>
      job.complete(async (tx) => {
        await tx.query('INSERT INTO effects (job_id) VALUES ($1)', [job.id]);
        throw new PermanentJobError('half-way');
      });
    bench.runner([handlerOf('half', run)]);
    await bench.untilState(id, 'dead');
    expect(await bench.effects(id)).toBe(0);
  });

  it.each([
    ['for good', 'permanent', () => new PermanentJobError('550 no such user')],
    ['after the last of its own schedule', 'exhausted', () => new RetryAtError('500', undefined)],
  ])('%s is dead at once', async (_, errorClass, error) => {
    const id = await bench.add({ employerId, kind: 'doomed' });
    bench.runner([handlerOf('doomed', () => Promise.reject(error()))]);
    await bench.untilState(id, 'dead');
    expect(await bench.job(id)).toMatchObject({ attempt: 1, error_class: errorClass });
  });

  it('for the last time is dead', async () => {
    const id = await bench.add({ employerId, kind: 'tired' });
    await bench.admin.query('UPDATE jobs SET attempt = 4 WHERE id = $1', [id]);
    bench.runner([handlerOf('tired', () => Promise.reject(new Error('no')), { backoff: 'import' })]);
    await bench.untilState(id, 'dead');
    expect(await bench.job(id)).toMatchObject({ attempt: 5, error_class: 'exhausted' });
  });

  it('because nobody understands its payload is dead, not a crash', async () => {
    const id = await bench.add({ employerId, kind: 'newer', payload: { schema: 99 } });
    const decode = (): never => {
      throw new Error('schema 99');
    };
    bench.runner([handlerOf('newer', leaveEffect, { decode })]);
    await bench.untilState(id, 'dead');
    expect(await bench.job(id)).toMatchObject({ error_class: 'permanent' });
  });

  it('to end in its time has failed, and its late end changes nothing', async () => {
    const id = await bench.add({ employerId, kind: 'slow' });
    const late = gate();
    let lateEnd: Promise<void> | undefined;
    const run = (job: RunningJob): Promise<void> => (lateEnd = late.opened.then(() => leaveEffect(job)));
    bench.runner([handlerOf('slow', run, { limitSeconds: 0.05 })]);
    await bench.until('it has failed', async () => (await bench.job(id)).error_class === 'transient');
    late.open();
    await expect(lateEnd).rejects.toThrow(LeaseLost);
    expect(await bench.effects(id)).toBe(0);
  });
});

describe('a job of a kind that this worker does not know', () => {
  it('is left for one that does', async () => {
    const id = await bench.add({ employerId, kind: 'from_the_future' });
    const other = await bench.add({ employerId, kind: 'known' });
    bench.runner([handlerOf('known', leaveEffect)]);
    await bench.untilState(other, 'done');
    expect((await bench.job(id)).state).toBe('queued');
  });
});

describe('the fence', () => {
  /** A worker with one job in its hands, which goes on when the gate opens. */
  async function workerAtWork(kind: string) {
    const id = await bench.add({ employerId, kind });
    const started = gate();
    const goOn = gate();
    const ended: { with?: unknown } = {};
    let isFirst = true;
    const handler = handlerOf(kind, async (job) => {
      if (!isFirst) return leaveEffect(job);
      isFirst = false;
      started.open();
      await goOn.opened;
      await leaveEffect(job).then(
        () => (ended.with = 'effect'),
        (error: unknown) => {
          ended.with = error;
          throw error;
        },
      );
    });
    // It neither renews its lease nor watches it, as a process that is stopped.
    bench.runner([handler], { heartbeatMilliseconds: 60_000, leaseSeconds: 60, releaseMilliseconds: 60_000 });
    await started.opened;
    return { id, goOn, ended, handler };
  }

  it('keeps out a worker whose job was released, before and after the next one has done it', async () => {
    const { id, goOn, ended, handler } = await workerAtWork('late');
    await bench.admin.query(`INSERT INTO job_pauses (kind) VALUES ('late')`);
    await endLeases();
    await bench.until('it was released', async () => (await releaseOrphans(bench.database)).jobs === 1);
    expect(await bench.job(id)).toMatchObject({ state: 'queued', lease_losses: 1, worker_id: null });
    goOn.open();
    await bench.until('the late worker has tried', () => ended.with !== undefined);
    expect(ended.with).toBeInstanceOf(LeaseLost);
    expect(await bench.effects(id)).toBe(0);
    bench.runner([handler]);
    await bench.admin.query('DELETE FROM job_pauses');
    await bench.untilState(id, 'done');
    expect(await bench.effects(id)).toBe(1);
    expect(await bench.job(id)).toMatchObject({ attempt: 2, claims: 2 });
  });

  it('lets a worker finish that had the row first: who releases leaves it alone', async () => {
    const { id, goOn, ended } = await workerAtWork('just_in_time');
    const effects = await holdLock(bench.scratch.url, 'SELECT pg_advisory_xact_lock(42), 1', []);
    await bench.admin.query(`
      CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END $$;
      GRANT EXECUTE ON FUNCTION wait_for_test() TO assay_app;
      CREATE TRIGGER effects_wait BEFORE INSERT ON effects FOR EACH ROW EXECUTE FUNCTION wait_for_test()`);
    try {
      goOn.open();
      // It is inside its transaction now, after the fence and before the effect.
      await lockWaiters(bench.admin, 1);
      await endLeases();
      expect(await releaseOrphans(bench.database)).toMatchObject({ jobs: 0 });
    } finally {
      await effects.release();
      await bench.admin.query('DROP FUNCTION wait_for_test() CASCADE');
    }
    await bench.untilState(id, 'done');
    expect(ended.with).toBe('effect');
    expect(await bench.effects(id)).toBe(1);
  });

  it('gives a job to nobody else while its worker renews the lease', async () => {
    const id = await bench.add({ employerId, kind: 'patient' });
    const goOn = gate();
    let claims = 0;
    const handler = handlerOf('patient', async (job) => {
      claims += 1;
      await goOn.opened;
      await leaveEffect(job);
    });
    const short = { leaseSeconds: 1, heartbeatMilliseconds: 100 };
    bench.runner([handler], short);
    bench.runner([handler], short);
    await bench.untilState(id, 'running');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    goOn.open();
    await bench.untilState(id, 'done');
    expect(claims).toBe(1);
  });
});

describe('a worker whose lease has ended', () => {
  it('tells its jobs to give up, and works on under a new name', async () => {
    const id = await bench.add({ employerId, kind: 'gives_up' });
    const reasons: unknown[] = [];
    const handler = handlerOf('gives_up', async (job) => {
      if (reasons.length > 0) return leaveEffect(job);
      await new Promise((_, reject) => {
        job.signal.addEventListener('abort', () => {
          reasons.push(job.signal.reason);
          reject(job.signal.reason as Error);
        });
      });
    });
    const runner = bench.runner([handler], { heartbeatMilliseconds: 50 });
    await bench.untilState(id, 'running');
    const before = runner.workerId;
    await endLeases();
    await bench.untilState(id, 'done');
    expect(reasons[0]).toBeInstanceOf(LeaseLost);
    expect(runner.workerId).not.toBe(before);
    expect(await bench.effects(id)).toBe(1);
  });

  it('claims nothing under the name that it has lost', async () => {
    const goOn = gate();
    const handler = handlerOf('after_the_loss', async (job) => {
      await goOn.opened;
      await leaveEffect(job);
    });
    const runner = bench.runner([handler], {
      heartbeatMilliseconds: 60_000,
      leaseSeconds: 60,
      releaseMilliseconds: 60_000,
    });
    await bench.until('it has a name', () => runner.workerId !== undefined);
    await bench.admin.query('DELETE FROM job_workers');
    const id = await bench.add({ employerId, kind: 'after_the_loss' });
    await bench.untilState(id, 'running');
    const { rowCount } = await bench.admin.query('SELECT 1 FROM job_workers WHERE id = $1', [
      (await bench.job(id)).worker_id,
    ]);
    expect(rowCount, 'somebody would take it from whoever holds it').toBe(1);
    goOn.open();
    await bench.untilState(id, 'done');
  });

  it('cannot come to hold a job that nobody would take from it', async () => {
    // Between its look at its own row and its claim, somebody wants to remove it.
    const id = await bench.add({ employerId, kind: 'nobody_runs_this' });
    await bench.database.transaction({ sweep: true }, async (tx) => {
      const workerId = '00000000-0000-7000-8000-000000000001';
      await registerWorker(tx, workerId, 'late', 0.2);
      expect(await lockLivingWorker(tx, workerId)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(await lockLivingWorker(tx, workerId), 'by the clock of the database').toBe(false);
      await claimJobs(tx, { workerId, kinds: ['nobody_runs_this'], free: 1, slots: 1, share: 1 });
    });
    expect((await bench.job(id)).state).toBe('running');
    await releaseOrphans(bench.database);
    expect(await bench.job(id)).toMatchObject({ state: 'queued', lease_losses: 1 });
  });

  it('takes the job with it three times, and the job is poison', async () => {
    const id = await bench.add({ employerId, kind: 'poison' });
    const handler = handlerOf('poison', () => new Promise(() => undefined));
    bench.runner([handler], { heartbeatMilliseconds: 60_000, leaseSeconds: 60, releaseMilliseconds: 60_000 });
    for (let loss = 1; loss <= 3; loss += 1) {
      await bench.until('it was claimed', async () => (await bench.job(id)).claims === loss);
      await endLeases();
      // Left alone where the worker is just looking at its own row.
      await bench.until('it was released', async () => (await releaseOrphans(bench.database)).jobs === 1);
      expect(await bench.job(id)).toMatchObject({ lease_losses: loss });
    }
    expect(await bench.job(id)).toMatchObject({ state: 'dead', error_class: 'poison' });
  });
});

describe('a completion whose answer was lost', () => {
  it('was one: the job is neither failed nor repeated', async () => {
    const id = await bench.add({ employerId, kind: 'unanswered' });
    let isArmed = false;
    const stop = interceptStatements({
      rewrite: (text) => {
        if (text !== 'COMMIT' || !isArmed) return text;
        isArmed = false;
        return 'COMMIT; SELECT 1 / 0';
      },
    });
    const outcomes: string[] = [];
    const handler = handlerOf('unanswered', (job) =>
      job.complete(async (tx) => {
        await tx.query('INSERT INTO effects (job_id) VALUES ($1)', [job.id]);
        isArmed = true;
      }),
    );
    bench.runner([handler], {
      onEnd: (_, outcome) => outcomes.push(outcome),
      heartbeatMilliseconds: 60_000,
      leaseSeconds: 60,
    });
    await bench.until('it has ended', () => outcomes.length > 0).finally(stop);
    expect(isArmed).toBe(false);
    expect(outcomes).toEqual(['done']);
    expect(await bench.job(id)).toMatchObject({ state: 'done', attempt: 1, error_class: null });
    expect(await bench.effects(id)).toBe(1);
  });
});

describe('a claim whose answer was lost', () => {
  it('goes back to the queue with the next heartbeat, uncounted', async () => {
    const id = await bench.add({ employerId, kind: 'unknown_to_its_worker' });
    const runner = bench.runner([handlerOf('something_else', leaveEffect)], { heartbeatMilliseconds: 100 });
    await bench.until('it has a name', () => runner.workerId !== undefined);
    await bench.admin.query(
      `UPDATE jobs SET state = 'running', worker_id = $2, attempt = 1, claims = 1 WHERE id = $1`,
      [id, runner.workerId],
    );
    await bench.untilState(id, 'queued');
    expect(await bench.job(id)).toMatchObject({ attempt: 0, claims: 1, lease_losses: 0 });
  });
});

describe('a worker that stops', () => {
  it('lets a job end that is nearly done', async () => {
    const id = await bench.add({ employerId, kind: 'nearly' });
    const runner = bench.runner(
      [
        handlerOf('nearly', async (job) => {
          await new Promise((resolve) => setTimeout(resolve, 200));
          await leaveEffect(job);
        }),
      ],
      { patienceMilliseconds: 5_000 },
    );
    await bench.untilState(id, 'running');
    await runner.stop();
    expect(await bench.job(id)).toMatchObject({ state: 'done', attempt: 1 });
  });

  it('gives back what obeys the signal and what does not, without counting the attempt', async () => {
    const obeying = await bench.add({ employerId, kind: 'obeys' });
    const deaf = await bench.add({ employerId, kind: 'deaf' });
    const late = gate();
    let lateEnd: Promise<void> | undefined;
    const runner = bench.runner([
      handlerOf(
        'obeys',
        (job) =>
          new Promise((_, reject) => {
            job.signal.addEventListener('abort', () => reject(job.signal.reason as Error));
          }),
      ),
      handlerOf('deaf', (job) => (lateEnd = late.opened.then(() => leaveEffect(job)))),
    ]);
    await bench.untilState(obeying, 'running');
    await bench.untilState(deaf, 'running');
    const workerId = runner.workerId;
    await runner.stop();
    for (const id of [obeying, deaf])
      expect(await bench.job(id)).toMatchObject({ state: 'queued', attempt: 0, error_class: null });
    const { rowCount } = await bench.admin.query('SELECT 1 FROM job_workers WHERE id = $1', [workerId]);
    expect(rowCount).toBe(0);
    late.open();
    await expect(lateEnd).rejects.toThrow(LeaseLost);
    expect(await bench.effects(deaf)).toBe(0);
  });
});
