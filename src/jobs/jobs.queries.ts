import { newId } from '../common/identifiers/identifiers.js';
import { execute, prepared, query, type Statement, type Tx } from '../database/database.js';

export interface NewJob {
  readonly employerId: string;
  readonly kind: string;
  /** While a job of this kind and key waits or runs, another request for it adds nothing. */
  readonly key?: string;
  /** Not before this time; otherwise at once. */
  readonly runAt?: Date;
  readonly payload: object;
  readonly eventId?: string;
}

const enqueueStatement: Statement = {
  name: 'enqueue_job',
  text: `INSERT INTO jobs (employer_id, id, kind, key, run_at, payload, event_id)
         VALUES ($1, $2, $3, $4, coalesce($5, now()), $6, $7)
         ON CONFLICT (employer_id, kind, key) WHERE key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING RETURNING id`,
};

/**
 * Asks for work in the transaction of the act: there is a job if and only if it commits. Nobody is notified, because NOTIFY
 * inside a business transaction costs it a factor of five; workers look four times a second.
 *
 * @returns the job's id, or undefined where one with this key waits or runs already.
 */
export async function enqueue(tx: Tx, job: NewJob): Promise<string | undefined> {
  const rows = await prepared<{ id: string }>(tx, enqueueStatement, [
    job.employerId,
    newId(),
    job.kind,
    job.key ?? null,
    job.runAt ?? null,
    JSON.stringify(job.payload),
    job.eventId ?? null,
  ]);
  return rows[0]?.id;
}

/** Many jobs of one kind in one statement, under identifiers that the caller has chosen. */
export async function enqueueAll(
  tx: Tx,
  employerId: string,
  kind: string,
  jobs: readonly { readonly id: string; readonly payload: object }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await execute(
    tx,
    `INSERT INTO jobs (employer_id, id, kind, payload)
     SELECT $1, j.id, $2, j.payload FROM jsonb_to_recordset($3::jsonb) AS j (id uuid, payload jsonb)`,
    [employerId, kind, JSON.stringify(jobs)],
  );
}

/** What tells one claim of a job from every other. */
export interface Claim {
  readonly employerId: string;
  readonly id: string;
  readonly workerId: string;
  readonly claims: number;
}

const lockStatement: Statement = {
  name: 'lock_claimed_job',
  text: `SELECT state, claims FROM jobs
          WHERE employer_id = $1 AND id = $2 AND claims = $4 AND (worker_id = $3 OR state = 'done') FOR NO KEY UPDATE`,
};

/**
 * The fence. Whoever applies an effect locks the job's row first and goes on only where this claim still holds it: who
 * releases or claims the job waits for that transaction or was there before it.
 *
 * @returns 'done' where this very claim has completed the job already, as after a COMMIT whose answer was lost.
 */
export async function lockClaimedJob(tx: Tx, claim: Claim): Promise<'held' | 'done' | 'lost'> {
  const [row] = await prepared<{ state: string }>(tx, lockStatement, claimValues(claim));
  if (row === undefined) return 'lost';
  return row.state === 'done' ? 'done' : 'held';
}

/** The following three are for a job that `lockClaimedJob` has found held. */
export async function markDone(tx: Tx, { employerId, id }: Claim): Promise<void> {
  await execute(
    tx,
    `UPDATE jobs SET state = 'done', worker_id = NULL, lease_losses = 0, finished_at = clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
}

/** Back to the queue as if it had not been claimed. */
export async function markReturned(tx: Tx, { employerId, id }: Claim): Promise<void> {
  await execute(
    tx,
    `UPDATE jobs SET state = 'queued', worker_id = NULL, attempt = attempt - 1, lease_losses = 0, run_at = clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
}

/**
 * For a long job, in a transaction of its own fence: part of its work has ended, so what ends its workers, if they end, is not
 * the job. Without it a job that is at work while three workers are stopped would count as poison.
 */
export async function noteProgress(
  tx: Tx,
  { employerId, id }: { readonly employerId: string; readonly id: string },
): Promise<void> {
  await execute(
    tx,
    `UPDATE jobs SET lease_losses = 0 WHERE employer_id = $1 AND id = $2 AND lease_losses > 0`,
    [employerId, id],
  );
}

export interface FailureNote {
  readonly state: 'queued' | 'dead';
  /** Seconds from now, for a job that is queued again. */
  readonly waitSeconds: number;
  readonly errorClass: 'transient' | 'permanent' | 'exhausted';
  readonly message: string;
}

export async function markFailed(tx: Tx, { employerId, id }: Claim, failure: FailureNote): Promise<void> {
  await execute(
    tx,
    `UPDATE jobs SET state = $3::text, worker_id = NULL, lease_losses = 0, error_class = $4, error_message = $5,
        run_at = clock_timestamp() + make_interval(secs => $6),
        finished_at = CASE WHEN $3::text = 'dead' THEN clock_timestamp() END,
        first_failed_at = coalesce(first_failed_at, clock_timestamp()), last_failed_at = clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id, failure.state, failure.errorClass, failure.message, failure.waitSeconds],
  );
}

/** Removes done jobs after a day and dead ones after thirty; the policy of the table decides which. */
export async function purgeJobs(tx: Tx, limit: number): Promise<number> {
  const rows = await query(
    tx,
    `DELETE FROM jobs j USING (
        SELECT employer_id, id FROM jobs WHERE state IN ('done', 'dead') AND finished_at < now() - interval '1 day'
           AND (state = 'done' OR finished_at < now() - interval '30 days') LIMIT $1) old
      WHERE j.employer_id = old.employer_id AND j.id = old.id RETURNING 1`,
    [limit],
  );
  return rows.length;
}

function claimValues({ employerId, id, workerId, claims }: Claim): unknown[] {
  return [employerId, id, workerId, claims];
}
