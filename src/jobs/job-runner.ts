import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../common/identifiers/identifiers.js';
import type { Database } from '../database/database.js';
import {
  claimJobs,
  lockLivingWorker,
  registerWorker,
  removeWorker,
  renewLease,
  returnAllBut,
  type ClaimedJob,
} from './claims.queries.js';
import { JobExecution, type JobOutcome } from './job-execution.js';
import type { JobHandler } from './job-handler.js';
import { releaseOrphans } from './release-orphans.js';

export interface JobRunnerLog {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface JobRunnerOptions {
  /** Jobs at once in this process. */
  readonly slots: number;
  readonly pollMilliseconds: number;
  readonly leaseSeconds: number;
  readonly heartbeatMilliseconds: number;
  /** How often to look for workers that have fallen silent. */
  readonly releaseMilliseconds: number;
  /** How long a stop waits for jobs to end by themselves before it aborts them, and then for them to obey. */
  readonly patienceMilliseconds: number;
  readonly abortMilliseconds: number;
  readonly random: () => number;
  readonly onEnd: (kind: string, outcome: JobOutcome, seconds: number) => void;
}

/**
 * A dead worker costs its lease and one look: 65 s, or 75 s where its last transaction has first to be found idle. The
 * heartbeat may fail twice before the lease is lost.
 */
export const defaultJobRunnerOptions: JobRunnerOptions = {
  slots: 20,
  pollMilliseconds: 250,
  leaseSeconds: 60,
  heartbeatMilliseconds: 20_000,
  releaseMilliseconds: 5_000,
  patienceMilliseconds: 8_000,
  abortMilliseconds: 2_500,
  random: Math.random,
  onEnd: () => undefined,
};

/** A quarter of the slots, so that four who wait are served at once; at least one. */
const shareOfSlots = 0.25;

const longestTurnMilliseconds = 20_000;

interface Worker {
  readonly id: string;
  /** By the monotonic clock of this process: when the last renewal that succeeded was sent. */
  renewedAt: number;
}

/** The worker of this process: claims jobs, runs them side by side, and keeps its lease. */
export class JobRunner {
  private readonly handlers: ReadonlyMap<string, JobHandler>;
  private readonly options: JobRunnerOptions;
  private readonly running = new Map<string, JobExecution>();
  private readonly halt = new AbortController();
  private worker: Worker | undefined;
  private loops: Promise<unknown> = Promise.resolve();
  /** Claiming and comparing what we hold with the table take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    handlers: readonly JobHandler[],
    private readonly log: JobRunnerLog,
    options: Partial<JobRunnerOptions> = {},
  ) {
    this.handlers = new Map(handlers.map((handler) => [handler.kind, handler]));
    if (this.handlers.size < handlers.length) throw new Error('Two handlers have the same kind of job.');
    this.options = { ...defaultJobRunnerOptions, ...options };
  }

  start(): void {
    const { pollMilliseconds, heartbeatMilliseconds, releaseMilliseconds, leaseSeconds } = this.options;
    this.loops = Promise.all([
      this.repeat('claiming jobs', pollMilliseconds, () => this.claim()),
      this.repeat('renewing the lease', heartbeatMilliseconds, () => this.heartbeat()),
      this.repeat('releasing lost jobs', releaseMilliseconds, () => this.releaseLost()),
      // The lease must be known as lost here before another worker may know it.
      this.repeat('watching the lease', Math.min(1_000, leaseSeconds * 100), () => this.watchLease()),
    ]);
  }

  /** The worker's identity in the table, once it has one; for tests and the log. */
  get workerId(): string | undefined {
    return this.worker?.id;
  }

  /**
   * No new job begins. Those that run may end by themselves; then they are aborted, and what has not ended after that goes
   * back to the queue. None of it counts as an attempt.
   */
  async stop(): Promise<void> {
    this.halt.abort();
    await this.loops;
    // The lease is kept while we wait: this takes up to ten seconds of a minute, and it was renewed at most twenty ago.
    await this.settled(this.options.patienceMilliseconds);
    for (const execution of this.running.values()) execution.abort('stopping');
    await this.settled(this.options.abortMilliseconds);
    const { worker } = this;
    if (!worker) return;
    try {
      await this.database.transaction({ sweep: true }, async (tx) => {
        await returnAllBut(tx, worker.id, []);
        await removeWorker(tx, worker.id);
      });
    } catch (error) {
      this.log.error({ err: error }, 'the jobs of this worker were not given back; its lease will end');
    }
  }

  private async settled(milliseconds: number): Promise<void> {
    const outcomes = [...this.running.values()].map(({ outcome }) => outcome);
    if (outcomes.length === 0) return;
    const patience = new AbortController();
    await Promise.race([
      Promise.all(outcomes).finally(() => patience.abort()),
      sleep(milliseconds, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
  }

  private async repeat(name: string, milliseconds: number, round: () => Promise<boolean>): Promise<void> {
    const { signal } = this.halt;
    while (!signal.aborted) {
      let again = false;
      try {
        again = await round();
      } catch (error) {
        this.log.error({ err: error }, `${name} failed`);
      }
      if (!again) await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** @returns whether there may be more to claim at once. */
  private async claim(): Promise<boolean> {
    const free = this.options.slots - this.running.size;
    if (free <= 0 || this.handlers.size === 0) return false;
    const jobs = await this.inTurn(async () => {
      const worker = await this.livingWorker();
      const { slots } = this.options;
      const claimed = await this.database.transaction({ sweep: true }, async (tx) => {
        if (!(await lockLivingWorker(tx, worker.id))) return undefined;
        const share = Math.max(1, Math.floor(slots * shareOfSlots));
        return claimJobs(tx, { workerId: worker.id, kinds: [...this.handlers.keys()], free, slots, share });
      });
      if (!claimed) this.loseLease();
      for (const job of claimed ?? []) this.begin(job);
      return claimed ?? [];
    });
    return jobs.length > 0 && this.running.size < this.options.slots;
  }

  private begin(job: ClaimedJob): void {
    const handler = this.handlers.get(job.kind);
    if (!handler) throw new Error(`A job of kind ${job.kind} was claimed and not asked for.`);
    const startedAt = performance.now();
    const execution = new JobExecution(job, handler, {
      database: this.database,
      random: this.options.random,
      log: (details, message) => this.log.warn(details, message),
    });
    this.running.set(job.id, execution);
    void execution.outcome.then((outcome) => {
      // Only if it is still this execution: after a lost lease the same job may have been claimed again.
      if (this.running.get(job.id) === execution) this.running.delete(job.id);
      this.options.onEnd(job.kind, outcome, (performance.now() - startedAt) / 1_000);
    });
  }

  private async livingWorker(): Promise<Worker> {
    if (this.worker) return this.worker;
    const worker: Worker = { id: newId(), renewedAt: performance.now() };
    const name = `${hostname().slice(0, 200)} ${process.pid}`;
    await this.database.transaction({ sweep: true }, (tx) =>
      registerWorker(tx, worker.id, name, this.options.leaseSeconds),
    );
    this.worker = worker;
    return worker;
  }

  private async heartbeat(): Promise<boolean> {
    return this.inTurn(async () => {
      const { worker } = this;
      if (!worker) return false;
      const sentAt = performance.now();
      const { leaseSeconds } = this.options;
      const isLiving = await this.database.transaction({ sweep: true }, async (tx) => {
        if (!(await renewLease(tx, worker.id, leaseSeconds))) return false;
        const returned = await returnAllBut(tx, worker.id, [...this.running.keys()]);
        if (returned > 0) this.log.warn({ returned }, 'jobs were returned that this worker did not know of');
        return true;
      });
      if (isLiving) worker.renewedAt = sentAt;
      else this.loseLease();
      return false;
    });
  }

  private async watchLease(): Promise<boolean> {
    const { worker } = this;
    const age = worker ? performance.now() - worker.renewedAt : 0;
    if (age > this.options.leaseSeconds * 900) this.loseLease();
    return false;
  }

  /** What runs is told to give up, and the next claim is made under a new name. */
  private loseLease(): void {
    if (!this.worker) return;
    this.log.error(
      { workerId: this.worker.id, jobs: this.running.size },
      'the lease of this worker was lost',
    );
    this.worker = undefined;
    for (const execution of this.running.values()) execution.abort('lease-lost');
  }

  private async releaseLost(): Promise<boolean> {
    const released = await releaseOrphans(this.database);
    if (released.workers.length > 0 || released.jobs > 0)
      this.log.warn(released, 'workers fell silent; their jobs were released');
    for (const { kind } of released.poisoned) this.options.onEnd(kind, 'dead', 0);
    return released.full;
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    const ended = result.catch(() => undefined);
    // Longer than any statement may take: over a connection that is dead and does not say so, nobody waits for ever.
    this.turn = Promise.race([ended, sleep(longestTurnMilliseconds, undefined, { ref: false })]);
    return result;
  }
}
