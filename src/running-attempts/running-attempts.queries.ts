import type { AttemptState, FinishReason } from '../attempts/attempt.rules.js';
import { query, type Reader } from '../database/database.js';

export interface RunningAttemptRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly version_number: number;
  readonly item_count: number;
  readonly answered_count: number;
  readonly last_saved_at: Date | null;
  readonly started_at: Date;
  readonly started_key: string;
  readonly deadline_at: Date | null;
  readonly state: AttemptState;
  readonly finish_reason: FinishReason | null;
  readonly ended_at: Date | null;
  /** When it was read, by the clock that judges the deadline. */
  readonly server_time: Date;
}

/**
 * A response of null clears an answer. Saves leave no event, so that they cost the candidate nothing: who watches them counts.
 * With 500 attempts of 40 answers the count takes some 13 ms, once a second for all who watch an assessment.
 */
const columns = `
  SELECT a.id, c.name, c.email, v.number AS version_number, v.item_count, w.answered_count, w.last_saved_at, a.started_at,
         a.started_at::text AS started_key, a.deadline_at, a.state, a.finish_reason, a.ended_at, clock_timestamp() AS server_time`;
const joined = `
    JOIN candidates c ON c.employer_id = a.employer_id AND c.id = a.candidate_id
    JOIN versions v ON v.employer_id = a.employer_id AND v.id = a.version_id
   CROSS JOIN LATERAL (
     SELECT (count(*) FILTER (WHERE w.response <> 'null'))::integer AS answered_count, max(w.saved_at) AS last_saved_at
       FROM answers w WHERE w.employer_id = a.employer_id AND w.attempt_id = a.id) w`;

/** The oldest first. The attempts are found before anything is counted, so that a page costs what it shows. */
export async function listRunningAttempts(
  db: Reader,
  employerId: string,
  assessmentId: string,
  after: { readonly startedAt: string; readonly id: string } | undefined,
  limit: number,
): Promise<RunningAttemptRow[]> {
  return query<RunningAttemptRow>(
    db,
    `${columns}
       FROM (SELECT * FROM attempts
              WHERE employer_id = $1 AND assessment_id = $2 AND state <> 'finished'
                AND ($3::timestamptz IS NULL OR (started_at, id) > ($3, $4::uuid))
              ORDER BY started_at, id LIMIT $5) a ${joined}
      ORDER BY a.started_at, a.id`,
    [employerId, assessmentId, after?.startedAt ?? null, after?.id ?? null, limit],
  );
}

/** These, whatever has become of them. */
export async function listAttemptsOf(
  db: Reader,
  employerId: string,
  assessmentId: string,
  ids: readonly string[],
): Promise<RunningAttemptRow[]> {
  return query<RunningAttemptRow>(
    db,
    `${columns} FROM attempts a ${joined} WHERE a.employer_id = $1 AND a.assessment_id = $2 AND a.id = ANY ($3::uuid[])`,
    [employerId, assessmentId, ids],
  );
}
