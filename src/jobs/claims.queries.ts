import { execute, prepared, query, type Reader, type Statement, type Tx } from '../database/database.js';
import type { Claim } from './jobs.queries.js';

/** All of these look across tenants and need the scope `sweep`. */

/** A worker is who renews this row; the database's clock decides how long that lasts. */
export async function registerWorker(tx: Tx, id: string, name: string, leaseSeconds: number): Promise<void> {
  await execute(
    tx,
    `INSERT INTO job_workers (id, name, lease_until) VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))`,
    [id, name, leaseSeconds],
  );
}

/** @returns false where the lease has ended: whatever this worker holds is no longer its own. */
export async function renewLease(tx: Tx, id: string, leaseSeconds: number): Promise<boolean> {
  return (
    (await execute(
      tx,
      `UPDATE job_workers SET lease_until = clock_timestamp() + make_interval(secs => $2)
        WHERE id = $1 AND lease_until > clock_timestamp()`,
      [id, leaseSeconds],
    )) === 1
  );
}

export async function removeWorker(tx: Tx, id: string): Promise<void> {
  await execute(tx, 'DELETE FROM job_workers WHERE id = $1', [id]);
}

/**
 * Locked against removal for as long as it claims: a worker that was taken for dead must not come to hold jobs that nobody
 * would ever take from it.
 */
export async function lockLivingWorker(tx: Tx, id: string): Promise<boolean> {
  const rows = await query(
    tx,
    'SELECT 1 FROM job_workers WHERE id = $1 AND lease_until > clock_timestamp() FOR KEY SHARE',
    [id],
  );
  return rows.length === 1;
}

export interface ClaimedJob extends Claim {
  readonly kind: string;
  readonly attempt: number;
  readonly eventId: string | null;
  readonly payload: unknown;
}

export interface ClaimRequest {
  readonly workerId: string;
  readonly kinds: readonly string[];
  readonly free: number;
  readonly slots: number;
  /** How many of its slots one employer may hold while another waits. */
  readonly share: number;
}

/**
 * Employers are found by jumping from one to the next in the index, so that ten thousand jobs of one cost the others
 * nothing. They are served in the order of how many slots they hold here and when they were last served; one who would
 * hold more than his share waits while anybody else does. Rows that another worker is looking at are left to it.
 */
const claimStatement: Statement = {
  name: 'claim_jobs',
  text: `
    WITH RECURSIVE employer AS (
      (SELECT employer_id FROM jobs WHERE state = 'queued' ORDER BY employer_id LIMIT 1)
      UNION ALL
      SELECT (SELECT j.employer_id FROM jobs j WHERE j.state = 'queued' AND j.employer_id > e.employer_id
               ORDER BY j.employer_id LIMIT 1)
        FROM employer e WHERE e.employer_id IS NOT NULL
    ), kinds AS MATERIALIZED (
      SELECT coalesce(array_agg(known.kind), '{}') AS names FROM unnest($2::text[]) AS known (kind)
       WHERE NOT EXISTS (SELECT 1 FROM job_pauses p WHERE p.kind IN (known.kind, '*'))
    ), waiting AS MATERIALIZED (
      SELECT e.employer_id, count(*) OVER () AS employers,
             (SELECT max(claimed_at) FROM jobs s WHERE s.employer_id = e.employer_id AND claimed_at IS NOT NULL) AS served_at,
             (SELECT count(*) FROM jobs r WHERE r.worker_id = $1 AND r.state = 'running' AND r.employer_id = e.employer_id) AS held
        FROM employer e
       WHERE e.employer_id IS NOT NULL
         AND EXISTS (SELECT 1 FROM jobs d WHERE d.state = 'queued' AND d.employer_id = e.employer_id AND d.run_at <= now()
                        AND d.kind = ANY ((SELECT names FROM kinds)::text[]))
    ), next AS MATERIALIZED (
      SELECT * FROM waiting WHERE held < CASE WHEN employers > 1 THEN $5::int ELSE $4::int END
       ORDER BY held, served_at NULLS FIRST, employer_id LIMIT $3
    ), candidate AS MATERIALIZED (
      SELECT n.employer_id, n.served_at, due.id, n.held + row_number() OVER (PARTITION BY n.employer_id ORDER BY due.run_at, due.id) AS place
        FROM next n CROSS JOIN LATERAL (
          SELECT j.id, j.run_at FROM jobs j
           WHERE j.state = 'queued' AND j.employer_id = n.employer_id AND j.run_at <= now()
             AND j.kind = ANY ((SELECT names FROM kinds)::text[])
           ORDER BY j.run_at, j.id
           LIMIT least($3, CASE WHEN n.employers > 1 THEN $5::int ELSE $4::int END - n.held)
           FOR UPDATE SKIP LOCKED) due
    ), chosen AS MATERIALIZED (
      SELECT employer_id, id FROM candidate ORDER BY place, served_at NULLS FIRST, employer_id LIMIT $3
    )
    UPDATE jobs j SET state = 'running', worker_id = $1, attempt = attempt + 1, claims = claims + 1, claimed_at = clock_timestamp()
      FROM chosen c WHERE j.employer_id = c.employer_id AND j.id = c.id
    RETURNING j.employer_id AS "employerId", j.id, j.worker_id AS "workerId", j.claims, j.kind, j.attempt,
      j.event_id AS "eventId", j.payload`,
};

export async function claimJobs(tx: Tx, request: ClaimRequest): Promise<ClaimedJob[]> {
  return prepared<ClaimedJob>(tx, claimStatement, [
    request.workerId,
    request.kinds,
    request.free,
    request.slots,
    request.share,
  ]);
}

/**
 * Gives back, uncounted, what the table says that a worker holds and the worker does not know of: a claim whose COMMIT was
 * not answered, or a job that did not end in time when the process stops.
 */
export async function returnAllBut(tx: Tx, workerId: string, known: readonly string[]): Promise<number> {
  return execute(
    tx,
    `UPDATE jobs SET state = 'queued', worker_id = NULL, attempt = attempt - 1, run_at = clock_timestamp()
      WHERE worker_id = $1 AND state = 'running' AND id <> ALL ($2::uuid[])`,
    [workerId, known],
  );
}

/** Somebody who holds a row of it is alive in some way: the next round looks again. */
export async function removeSilentWorkers(tx: Tx): Promise<string[]> {
  const rows = await query<{ name: string }>(
    tx,
    `DELETE FROM job_workers WHERE id IN (
        SELECT id FROM job_workers WHERE lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED) RETURNING name`,
  );
  return rows.map(({ name }) => name);
}

export interface OrphanedJob {
  readonly employerId: string;
  readonly id: string;
  readonly kind: string;
  readonly leaseLosses: number;
}

export async function lockOrphanedJobs(tx: Tx, limit: number): Promise<OrphanedJob[]> {
  return query<OrphanedJob>(
    tx,
    `SELECT employer_id AS "employerId", id, kind, lease_losses AS "leaseLosses" FROM jobs j
      WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM job_workers w WHERE w.id = j.worker_id)
      ORDER BY employer_id, id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
    [limit],
  );
}

export async function requeueOrphan(tx: Tx, job: OrphanedJob, leaseLosses: number): Promise<void> {
  await execute(
    tx,
    `UPDATE jobs SET state = 'queued', worker_id = NULL, lease_losses = $3, run_at = clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [job.employerId, job.id, leaseLosses],
  );
}

export async function buryOrphan(tx: Tx, job: OrphanedJob, message: string): Promise<void> {
  await execute(
    tx,
    `UPDATE jobs SET state = 'dead', worker_id = NULL, lease_losses = lease_losses + 1, error_class = 'poison',
        error_message = $3, finished_at = clock_timestamp(),
        first_failed_at = coalesce(first_failed_at, clock_timestamp()), last_failed_at = clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [job.employerId, job.id, message],
  );
}

/** How many run now, of one kind or of all; for who waits until a pause has taken effect. */
export async function countRunning(db: Reader, kind: string | undefined): Promise<number> {
  const [row] = await query<{ running: string }>(
    db,
    `SELECT count(*) AS running FROM jobs WHERE state = 'running' AND ($1::text IS NULL OR kind = $1)`,
    [kind ?? null],
  );
  return Number(row?.running ?? 0);
}
