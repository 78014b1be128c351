import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { measureLag } from '../events/journal.queries.js';
import type { JobOutcome } from './job-execution.js';
import { kindFigures, workerFigures } from './operations.queries.js';

/** What prom-client writes, with the parameters in the order of our other answers. */
export const metricsMediaType = 'text/plain; charset=utf-8; version=0.0.4';

/**
 * What is waiting is counted in the table, by whichever process is asked: it is the same for all. What happened is counted by
 * the process that did it, after the commit: a process that is killed takes at most its last round with it.
 */
@Injectable()
export class JobMetrics {
  /** Others add their figures, and are shown with these. */
  readonly registry = new Registry();
  private readonly jobs = new Gauge({
    name: 'assay_jobs',
    help: 'Jobs by kind and state: due, later (asked for later, or waiting after a failure), running, dead',
    labelNames: ['kind', 'state'],
    registers: [this.registry],
  });
  private readonly oldest = new Gauge({
    name: 'assay_jobs_oldest_due_seconds',
    help: 'How long the oldest job of the kind could have begun',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  private readonly workers = new Gauge({
    name: 'assay_job_workers',
    help: 'Workers that hold a lease',
    registers: [this.registry],
  });
  private readonly unread = new Gauge({
    name: 'assay_journal_unread_seconds',
    help: 'Age of the oldest event that the consumer has not read; an alarm above 10',
    labelNames: ['consumer'],
    registers: [this.registry],
  });
  private readonly attempts = new Counter({
    name: 'assay_job_attempts_total',
    help: 'Attempts that ended in this process: done, retried, dead, returned (by a stop), lost (with the lease)',
    labelNames: ['kind', 'outcome'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'assay_job_duration_seconds',
    help: 'From the claim of a job to the end of the attempt',
    labelNames: ['kind'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300],
    registers: [this.registry],
  });

  constructor(private readonly database: Database) {}

  attemptEnded(kind: string, outcome: JobOutcome, seconds: number): void {
    this.attempts.inc({ kind, outcome });
    this.durations.observe({ kind }, seconds);
  }

  /** The text that Prometheus reads. */
  async render(): Promise<string> {
    const { kinds, workers, lags } = await this.database.read({ sweep: true }, async (db) => ({
      kinds: await kindFigures(db),
      workers: await workerFigures(db),
      lags: await measureLag(db),
    }));
    for (const gauge of [this.jobs, this.oldest, this.unread]) gauge.reset();
    for (const { kind, oldestSeconds, ...states } of kinds) {
      for (const [state, count] of Object.entries(states)) this.jobs.set({ kind, state }, count);
      this.oldest.set({ kind }, oldestSeconds);
    }
    this.workers.set(workers.filter(({ leaseSeconds }) => leaseSeconds > 0).length);
    for (const { consumer, seconds } of lags) this.unread.set({ consumer }, seconds);
    return this.registry.metrics();
  }
}
