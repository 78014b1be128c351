import { createDataSource } from '../../src/database/data-sources.js';
import { Database, execute } from '../../src/database/database.js';
import { defineJob } from '../../src/jobs/job-handler.js';
import { JobRunner } from '../../src/jobs/job-runner.js';

/**
 * A worker as a process of its own, to be killed. `work` has its effect in the database; `mail` sends first, in a way that no
 * rollback takes back, and then notes it. Every end of a job is a line on standard output.
 */
const [, , url = '', leaseSeconds = '2', slots = '4'] = process.argv;
const lease = Number(leaseSeconds);

const connect = (poolSize: number) => createDataSource({ url, role: 'assay_app', poolSize }).initialize();
const database = new Database(await connect(4), await connect(1));
const world = await connect(2);

const decode = (payload: unknown): { readonly milliseconds: number } =>
  payload as { readonly milliseconds: number };
const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const runner = new JobRunner(
  database,
  [
    defineJob({
      kind: 'work',
      backoff: 'mail',
      limitSeconds: 60,
      decode,
      run: async (job) => {
        await wait(job.payload.milliseconds);
        await job.complete(async (tx) => {
          await execute(tx, 'INSERT INTO effects (job_id) VALUES ($1)', [job.id]);
        });
      },
    }),
    defineJob({
      kind: 'mail',
      backoff: 'mail',
      limitSeconds: 60,
      decode,
      run: async (job) => {
        await wait(job.payload.milliseconds);
        await world.query('INSERT INTO sent (message_id) VALUES ($1)', [job.id]);
        await job.complete(async (tx) => {
          await execute(tx, 'INSERT INTO effects (job_id) VALUES ($1)', [job.id]);
        });
      },
    }),
  ],
  {
    error: (_, message) => process.stderr.write(`${message}\n`),
    warn: () => undefined,
  },
  {
    slots: Number(slots),
    pollMilliseconds: 25,
    leaseSeconds: lease,
    heartbeatMilliseconds: lease * 300,
    releaseMilliseconds: Math.min(5_000, lease * 100),
    patienceMilliseconds: 300,
    abortMilliseconds: 200,
    onEnd: (kind, outcome) => process.stdout.write(`${kind} ${outcome}\n`),
  },
);
runner.start();
process.stdout.write('ready\n');
// The runner's timers do not hold the process.
setInterval(() => undefined, 60_000);
process.on('SIGTERM', () => void runner.stop().then(() => process.exit(0)));
