import { query, type Reader } from '../database/database.js';
import type { EventRow } from '../events/events.queries.js';

/** Half open: from `first` up to, and without, `end`. */
export interface JournalSpan {
  readonly first: number;
  readonly end: number;
}

export interface ActivityFilter {
  readonly types: readonly string[] | undefined;
  readonly actorId: string | undefined;
  /** The assessment itself, and what is said to be of it. */
  readonly assessmentId: string | undefined;
}

/** The newest first. Reads the whole span by the primary key, so the caller keeps it short. */
export async function listMatchingEvents(
  db: Reader,
  employerId: string,
  { first, end }: JournalSpan,
  { types, actorId, assessmentId }: ActivityFilter,
  limit: number,
): Promise<EventRow[]> {
  return query<EventRow>(
    db,
    `SELECT sequence, id, type, occurred_at, actor_type, actor_id, subject_type, subject_id, payload
       FROM events
      WHERE employer_id = $1 AND sequence >= $2 AND sequence < $3
        AND ($4::text[] IS NULL OR type = ANY ($4))
        AND ($5::uuid IS NULL OR actor_id = $5)
        AND ($6::uuid IS NULL OR subject_id = $6 OR payload::json ->> 'assessmentId' = $6::text)
      ORDER BY sequence DESC LIMIT $7`,
    [employerId, first, end, types ?? null, actorId ?? null, assessmentId ?? null, limit],
  );
}

/**
 * The first event at or after a time; one behind the last where there is none. By halving: the numbers have no gaps and are
 * given one after the other, so a million events are twenty look-ups by the primary key, and no index on the time is written with
 * every act. Where the clock of the database was set back, the border is as exact as the clock was.
 */
export async function findPlaceOfTime(
  db: Reader,
  employerId: string,
  head: number,
  time: string,
): Promise<number> {
  const [found] = await query<{ place: number }>(
    db,
    `WITH RECURSIVE search (low, high) AS (
       SELECT 1::bigint, $2::bigint + 1
        UNION ALL
       SELECT CASE WHEN e.occurred_at < $3::timestamptz THEN e.sequence + 1 ELSE s.low END,
              CASE WHEN e.occurred_at < $3::timestamptz THEN s.high ELSE e.sequence END
         FROM search s
         JOIN events e ON e.employer_id = $1 AND e.sequence = (s.low + s.high) / 2
        WHERE s.low < s.high)
     SELECT max(low)::float8 AS place FROM search`,
    [employerId, head, time],
  );
  return found!.place;
}
