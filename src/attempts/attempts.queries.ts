import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { FinishReason } from './attempt.rules.js';

/** Statements of the employer's and the worker's side on attempts and answers. */

/**
 * Ends every running attempt of an assessment at this moment, or at its deadline where that has passed; scoring follows.
 * An attempt may have started after this transaction began: it then ends as it starts, not before.
 */
export async function endRunningAttempts(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  reason: 'closed',
): Promise<number> {
  return execute(
    tx,
    `UPDATE attempts SET state = 'ending', ended_at = greatest(started_at, least(date_trunc('milliseconds', now()), deadline_at)),
            finish_reason = CASE WHEN deadline_at < now() THEN 'deadline' ELSE $3 END
      WHERE employer_id = $1 AND assessment_id = $2 AND state = 'in_progress'`,
    [employerId, assessmentId, reason],
  );
}

/** The same for the one attempt that an invite led to. */
export async function endAttemptOfInvite(tx: Tx, employerId: string, inviteId: string): Promise<number> {
  return execute(
    tx,
    `UPDATE attempts SET state = 'ending', ended_at = greatest(started_at, least(date_trunc('milliseconds', now()), deadline_at)),
            finish_reason = CASE WHEN deadline_at < now() THEN 'deadline' ELSE 'revoked' END
      WHERE employer_id = $1 AND invite_id = $2 AND state = 'in_progress'`,
    [employerId, inviteId],
  );
}

export interface EndedAttemptRow {
  readonly assessment_id: string;
  readonly finish_reason: FinishReason;
  readonly ended_at: Date;
}

/** The same for one attempt; `undefined` where it does not run. Waits for a submission that is being written, and finds it done. */
export async function endAttempt(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<EndedAttemptRow | undefined> {
  const rows = await query<EndedAttemptRow>(
    tx,
    `UPDATE attempts SET state = 'ending', ended_at = greatest(started_at, least(date_trunc('milliseconds', now()), deadline_at)),
            finish_reason = CASE WHEN deadline_at < now() THEN 'deadline' ELSE 'ended' END
      WHERE employer_id = $1 AND id = $2 AND state = 'in_progress' RETURNING assessment_id, finish_reason, ended_at`,
    [employerId, id],
  );
  return rows[0];
}

export async function findEndOfAttempt(
  db: Reader,
  employerId: string,
  id: string,
): Promise<EndedAttemptRow | undefined> {
  const rows = await query<EndedAttemptRow>(
    db,
    `SELECT assessment_id, finish_reason, ended_at FROM attempts
      WHERE employer_id = $1 AND id = $2 AND state <> 'in_progress'`,
    [employerId, id],
  );
  return rows[0];
}

const dueCondition = `(state = 'ending' OR state = 'in_progress' AND deadline_at + attempt_grace() < now())`;

/** Attempts that nobody ended, of every employer; runs in a scope with `sweep`. */
export async function listDueAttempts(
  db: Reader,
  limit: number,
): Promise<{ employer_id: string; id: string }[]> {
  return query(
    db,
    `SELECT employer_id, id FROM attempts WHERE ${dueCondition} ORDER BY coalesce(ended_at, deadline_at) LIMIT $1`,
    [limit],
  );
}

export async function listDueAttemptsOf(
  db: Reader,
  employerId: string,
  assessmentId: string,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `SELECT id FROM attempts WHERE employer_id = $1 AND assessment_id = $2 AND ${dueCondition} ORDER BY id LIMIT $3`,
    [employerId, assessmentId, limit],
  );
  return rows.map((row) => row.id);
}
