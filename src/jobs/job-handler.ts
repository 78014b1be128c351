import type { Tx } from '../database/database.js';
import type { JobKind } from './backoff.rules.js';

/** A job as its handler sees it. The tenant is that of the row, whatever the payload says. */
export interface RunningJob<Payload = unknown> {
  readonly employerId: string;
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  /** The event that asked for it. */
  readonly eventId: string | null;
  readonly payload: Payload;
  /** Aborted when the process stops, the time limit passes or the lease is lost: give up what you wait for. */
  readonly signal: AbortSignal;
  /**
   * A transaction of the job's tenant that commits only while the lease is ours: the job's row is locked first, and
   * `LeaseLost` is thrown where another worker has it. For what a job reads or notes before and between outside calls.
   */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /**
   * The same, and the end of the job: what `effect` writes commits together with the job being done. A handler that
   * returns without it is completed without an effect.
   */
  complete(effect?: (tx: Tx) => Promise<void>): Promise<void>;
}

export interface JobHandler<Payload = unknown> {
  /** The name in the table: lower-case words and underscores. */
  readonly kind: string;
  /** Whose number of attempts and waits it has. */
  readonly backoff: JobKind;
  /** After so long the attempt counts as failed, whether its handler obeys the signal or not. */
  readonly limitSeconds: number;
  /** What stands in the table may be older than this program: throw `PermanentJobError` where it cannot be understood. */
  readonly decode: (payload: unknown) => Payload;
  readonly run: (job: RunningJob<Payload>) => Promise<void>;
}

/** Keeps the type of the payload between `decode` and `run` and hides it from the runner, which holds many kinds. */
export function defineJob<Payload>(handler: JobHandler<Payload>): JobHandler {
  return { ...handler, run: (job) => handler.run(job as RunningJob<Payload>) };
}

/** Trying again cannot help: the job is dead at once. */
export class PermanentJobError extends Error {}

/** A failure of a kind of job that has its own schedule. */
export class RetryAtError extends Error {
  /** @param nextAttemptAt undefined after the last attempt. */
  constructor(
    message: string,
    readonly nextAttemptAt: Date | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Another worker has the job, or will: nothing that this one still does may count. */
export class LeaseLost extends Error {
  constructor() {
    super('The lease of this job was lost.');
  }
}
