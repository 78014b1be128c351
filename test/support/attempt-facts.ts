import type { Client } from 'pg';

export interface AttemptFacts {
  readonly state: string;
  readonly finish_reason: string | null;
  readonly submissions: number;
  readonly scores: number;
  readonly submitted_events: number;
  readonly stored_replies: number;
  /** Whether the attempt ended no later than its deadline and the grace allow. */
  readonly in_time: boolean;
  /** Answers as they stand, and as the submission froze them. */
  readonly saved: unknown[];
  readonly frozen: unknown[] | null;
}

/** What the database holds of an attempt, as the superuser sees it. */
export async function attemptFacts(admin: Client, attemptId: string): Promise<AttemptFacts> {
  const { rows } = await admin.query<AttemptFacts>(
    `SELECT a.state, a.finish_reason,
            (SELECT count(*)::int FROM submissions s WHERE s.attempt_id = a.id) AS submissions,
            (SELECT count(*)::int FROM scores r JOIN submissions s ON s.id = r.submission_id WHERE s.attempt_id = a.id) AS scores,
            (SELECT count(*)::int FROM events e WHERE e.type = 'attempt.submitted' AND e.subject_id = a.id) AS submitted_events,
            (SELECT count(*)::int FROM idempotency_keys k WHERE k.principal = 'attempt/' || a.id) AS stored_replies,
            coalesce(a.ended_at <= a.deadline_at + attempt_grace(), true) AS in_time,
            (SELECT coalesce(jsonb_agg(w.response ORDER BY w.item_id), '[]') FROM answers w WHERE w.attempt_id = a.id) AS saved,
            (SELECT jsonb_path_query_array(s.responses::jsonb, '$[*].response') FROM submissions s WHERE s.attempt_id = a.id LIMIT 1) AS frozen
       FROM attempts a WHERE a.id = $1`,
    [attemptId],
  );
  return rows[0]!;
}

/** An attempt that was ended by `reason`, once, with all that belongs to it. */
export function endedOnce(reason: string): Partial<AttemptFacts> {
  return {
    state: 'finished',
    finish_reason: reason,
    submissions: 1,
    scores: 1,
    submitted_events: 1,
    in_time: true,
  };
}
