import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { JobOperations } from '../../src/jobs/job-operations.js';
import { JobBench } from '../support/job-bench.js';
import { randomFrom } from '../support/journal-writers.js';
import { testSeed } from '../support/seed.js';
import { WorkerProcess } from '../support/worker-process.js';

const wantedJobs = Number(process.env['ASSAY_TEST_WORKER_JOBS'] ?? 500);
const wantedKills = Number(process.env['ASSAY_TEST_WORKER_KILLS'] ?? 10);
/** The product's is 60 s, and a dead worker may cost 90. */
const leaseSeconds = Number(process.env['ASSAY_TEST_WORKER_LEASE_SECONDS'] ?? 2);
const slots = 4;
const workersAtOnce = 3;

let bench: JobBench;
beforeAll(async () => {
  bench = await JobBench.open();
  await bench.admin.query(`
    CREATE TABLE sent (message_id uuid NOT NULL);
    GRANT INSERT ON sent TO assay_app`);
});
afterAll(() => bench.close());

const launched: WorkerProcess[] = [];
async function launch(): Promise<WorkerProcess> {
  const worker = WorkerProcess.launch(bench.scratch.url, leaseSeconds, slots);
  launched.push(worker);
  return worker.ready();
}
afterEach(async () => {
  await Promise.all(launched.splice(0).map((worker) => worker.kill()));
  await bench.admin.query('DELETE FROM jobs; DELETE FROM job_workers; DELETE FROM effects; DELETE FROM sent');
});

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function one<Row extends object>(text: string, values: unknown[] = []): Promise<Row> {
  return (await bench.admin.query<Row>(text, values)).rows[0]!;
}

describe('a worker that is stopped in the middle of a job and wakes late', () => {
  it('changes nothing: another has done its job, and it goes on under a new name', async () => {
    const employerId = await bench.employer();
    const id = await bench.add({ employerId, kind: 'work', payload: { milliseconds: 400 } });
    const sleeper = await launch();
    await bench.untilState(id, 'running');
    sleeper.signal('SIGSTOP');
    const stoppedAt = Date.now();
    await launch();
    const longest = leaseSeconds * 1_500 + 10_000;
    await bench.until('another has taken it', async () => (await bench.job(id)).claims === 2, longest);
    // The release took the lease, a look and what starting the second worker took.
    expect(Date.now() - stoppedAt).toBeLessThan(longest);
    await bench.untilState(id, 'done');
    sleeper.signal('SIGCONT');
    await bench.until('it has found that out', () => /work (lost|done|returned)\n/.test(sleeper.said));
    expect(sleeper.said).toMatch(/work lost\n/);
    expect(await bench.effects(id)).toBe(1);
    expect(await bench.job(id)).toMatchObject({ state: 'done', claims: 2 });
    const next = await bench.add({ employerId, kind: 'work', payload: { milliseconds: 1 } });
    await bench.untilState(next, 'done');
  });
});

describe('a worker that is told to stop', () => {
  it('ends with 0, and what it had in hand is back in the queue, uncounted', async () => {
    const employerId = await bench.employer();
    const short = await bench.add({ employerId, kind: 'work', payload: { milliseconds: 150 } });
    const long = await bench.add({ employerId, kind: 'work', payload: { milliseconds: 60_000 } });
    const worker = await launch();
    await bench.untilState(short, 'running');
    await bench.untilState(long, 'running');
    worker.signal('SIGTERM');
    expect(await worker.ended).toEqual([0, null]);
    expect(await bench.job(short)).toMatchObject({ state: 'done', attempt: 1 });
    expect(await bench.job(long)).toMatchObject({ state: 'queued', attempt: 0, lease_losses: 0, claims: 1 });
    expect(await one('SELECT count(*)::int AS workers FROM job_workers')).toEqual({ workers: 0 });
  });
});

describe(`${wantedKills} kills while ${wantedJobs} jobs run (lease ${leaseSeconds} s, seed ${testSeed})`, () => {
  it(
    'lose no job, repeat no effect, and hold none much longer than a lease',
    async () => {
      const random = randomFrom(testSeed);
      const employers: string[] = [];
      for (let count = 0; count < 5; count += 1) employers.push(await bench.employer());
      // As long as the kills take, whatever the number of jobs: a kill and a new worker take about 1.5 s.
      const milliseconds = (wantedKills * 1_500 * workersAtOnce * slots) / wantedJobs;
      let total = 0;
      const addJobs = async (count: number): Promise<void> => {
        for (const employerId of employers) {
          await bench.admin.query(
            `INSERT INTO jobs (employer_id, id, kind, payload)
           SELECT $1, gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'work' ELSE 'mail' END,
                  jsonb_build_object('milliseconds', ($3::float8 * (0.2 + (n * 37 % 160) / 100.0))::int)
             FROM generate_series(1, $2::int) AS n`,
            [employerId, count / employers.length, milliseconds],
          );
        }
        total += count;
      };
      await addJobs(wantedJobs);
      const operations = new JobOperations(bench.database);
      const stuck = watchForStuckJobs();
      const workers = await Promise.all(Array.from({ length: workersAtOnce }, launch));
      const all = new Set(workers);

      let kills = 0;
      let stops = 0;
      let poisoned = 0;
      for (;;) {
        const { open } = await one<{ open: number }>(
          `SELECT count(*)::int AS open FROM jobs WHERE state IN ('queued', 'running')`,
        );
        // Three deaths in a row over one job are a coincidence here and the job's fault elsewhere: an operator looks and replays.
        poisoned += await operations.replay({ errorClass: 'poison' });
        if (open === 0 && kills + stops < wantedKills) await addJobs(50);
        else if (open === 0 && (await operations.listDead({}, 1)).length === 0) break;
        if (kills + stops < wantedKills) {
          const victim = Math.floor(random() * workers.length);
          if (random() < 0.7) {
            kills += 1;
            await workers[victim]!.kill();
            workers[victim] = await launch();
            all.add(workers[victim]!);
          } else {
            stops += 1;
            workers[victim]!.signal('SIGSTOP');
            const sleeper = workers[victim]!;
            setTimeout(() => sleeper.signal('SIGCONT'), leaseSeconds * (500 + random() * 1_500));
          }
        }
        await sleep(100 + random() * 300);
      }
      const longest = await stuck.stop();
      await sleep(50);

      const verdict = await one(
        `SELECT (SELECT count(*)::int FROM jobs WHERE state = 'done') AS done,
              (SELECT count(*)::int FROM jobs j WHERE (SELECT count(*) FROM effects e WHERE e.job_id = j.id) <> 1) AS "notOnce",
              (SELECT count(*)::int FROM jobs WHERE kind = 'mail') AS mails,
              (SELECT count(*)::int FROM sent) AS sent,
              (SELECT count(DISTINCT message_id)::int FROM sent) AS messages,
              (SELECT count(*)::int FROM jobs WHERE claims > 1) AS repeated`,
      );
      const { mails, sent, repeated } = verdict as { mails: number; sent: number; repeated: number };
      console.log({
        total,
        kills,
        stops,
        poisoned,
        repeated,
        extraMails: sent - mails,
        longestStuckSeconds: longest,
      });
      expect(verdict).toMatchObject({ done: total, notOnce: 0, messages: mails });
      // A worker holds several jobs when it dies, and each may have just sent its mail.
      expect(sent - mails).toBeLessThanOrEqual((kills + stops) * slots);
      // The lease, a look, and ten seconds until the server ends a transaction that was stopped half-way: 76 s with a lease of 60.
      expect(longest).toBeLessThanOrEqual(leaseSeconds * 1.1 + 10);
      // What a worker counts and what the table says differ by what a worker had no time to count.
      const counted = [...all].reduce((sum, worker) => sum + worker.done, 0);
      expect(total - counted).toBeGreaterThanOrEqual(0);
      expect(total - counted).toBeLessThanOrEqual((kills + stops) * slots);
      if (wantedKills > 0) expect(repeated).toBeGreaterThan(0);
    },
    60_000 + wantedJobs * 100 + wantedKills * 10_000,
  );
});

/** The longest time that a job stayed with a worker whose lease had been renewed for the last time. */
function watchForStuckJobs(): { stop(): Promise<number> } {
  let longest = 0;
  const halt = new AbortController();
  const watching = (async () => {
    while (!halt.signal.aborted) {
      // A lease ends so long after its last sign of life; a worker without a row is silent for longer still.
      const { seconds } = await one<{ seconds: number | null }>(
        `SELECT max(extract(epoch FROM clock_timestamp() - w.lease_until + make_interval(secs => $1)))::float8 AS seconds
           FROM jobs j JOIN job_workers w ON w.id = j.worker_id WHERE j.state = 'running'`,
        [leaseSeconds],
      );
      longest = Math.max(longest, seconds ?? 0);
      await sleep(50);
    }
    return longest;
  })();
  return {
    stop: () => {
      halt.abort();
      return watching;
    },
  };
}
