import { execute, prepared, query, type Reader, type Statement, type Tx } from '../database/database.js';
import type { AttemptState, FinishReason } from './attempt.rules.js';

/** Statements of the employer's and the worker's side on attempts and answers. */

export interface LockedAttemptRow {
  readonly id: string;
  readonly assessment_id: string;
  readonly version_id: string;
  readonly candidate_id: string;
  readonly token_hash: Buffer;
  readonly started_at: Date;
  readonly deadline_at: Date | null;
  readonly state: AttemptState;
  readonly finish_reason: FinishReason | null;
  readonly ended_at: Date | null;
  /** When this transaction began, by the database's clock. */
  readonly now: Date;
  /** How many key rows the version has. Keys are only ever added, so the number says whether a kept set is the newest. */
  readonly key_count: number;
}

export interface AnswerRow {
  readonly item_id: string;
  readonly response: unknown;
  readonly client_sequence: string;
}

const lockAttemptStatement: Statement = {
  name: 'lock_attempt',
  text: `SELECT a.id, a.assessment_id, a.version_id, a.candidate_id, a.token_hash, a.started_at, a.deadline_at, a.state, a.finish_reason,
                a.ended_at, now() AS now,
                (SELECT count(*)::integer FROM answer_keys k WHERE k.employer_id = a.employer_id AND k.version_id = a.version_id) AS key_count
           FROM attempts a WHERE a.employer_id = $1 AND a.id = $2 FOR NO KEY UPDATE`,
};

const listAnswersStatement: Statement = {
  name: 'list_answers',
  text: `SELECT item_id, response, client_sequence FROM answers WHERE employer_id = $1 AND attempt_id = $2 ORDER BY item_id`,
};

/**
 * Lets one of button, second tab, deadline, close and revoke end the attempt, and makes a save that is under way either
 * count or be refused: saves hold this row's shared lock. Proven by test/concurrency/submit-*.spec.ts.
 */
export async function lockAttempt(
  tx: Tx,
  employerId: string,
  attemptId: string,
): Promise<LockedAttemptRow | undefined> {
  return (await prepared<LockedAttemptRow>(tx, lockAttemptStatement, [employerId, attemptId]))[0];
}

export async function listAnswers(db: Reader, employerId: string, attemptId: string): Promise<AnswerRow[]> {
  return prepared<AnswerRow>(db, listAnswersStatement, [employerId, attemptId]);
}

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
