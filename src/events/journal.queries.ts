import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { EventType } from './event-types.js';

/** An event as a reader across tenants gets it. `payload` is the text that the hash covers. */
export interface JournalEvent {
  readonly employerId: string;
  /** Counts from 1 without a gap within the employer. */
  readonly sequence: string;
  readonly id: string;
  readonly xid: string;
  readonly type: EventType;
  readonly occurredAt: Date;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: string;
}

export interface CursorPosition {
  readonly xid: string;
  readonly employerId: string;
  readonly sequence: string;
}

/**
 * A consumer's place, made when it first reads: before every event, or before those whose transactions may not have ended
 * yet. Two processes may do it at once. Where there is one, nothing is inserted: that would wait for who is reading.
 */
export async function openCursor(tx: Tx, consumer: string, startsAt: 'beginning' | 'now'): Promise<void> {
  await execute(
    tx,
    `INSERT INTO event_cursors (consumer, after_xid, after_employer, after_sequence)
     SELECT $1, CASE WHEN $2 = 'now' THEN pg_snapshot_xmin(pg_current_snapshot()) ELSE '0'::xid8 END,
            '00000000-0000-0000-0000-000000000000', 0
      WHERE NOT EXISTS (SELECT 1 FROM event_cursors WHERE consumer = $1)
     ON CONFLICT (consumer) DO NOTHING`,
    [consumer, startsAt],
  );
}

/** @returns undefined while another process reads for this consumer, or where it has no cursor yet. */
export async function lockCursor(tx: Tx, consumer: string): Promise<CursorPosition | undefined> {
  const [position] = await query<CursorPosition>(
    tx,
    `SELECT after_xid::text AS xid, after_employer AS "employerId", after_sequence AS sequence
       FROM event_cursors WHERE consumer = $1 FOR NO KEY UPDATE SKIP LOCKED`,
    [consumer],
  );
  return position;
}

/**
 * The next events in commit order. A transaction that is still open may hold a smaller id than one that has committed, so
 * nothing at or above the oldest open one is read: `id >` alone would step over it and never come back. Events of one
 * transaction come in the order of employer and sequence. A bare `xid` in ORDER BY would be the column of the answer, which
 * is text and puts 10 before 9.
 */
export async function readJournal(db: Reader, after: CursorPosition, limit: number): Promise<JournalEvent[]> {
  return query<JournalEvent>(
    db,
    `SELECT employer_id AS "employerId", sequence, id, xid::text AS xid, type, occurred_at AS "occurredAt",
            actor_type AS "actorType", actor_id AS "actorId", subject_type AS "subjectType", subject_id AS "subjectId", payload
       FROM events
      WHERE (events.xid, employer_id, sequence) > ($1::xid8, $2::uuid, $3::bigint)
        AND events.xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY events.xid, employer_id, sequence LIMIT $4`,
    [after.xid, after.employerId, after.sequence, limit],
  );
}

export async function moveCursor(tx: Tx, consumer: string, to: JournalEvent): Promise<void> {
  await execute(
    tx,
    `UPDATE event_cursors SET after_xid = $2::xid8, after_employer = $3, after_sequence = $4, moved_at = now() WHERE consumer = $1`,
    [consumer, to.xid, to.employerId, to.sequence],
  );
}

/** From here on the transaction acts for one tenant and no longer looks across them. */
export async function actForEmployer(tx: Tx, employerId: string): Promise<void> {
  await query(tx, `SELECT set_config('assay.sweep', '', true), set_config('assay.employer', $1, true)`, [
    employerId,
  ]);
}

/** @returns false where this consumer has had the event already. */
export async function noteReceived(tx: Tx, consumer: string, event: JournalEvent): Promise<boolean> {
  const rows = await query(
    tx,
    `INSERT INTO event_inbox (employer_id, consumer, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1`,
    [event.employerId, consumer, event.id],
  );
  return rows.length === 1;
}

/**
 * What was read more than a week ago; the policy of the table says how long. While a cursor stands before an event, because
 * somebody has set it back, its consumer will meet the event again, and the row stays.
 *
 * Runs in a scope with `sweep`.
 */
export async function purgeInbox(tx: Tx, limit: number): Promise<number> {
  return execute(
    tx,
    `DELETE FROM event_inbox WHERE (employer_id, consumer, event_id) IN (
       SELECT i.employer_id, i.consumer, i.event_id
         FROM event_inbox i
         JOIN events e ON e.employer_id = i.employer_id AND e.id = i.event_id
         JOIN event_cursors c ON c.consumer = i.consumer
          AND (e.xid, e.employer_id, e.sequence) <= (c.after_xid, c.after_employer, c.after_sequence)
        WHERE i.received_at < now() - interval '7 days' ORDER BY i.received_at LIMIT $1)`,
    [limit],
  );
}

/** An event with all that its hash covers, as texts of the database: serialised anew they could hash differently. */
export interface HashedEvent {
  readonly employerId: string;
  readonly sequence: string;
  readonly id: string;
  readonly type: string;
  readonly epoch: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: string;
  readonly previousHash: string;
  readonly hash: string;
}

const hashedColumns = `events.employer_id AS "employerId", events.sequence, id, type, extract(epoch FROM occurred_at)::text AS epoch,
  actor_type AS "actorType", actor_id AS "actorId", subject_type AS "subjectType", subject_id AS "subjectId", payload,
  encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash`;

/** The same events, in the same order. */
export async function readHashedEvents(
  db: Reader,
  events: readonly Pick<JournalEvent, 'employerId' | 'sequence'>[],
): Promise<HashedEvent[]> {
  return query<HashedEvent>(
    db,
    `SELECT ${hashedColumns}
       FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS wanted (employer_id, sequence, place)
       JOIN events ON events.employer_id = wanted.employer_id AND events.sequence = wanted.sequence
      ORDER BY place`,
    [events.map(({ employerId }) => employerId), events.map(({ sequence }) => sequence)],
  );
}

/** The journals one after the other, each in its order: what a verifier reads. */
export async function readJournals(
  db: Reader,
  after: Pick<JournalEvent, 'employerId' | 'sequence'>,
  limit: number,
): Promise<HashedEvent[]> {
  return query<HashedEvent>(
    db,
    `SELECT ${hashedColumns} FROM events WHERE (events.employer_id, events.sequence) > ($1, $2)
      ORDER BY events.employer_id, events.sequence LIMIT $3`,
    [after.employerId, after.sequence, limit],
  );
}

export interface JournalHead {
  readonly sequence: string;
  readonly hash: string;
  /** The clock of the database. */
  readonly now: Date;
}

export async function readJournalHead(db: Reader, employerId: string): Promise<JournalHead | undefined> {
  const [head] = await query<JournalHead>(
    db,
    `SELECT sequence, encode(hash, 'hex') AS hash, now() AS now FROM events WHERE employer_id = $1 ORDER BY sequence DESC LIMIT 1`,
    [employerId],
  );
  return head;
}

/** What the consumer noted with its cursor about what it has stored outside the database. */
export async function readOutsidePosition(db: Reader, consumer: string): Promise<string | undefined> {
  const [cursor] = await query<{ position: string | null }>(
    db,
    'SELECT outside_position AS position FROM event_cursors WHERE consumer = $1',
    [consumer],
  );
  return cursor?.position ?? undefined;
}

/** Belongs into the transaction that moves the cursor. */
export async function noteOutsidePosition(tx: Tx, consumer: string, position: string): Promise<void> {
  await execute(tx, 'UPDATE event_cursors SET outside_position = $2 WHERE consumer = $1', [
    consumer,
    position,
  ]);
}

/** The consumer reads everything again, and has stored nothing outside. */
export async function rewindCursor(tx: Tx, consumer: string): Promise<void> {
  await execute(
    tx,
    `UPDATE event_cursors SET after_xid = '0', after_employer = '00000000-0000-0000-0000-000000000000', after_sequence = 0,
            outside_position = NULL, moved_at = now()
      WHERE consumer = $1`,
    [consumer],
  );
}

export interface CursorLag {
  readonly consumer: string;
  /** Since the oldest event that the consumer has not read; 0 where it has read all. */
  readonly seconds: number;
}

/** Per consumer, one look into the index behind its cursor. */
export async function measureLag(db: Reader): Promise<CursorLag[]> {
  return query<CursorLag>(
    db,
    `SELECT consumer, coalesce(extract(epoch FROM clock_timestamp() - (
          SELECT occurred_at FROM events WHERE (xid, employer_id, sequence) > (after_xid, after_employer, after_sequence)
           ORDER BY xid, employer_id, sequence LIMIT 1)), 0)::float8 AS seconds
       FROM event_cursors ORDER BY consumer`,
  );
}
