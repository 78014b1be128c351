import { execute, query, type Reader, type Tx } from '../database/database.js';

export interface OpenNotice {
  readonly employerId: string;
  readonly id: string;
  readonly memberId: string;
  /** One of the two: a digest has a day, an instant notice an assessment. */
  readonly day: string | null;
  readonly assessmentId: string | null;
  readonly dueAt: Date;
  readonly afterSequence: string;
}

export interface NoticeRow {
  readonly id: string;
  readonly member_id: string;
  /** YYYY-MM-DD. */
  readonly day: string | null;
  readonly assessment_id: string | null;
  readonly after_sequence: string;
  readonly through_sequence: string | null;
}

const columns = `id, member_id, day::text AS day, assessment_id, after_sequence, through_sequence`;

/** How far a member was told, the day of the last digest, and when the last instant notice left. */
export interface ToldRow {
  readonly through_sequence: string | null;
  readonly last_day: string | null;
  readonly last_closed_at: Date | null;
}

/**
 * A digest has told of every assessment, an instant notice of its own.
 *
 * @param assessmentId null where only digests count.
 */
export async function readTold(
  db: Reader,
  employerId: string,
  memberId: string,
  assessmentId: string | null,
): Promise<ToldRow> {
  const rows = await query<ToldRow>(
    db,
    `SELECT max(through_sequence) AS through_sequence, max(day)::text AS last_day,
            max(closed_at) FILTER (WHERE assessment_id IS NOT NULL) AS last_closed_at
       FROM submission_notices
      WHERE employer_id = $1 AND member_id = $2 AND (assessment_id IS NULL OR assessment_id = $3)
        AND through_sequence IS NOT NULL`,
    [employerId, memberId, assessmentId],
  );
  return rows[0]!;
}

/**
 * Whether a notice collects for the member. The lock makes this wait for who is closing it: he has read how far the journal goes
 * perhaps before the event that the caller holds, and then the event needs a notice of its own.
 * Proven by test/reminders/notices.spec.ts.
 */
export async function lockOpenNotice(
  tx: Tx,
  employerId: string,
  memberId: string,
  assessmentId: string | null,
): Promise<NoticeRow | undefined> {
  const rows = await query<NoticeRow>(
    tx,
    `SELECT ${columns} FROM submission_notices
      WHERE employer_id = $1 AND member_id = $2 AND assessment_id IS NOT DISTINCT FROM $3 AND through_sequence IS NULL
        FOR NO KEY UPDATE`,
    [employerId, memberId, assessmentId],
  );
  return rows[0];
}

export async function insertNotice(tx: Tx, notice: OpenNotice): Promise<void> {
  await execute(
    tx,
    `INSERT INTO submission_notices (employer_id, id, member_id, day, assessment_id, due_at, after_sequence)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      notice.employerId,
      notice.id,
      notice.memberId,
      notice.day,
      notice.assessmentId,
      notice.dueAt,
      notice.afterSequence,
    ],
  );
}

export async function moveNotice(
  tx: Tx,
  employerId: string,
  id: string,
  to: { readonly day: string | null; readonly dueAt: Date },
): Promise<void> {
  await execute(
    tx,
    `UPDATE submission_notices SET day = $3, due_at = $4 WHERE employer_id = $1 AND id = $2`,
    [employerId, id, to.day, to.dueAt],
  );
}

/** Of every employer; runs in a scope with `sweep`. */
export async function listDueNotices(
  db: Reader,
  limit: number,
): Promise<{ employer_id: string; id: string }[]> {
  return query(
    db,
    `SELECT employer_id, id FROM submission_notices WHERE through_sequence IS NULL AND due_at <= now() ORDER BY due_at LIMIT $1`,
    [limit],
  );
}

/** The notice if it still is due and nobody else is closing it, and the time by which it is judged. */
export async function lockDueNotice(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<(NoticeRow & { readonly now: Date }) | undefined> {
  const rows = await query<NoticeRow & { now: Date }>(
    tx,
    `SELECT ${columns}, now() AS now FROM submission_notices
      WHERE employer_id = $1 AND id = $2 AND through_sequence IS NULL AND due_at <= now() FOR NO KEY UPDATE SKIP LOCKED`,
    [employerId, id],
  );
  return rows[0];
}

/**
 * Ends its collecting with what is committed by now. A statement of its own after the lock: the head of the journal is read with
 * a fresh snapshot.
 */
export async function closeNotice(tx: Tx, employerId: string, id: string, day: string | null): Promise<void> {
  await execute(
    tx,
    `UPDATE submission_notices SET day = $3, closed_at = now(),
            through_sequence = greatest((SELECT max(sequence) FROM events WHERE employer_id = $1), after_sequence)
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id, day],
  );
}

export async function findNotice(db: Reader, employerId: string, id: string): Promise<NoticeRow | undefined> {
  const rows = await query<NoticeRow>(
    db,
    `SELECT ${columns} FROM submission_notices WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
  return rows[0];
}

export interface SubmissionCountRow {
  readonly title: string;
  readonly submitted: number;
  readonly passed: number;
  /** Of the first of all that are counted. */
  readonly since: Date;
}

/**
 * What has come in, by assessment; of each submission the score with which it came. One whose attempt was reopened since does not
 * count: the attempt comes in again.
 */
export async function countSubmissions(
  db: Reader,
  employerId: string,
  notice: NoticeRow,
): Promise<SubmissionCountRow[]> {
  return query<SubmissionCountRow>(
    db,
    `SELECT a.title, count(*)::integer AS submitted, count(*) FILTER (WHERE e.passed)::integer AS passed,
            min(e.occurred_at) AS since
       FROM (SELECT (payload::jsonb ->> 'assessmentId')::uuid AS assessment_id, (payload::jsonb ->> 'passed')::boolean AS passed,
                    occurred_at
               FROM events
              WHERE employer_id = $1 AND sequence > $2 AND sequence <= $3 AND type = 'attempt.submitted'
                AND NOT EXISTS (SELECT 1 FROM superseded_submissions p
                      WHERE p.employer_id = $1 AND p.submission_id = (payload::jsonb ->> 'submissionId')::uuid)) e
       JOIN assessments a ON a.employer_id = $1 AND a.id = e.assessment_id
      WHERE $4::uuid IS NULL OR a.id = $4
      GROUP BY a.id, a.title ORDER BY a.title, a.id`,
    [employerId, notice.after_sequence, notice.through_sequence, notice.assessment_id],
  );
}

/** When this transaction began, by the clock that every decision goes by. */
export async function readClock(db: Reader): Promise<Date> {
  return (await query<{ now: Date }>(db, 'SELECT now()'))[0]!.now;
}

/** Keeps what dead jobs may still be replayed with, for as long as they are kept. */
export async function removeOldNotices(
  tx: Tx,
  employerId: string,
  memberId: string,
  assessmentId: string | null,
): Promise<void> {
  await execute(
    tx,
    `DELETE FROM submission_notices WHERE employer_id = $1 AND member_id = $2 AND assessment_id IS NOT DISTINCT FROM $3
        AND closed_at < now() - interval '31 days'`,
    [employerId, memberId, assessmentId],
  );
}
