import { query, type Reader, type Tx } from '../database/database.js';

export interface DeadJobFilter {
  readonly employerId?: string;
  readonly kind?: string;
  readonly errorClass?: string;
  readonly id?: string;
}

export interface DeadJob {
  readonly employerId: string;
  readonly id: string;
  readonly kind: string;
  readonly key: string | null;
  readonly eventId: string | null;
  readonly attempt: number;
  readonly errorClass: string;
  readonly errorMessage: string | null;
  readonly firstFailedAt: Date | null;
  readonly diedAt: Date;
  readonly replays: number;
}

/** The newest first. Under the scope of an employer its own only; under `sweep` those of all. */
export async function listDeadJobs(db: Reader, filter: DeadJobFilter, limit: number): Promise<DeadJob[]> {
  return query<DeadJob>(
    db,
    `SELECT employer_id AS "employerId", id, kind, key, event_id AS "eventId", attempt, error_class AS "errorClass",
            error_message AS "errorMessage", first_failed_at AS "firstFailedAt", finished_at AS "diedAt", replays
       FROM jobs
      WHERE state = 'dead' AND ($1::uuid IS NULL OR employer_id = $1) AND ($2::text IS NULL OR kind = $2)
        AND ($3::text IS NULL OR error_class = $3) AND ($4::uuid IS NULL OR id = $4)
      ORDER BY finished_at DESC, id LIMIT $5`,
    [...filterValues(filter), limit],
  );
}

/**
 * Queues dead jobs again with the attempts of a new one and the event they came from. A job that is not dead, because it was
 * replayed a moment ago on another screen, is left alone; so is one whose key a newer job has taken.
 */
export async function requeueDeadJobs(
  tx: Tx,
  employerId: string,
  ids: readonly string[],
): Promise<{ id: string; kind: string }[]> {
  return query(
    tx,
    `WITH asked AS (
       SELECT id, row_number() OVER (PARTITION BY kind, coalesce(key, id::text) ORDER BY finished_at DESC, id) AS place
         FROM (SELECT id, kind, key, finished_at FROM jobs
                WHERE employer_id = $1 AND id = ANY ($2::uuid[]) AND state = 'dead' ORDER BY id FOR NO KEY UPDATE) dead)
     UPDATE jobs j SET state = 'queued', attempt = 0, lease_losses = 0, run_at = clock_timestamp(), finished_at = NULL,
         replays = replays + 1
       FROM asked a
      WHERE j.employer_id = $1 AND j.id = a.id AND a.place = 1
        AND NOT EXISTS (SELECT 1 FROM jobs other WHERE other.employer_id = $1 AND other.kind = j.kind AND other.key = j.key
              AND other.state IN ('queued', 'running'))
     RETURNING j.id, j.kind`,
    [employerId, ids],
  );
}

function filterValues({ employerId, kind, errorClass, id }: DeadJobFilter): unknown[] {
  return [employerId ?? null, kind ?? null, errorClass ?? null, id ?? null];
}
