import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Tx } from '../database/database.js';
import { decideAfterFailure, type JobErrorClass } from './backoff.rules.js';
import type { ClaimedJob } from './claims.queries.js';
import { errorText } from './error-text.js';
import {
  LeaseLost,
  PermanentJobError,
  RetryAtError,
  type JobHandler,
  type RunningJob,
} from './job-handler.js';
import { lockClaimedJob, markDone, markFailed, markReturned } from './jobs.queries.js';

export type JobOutcome = 'done' | 'retried' | 'dead' | 'returned' | 'lost';

/** Why a job's signal was aborted; only a passed limit says something about the job. */
export type AbortReason = 'stopping' | 'lease-lost' | 'limit';

export interface ExecutionContext {
  readonly database: Database;
  readonly random: () => number;
  readonly log: (details: object, message: string) => void;
}

/** How long a handler that was told to stop may take to do so before it is left to itself. */
const obedienceMilliseconds = 2_000;

/** One claimed job, from its handler's first line to the row that says what came of it. */
export class JobExecution {
  private readonly controller = new AbortController();
  private reason: AbortReason | undefined;
  private isDone = false;
  readonly outcome: Promise<JobOutcome>;

  constructor(
    readonly job: ClaimedJob,
    private readonly handler: JobHandler,
    private readonly context: ExecutionContext,
  ) {
    this.outcome = this.run();
  }

  abort(reason: AbortReason): void {
    this.reason ??= reason;
    this.controller.abort(reason === 'lease-lost' ? new LeaseLost() : new Error(`aborted: ${reason}`));
  }

  private async run(): Promise<JobOutcome> {
    const limit = setTimeout(() => this.abort('limit'), this.handler.limitSeconds * 1_000);
    try {
      await this.handle();
      if (!this.isDone) await this.complete();
      return 'done';
    } catch (error) {
      // What failed after the completion, failed after the job: it is done, and its handler said too much.
      if (this.isDone) return 'done';
      return await this.noteFailure(error);
    } finally {
      clearTimeout(limit);
    }
  }

  private async handle(): Promise<void> {
    const { employerId, id, attempt, eventId } = this.job;
    const running: RunningJob = {
      employerId,
      id,
      attempt,
      eventId,
      payload: this.decode(),
      signal: this.controller.signal,
      transaction: (work) => this.fenced(work),
      complete: (effect) => this.complete(effect),
    };
    const handled = this.handler.run(running);
    // It may end long after we have stopped waiting for it.
    handled.catch(() => undefined);
    await Promise.race([handled, this.disobedience()]);
  }

  private decode(): unknown {
    try {
      return this.handler.decode(this.job.payload);
    } catch (error) {
      throw new PermanentJobError(`The payload cannot be understood: ${errorText(error)}`, { cause: error });
    }
  }

  /** Rejects when the handler has had time to obey the signal and has not ended. */
  private disobedience(): Promise<never> {
    return new Promise((_, reject) => {
      this.controller.signal.addEventListener('abort', () => {
        setTimeout(
          () => reject(new Error(`The job did not end in time (${this.reason}).`)),
          obedienceMilliseconds,
        ).unref();
      });
    });
  }

  private async fenced<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.context.database.transaction({ employerId: this.job.employerId }, async (tx) => {
      if ((await lockClaimedJob(tx, this.job)) !== 'held') throw new LeaseLost();
      return work(tx);
    });
  }

  private async complete(effect?: (tx: Tx) => Promise<void>): Promise<void> {
    await this.fenced(async (tx) => {
      await effect?.(tx);
      await markDone(tx, this.job);
    });
    this.isDone = true;
  }

  /** Until it is noted or the job is no longer ours: a living worker's jobs are given to nobody else. */
  private async noteFailure(error: unknown): Promise<JobOutcome> {
    for (let pause = 100; ; pause = Math.min(5_000, pause * 2)) {
      try {
        return await this.tryToNote(error);
      } catch (failure) {
        if (this.reason === 'stopping' || this.reason === 'lease-lost') return 'lost';
        this.context.log({ err: failure, jobId: this.job.id }, 'the failure of a job could not be noted yet');
        await sleep(pause);
      }
    }
  }

  private async tryToNote(error: unknown): Promise<JobOutcome> {
    const { employerId, attempt, kind, id } = this.job;
    const errorClass = this.classify(error);
    const failedAt = new Date();
    const decision = decideAfterFailure(
      {
        kind: this.handler.backoff,
        attempt,
        errorClass,
        failedAt,
        ...(error instanceof RetryAtError ? { scheduled: { nextAttemptAt: error.nextAttemptAt } } : {}),
      },
      this.context.random(),
    );
    return this.context.database.transaction({ employerId }, async (tx) => {
      const standing = await lockClaimedJob(tx, this.job);
      // The COMMIT that completed it was not answered, and had happened.
      if (standing !== 'held') return standing;
      if (decision.kind === 'returned') {
        await markReturned(tx, this.job);
        return 'returned';
      }
      const isDead = decision.kind === 'dead';
      await markFailed(tx, this.job, {
        state: isDead ? 'dead' : 'queued',
        waitSeconds: isDead ? 0 : Math.max(0, (decision.at.getTime() - failedAt.getTime()) / 1_000),
        errorClass: isDead ? decision.errorClass : 'transient',
        message: errorText(error),
      });
      this.context.log({ err: error, jobId: id, kind, attempt, isDead }, 'a job failed');
      return isDead ? 'dead' : 'retried';
    });
  }

  private classify(error: unknown): JobErrorClass {
    if (error instanceof PermanentJobError) return 'permanent';
    return this.reason === 'stopping' || this.reason === 'lease-lost' ? 'cancelled' : 'transient';
  }
}
