import { query, type Reader, type Tx } from '../database/database.js';
import type { AttemptSelection, ExtensionOutcome } from './attempt-times.rules.js';

/** Reads, and calls the two functions of the database that are the only ways in which a deadline moves. */

export interface ExtendedAttemptRow {
  readonly attempt_id: string;
  readonly outcome: ExtensionOutcome;
  readonly deadline_at: Date | null;
}

export interface TimeAct {
  readonly id: string;
  readonly minutes: number;
  readonly reason: string;
  readonly actorType: 'member' | 'api_key';
  readonly actorId: string;
}

export interface ReopenedRow {
  readonly outcome: 'reopened' | 'not_ended' | 'ended_otherwise' | 'revoked';
  readonly deadline_at: Date | null;
  readonly submission_id: string | null;
}

export interface TimeChangeRow {
  readonly revision: number;
  readonly kind: 'extension' | 'reopening';
  readonly act_id: string;
  readonly minutes: number;
  readonly reason: string;
  readonly actor_type: 'member' | 'api_key';
  readonly actor_id: string;
  readonly from_deadline_at: Date;
  readonly to_deadline_at: Date;
  readonly changed_at: Date;
}

/**
 * Makes this and closing or archiving the assessment wait for each other; starts share the lock and do not wait. A close
 * ends its attempts in no order, so without this the two could wait for each other's attempts in a circle.
 */
export async function lockAssessmentShared(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<{ readonly status: string } | undefined> {
  const rows = await query<{ status: string }>(
    tx,
    `SELECT status FROM assessments WHERE employer_id = $1 AND id = $2 AND deleted_at IS NULL FOR SHARE`,
    [employerId, id],
  );
  return rows[0];
}

export async function listSelectedAttempts(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  selection: Exclude<AttemptSelection, { readonly ids: readonly string[] }>,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT a.id FROM attempts a JOIN candidates c ON c.employer_id = a.employer_id AND c.id = a.candidate_id
      WHERE a.employer_id = $1 AND a.assessment_id = $2 AND a.state = 'in_progress'
        AND ($3::text[] IS NULL OR c.email_canonical = ANY ($3))
        AND ($4::timestamptz IS NULL OR a.started_at > $4) AND ($5::timestamptz IS NULL OR a.started_at < $5)
      ORDER BY a.id`,
    [employerId, assessmentId, selection.emails, selection.startedAfter, selection.startedBefore],
  );
  return rows.map((row) => row.id);
}

/** Locks the attempts in the order of their ids; one that is not of this assessment has no row in the answer. */
export async function extendAttempts(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  attemptIds: readonly string[],
  act: TimeAct & { readonly pastClosing: boolean },
): Promise<ExtendedAttemptRow[]> {
  return query<ExtendedAttemptRow>(
    tx,
    `SELECT attempt_id, outcome, deadline_at FROM extend_attempts($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      employerId,
      assessmentId,
      attemptIds,
      act.minutes,
      act.pastClosing,
      act.reason,
      act.id,
      act.actorType,
      act.actorId,
    ],
  );
}

export async function findAssessmentOfAttempt(
  db: Reader,
  employerId: string,
  attemptId: string,
): Promise<string | undefined> {
  const rows = await query<{ assessment_id: string }>(
    db,
    `SELECT assessment_id FROM attempts WHERE employer_id = $1 AND id = $2`,
    [employerId, attemptId],
  );
  return rows[0]?.assessment_id;
}

export async function reopenAttempt(
  tx: Tx,
  employerId: string,
  attemptId: string,
  act: TimeAct,
): Promise<ReopenedRow> {
  const rows = await query<ReopenedRow>(
    tx,
    `SELECT outcome, deadline_at, submission_id FROM reopen_attempt($1, $2, $3, $4, $5, $6, $7)`,
    [employerId, attemptId, act.minutes, act.reason, act.id, act.actorType, act.actorId],
  );
  return rows[0]!;
}

export async function listTimeChanges(
  db: Reader,
  employerId: string,
  attemptId: string,
): Promise<TimeChangeRow[]> {
  return query<TimeChangeRow>(
    db,
    `SELECT revision, kind, act_id, minutes, reason, actor_type, actor_id, from_deadline_at, to_deadline_at, changed_at
       FROM attempt_time_changes WHERE employer_id = $1 AND attempt_id = $2 ORDER BY revision DESC LIMIT 100`,
    [employerId, attemptId],
  );
}
