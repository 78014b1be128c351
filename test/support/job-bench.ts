import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-sources.js';
import { Database, execute } from '../../src/database/database.js';
import { defineJob, type JobHandler, type RunningJob } from '../../src/jobs/job-handler.js';
import { JobRunner, type JobRunnerLog, type JobRunnerOptions } from '../../src/jobs/job-runner.js';
import { enqueue, type NewJob } from '../../src/jobs/jobs.queries.js';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database.js';

export const quietLog: JobRunnerLog = { error: () => undefined, warn: () => undefined };

export interface JobRow {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly claims: number;
  readonly lease_losses: number;
  readonly worker_id: string | null;
  readonly error_class: string | null;
  readonly error_message: string | null;
  readonly run_at: Date;
  readonly replays: number;
}

/**
 * A database with employers, the queue, and a table `effects` in which handlers leave a row for each time that they have
 * had an effect. Leases are short, so that losing one takes no minute.
 */
export class JobBench {
  private readonly runners: JobRunner[] = [];

  private constructor(
    readonly scratch: ScratchDatabase,
    readonly database: Database,
    private readonly sources: readonly DataSource[],
  ) {}

  static async open(poolSize = 8): Promise<JobBench> {
    const scratch = await createScratchDatabase();
    await scratch.admin.query(`
      CREATE TABLE effects (job_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
      GRANT INSERT ON effects TO assay_app`);
    const sources = await Promise.all(
      [poolSize, 1].map((size) =>
        createDataSource({ url: scratch.url, role: 'assay_app', poolSize: size }).initialize(),
      ),
    );
    return new JobBench(scratch, new Database(sources[0]!, sources[1]!), sources);
  }

  get admin(): Client {
    return this.scratch.admin;
  }

  async close(): Promise<void> {
    await this.stopRunners();
    await Promise.all(this.sources.map((source) => source.destroy()));
    await this.scratch.drop();
  }

  async stopRunners(): Promise<void> {
    await Promise.all(this.runners.splice(0).map((runner) => runner.stop()));
  }

  async employer(): Promise<string> {
    const id = randomUUID();
    await this.admin.query(
      `SELECT set_config('assay.employer', '${id}', true);
       INSERT INTO employers (employer_id, name) VALUES ('${id}', 'Example Works')`,
    );
    return id;
  }

  async add(job: Omit<NewJob, 'payload'> & { readonly payload?: object }): Promise<string> {
    const { employerId } = job;
    const id = await this.database.transaction({ employerId }, (tx) => enqueue(tx, { payload: {}, ...job }));
    if (id === undefined) throw new Error('There is such a job already.');
    return id;
  }

  /** Many at once, as the superuser: for tests that are not about asking for jobs. */
  async addMany(employerId: string, kind: string, count: number): Promise<void> {
    await this.admin.query(
      `INSERT INTO jobs (employer_id, id, kind, payload) SELECT $1, gen_random_uuid(), $2, '{}' FROM generate_series(1, $3)`,
      [employerId, kind, count],
    );
  }

  async job(id: string): Promise<JobRow> {
    const { rows } = await this.admin.query<JobRow>('SELECT * FROM jobs WHERE id = $1', [id]);
    return rows[0]!;
  }

  async effects(id: string): Promise<number> {
    const { rowCount } = await this.admin.query('SELECT 1 FROM effects WHERE job_id = $1', [id]);
    return rowCount ?? 0;
  }

  /** A worker in this process; stopped with the bench. */
  runner(handlers: readonly JobHandler[], options: Partial<JobRunnerOptions> = {}): JobRunner {
    const runner = new JobRunner(this.database, handlers, quietLog, {
      slots: 8,
      pollMilliseconds: 10,
      heartbeatMilliseconds: 300,
      leaseSeconds: 2,
      releaseMilliseconds: 100,
      patienceMilliseconds: 100,
      abortMilliseconds: 100,
      ...options,
    });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  async until(what: string, isSo: () => Promise<boolean> | boolean, milliseconds = 15_000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`In ${milliseconds} ms it was never so that ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  untilState(id: string, state: string, milliseconds?: number): Promise<void> {
    return this.until(`the job is ${state}`, async () => (await this.job(id)).state === state, milliseconds);
  }
}

/** A handler of one kind that does what the test says. */
export function handlerOf(
  kind: string,
  run: (job: RunningJob) => Promise<void>,
  options: Partial<Pick<JobHandler, 'backoff' | 'limitSeconds' | 'decode'>> = {},
): JobHandler {
  return defineJob({
    kind,
    backoff: 'mail',
    limitSeconds: 60,
    decode: (payload) => payload,
    run,
    ...options,
  });
}

/** Completes with a row in `effects`, in the same transaction. */
export function leaveEffect(job: RunningJob): Promise<void> {
  return job.complete(async (tx) => {
    await execute(tx, 'INSERT INTO effects (job_id) VALUES ($1)', [job.id]);
  });
}
