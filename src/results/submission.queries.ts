import type { ReviewPolicy } from '../assessments/assessment.rules.js';
import { query, type Reader } from '../database/database.js';
import type { ScoredItem } from '../scoring/score-attempt.js';
import type { ResultRow } from './results.queries.js';

export interface SubmissionRow extends ResultRow {
  readonly assessment_id: string;
  readonly attempt_id: string;
  readonly version_id: string;
  /** Null where the candidate came by the public link. */
  readonly invited_at: Date | null;
  readonly received_at: Date;
  /** The frozen text that the receipt's hash is of. */
  readonly responses: string;
  readonly responses_sha256: Buffer;
  readonly content_sha256: Buffer;
  readonly time_limit_minutes: number | null;
  readonly pass_mark_percent: string | null;
  readonly shuffle_questions: boolean;
  readonly shuffle_options: boolean;
  readonly review_policy: ReviewPolicy;
  readonly scored_at: Date;
  readonly items: readonly ScoredItem[];
}

export async function findSubmission(
  db: Reader,
  employerId: string,
  id: string,
): Promise<SubmissionRow | undefined> {
  const rows = await query<SubmissionRow>(
    db,
    `SELECT s.id, s.assessment_id, s.attempt_id, s.version_id, c.name, c.email, i.created_at AS invited_at,
            v.number AS version_number, a.started_at, s.finished_at,
            s.received_at, s.finish_reason, s.responses, s.responses_sha256, v.content_sha256, v.time_limit_minutes,
            v.pass_mark_percent, v.shuffle_questions, v.shuffle_options, v.review_policy, r.points, r.maximum_points, r.percent,
            r.passed, r.revision AS score_revision, r.created_at AS scored_at, r.items
       FROM submissions s
       JOIN candidates c ON c.employer_id = s.employer_id AND c.id = s.candidate_id
       JOIN attempts a ON a.employer_id = s.employer_id AND a.id = s.attempt_id
       LEFT JOIN invites i ON i.employer_id = a.employer_id AND i.id = a.invite_id
       JOIN versions v ON v.employer_id = s.employer_id AND v.id = s.version_id
       JOIN scores r ON r.employer_id = s.employer_id AND r.submission_id = s.id
      WHERE s.employer_id = $1 AND s.id = $2 ORDER BY r.revision DESC LIMIT 1`,
    [employerId, id],
  );
  return rows[0];
}

export interface AnswerTimeRow {
  readonly item_id: string;
  readonly saved_at: Date;
}

/** When the answers were saved that a submission froze; not what a later sitting changed. */
export async function listAnswerTimes(
  db: Reader,
  employerId: string,
  attemptId: string,
  until: Date,
): Promise<AnswerTimeRow[]> {
  return query<AnswerTimeRow>(
    db,
    'SELECT item_id, saved_at FROM answers WHERE employer_id = $1 AND attempt_id = $2 AND saved_at <= $3',
    [employerId, attemptId, until],
  );
}

/** A submission that a reopening left behind, and who reopened the attempt. */
export interface SupersededRow {
  readonly submission_id: string;
  readonly finished_at: Date;
  readonly superseded_at: Date;
  readonly actor_type: 'member' | 'api_key';
  readonly actor_id: string;
  readonly reason: string;
}

export async function listSuperseded(
  db: Reader,
  employerId: string,
  attemptId: string,
): Promise<SupersededRow[]> {
  return query<SupersededRow>(
    db,
    `SELECT s.id AS submission_id, s.finished_at, t.changed_at AS superseded_at, t.actor_type, t.actor_id, t.reason
       FROM superseded_submissions p
       JOIN submissions s ON s.employer_id = p.employer_id AND s.id = p.submission_id
       JOIN attempt_time_changes t ON t.employer_id = p.employer_id AND t.attempt_id = p.attempt_id AND t.revision = p.revision
      WHERE p.employer_id = $1 AND p.attempt_id = $2 ORDER BY p.revision`,
    [employerId, attemptId],
  );
}
