import type { NewestFirstPlace } from '../common/pagination/newest-first.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { Language } from '../mail/mail-message.js';
import type { AssessmentStatus, Presentation, ReviewPolicy } from './assessment.rules.js';

export interface AssessmentRow {
  readonly employer_id: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly time_limit_minutes: number | null;
  readonly pass_mark_percent: string | null;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly shuffle_questions: boolean;
  readonly shuffle_options: boolean;
  readonly review_policy: ReviewPolicy;
  readonly language: Language;
  readonly presentation: Presentation;
  readonly link_capacity: number | null;
  readonly status: AssessmentStatus;
  readonly slug: string;
  readonly link_open: boolean;
  readonly require_email_verification: boolean;
  readonly latest_version_number: number;
  readonly questions_revision: string;
  readonly closed_at: Date | null;
  readonly created_at: Date;
  /** The same with microseconds, as the place in a list. */
  readonly created_key: string;
  readonly updated_at: Date;
  readonly revision: string;
}

/** What an author may set; every name is a column. */
export interface AssessmentFields {
  readonly title: string;
  readonly description: string;
  readonly time_limit_minutes: number | null;
  readonly pass_mark_percent: string | null;
  readonly opens_at: string | null;
  readonly closes_at: string | null;
  readonly shuffle_questions: boolean;
  readonly shuffle_options: boolean;
  readonly review_policy: ReviewPolicy;
  readonly language: Language;
  readonly presentation: Presentation;
  readonly link_capacity: number | null;
  readonly link_open: boolean;
  readonly require_email_verification: boolean;
}

const columns = `employer_id, id, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions,
  shuffle_options, review_policy, presentation, link_capacity, language, status, slug, link_open, require_email_verification, latest_version_number,
  questions_revision, closed_at, created_at,
  created_at::text AS created_key, updated_at, revision`;

export async function findAssessment(
  db: Reader,
  employerId: string,
  id: string,
): Promise<AssessmentRow | undefined> {
  const rows = await query<AssessmentRow>(
    db,
    `SELECT ${columns} FROM assessments WHERE employer_id = $1 AND id = $2 AND deleted_at IS NULL`,
    [employerId, id],
  );
  return rows[0];
}

/**
 * Makes edits, publications, closings and imports of one assessment wait for each other, so that each decides on what
 * the one before left behind. Proven by test/concurrency/publish.spec.ts.
 */
export async function lockAssessment(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<AssessmentRow | undefined> {
  const rows = await query<AssessmentRow>(
    tx,
    `SELECT ${columns} FROM assessments WHERE employer_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE`,
    [employerId, id],
  );
  return rows[0];
}

/** When this transaction began, by the database's clock: decisions about time use no other. */
export async function readTransactionTime(tx: Reader): Promise<Date> {
  const rows = await query<{ now: Date }>(tx, 'SELECT now()');
  return rows[0]!.now;
}

export async function listAssessments(
  db: Reader,
  employerId: string,
  filter: {
    readonly status: AssessmentStatus | undefined;
    /** A part of the title; no pattern, so that nothing in it means anything. */
    readonly search: string | undefined;
    readonly before: NewestFirstPlace | undefined;
    readonly limit: number;
  },
): Promise<AssessmentRow[]> {
  return query<AssessmentRow>(
    db,
    `SELECT ${columns} FROM assessments
      WHERE employer_id = $1 AND deleted_at IS NULL AND ($2::text IS NULL OR status = $2)
        AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
        AND ($5::text IS NULL OR
             strpos(lower(title COLLATE "und-x-icu") COLLATE "C", lower($5 COLLATE "und-x-icu") COLLATE "C") > 0)
      ORDER BY created_at DESC, id DESC LIMIT $6`,
    [
      employerId,
      filter.status ?? null,
      filter.before?.createdAt ?? null,
      filter.before?.id ?? null,
      filter.search ?? null,
      filter.limit,
    ],
  );
}

export async function listActiveAssessments(
  db: Reader,
  employerId: string,
): Promise<{ id: string; title: string }[]> {
  return query(
    db,
    `SELECT id, title FROM assessments WHERE employer_id = $1 AND status = 'active' ORDER BY active_slot LIMIT 1000`,
    [employerId],
  );
}

/** How many assessments are active and how many can be. */
export async function readQuota(
  db: Reader,
  employerId: string,
): Promise<{ readonly active: number; readonly limit: number }> {
  const rows = await query<{ active: number; limit: number }>(
    db,
    `SELECT count(a.id)::integer AS active, count(*)::integer AS "limit"
       FROM active_slots s LEFT JOIN assessments a ON a.employer_id = s.employer_id AND a.active_slot = s.slot
      WHERE s.employer_id = $1`,
    [employerId],
  );
  return rows[0]!;
}

export async function insertAssessment(
  tx: Tx,
  row: Omit<AssessmentFields, 'link_open'> & {
    readonly employer_id: string;
    readonly id: string;
    readonly slug: string;
  },
): Promise<AssessmentRow> {
  const rows = await query<AssessmentRow>(
    tx,
    `INSERT INTO assessments (employer_id, id, slug, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at,
       shuffle_questions, shuffle_options, review_policy, language, require_email_verification, presentation, link_capacity)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING ${columns}`,
    [
      row.employer_id,
      row.id,
      row.slug,
      row.title,
      row.description,
      row.time_limit_minutes,
      row.pass_mark_percent,
      row.opens_at,
      row.closes_at,
      row.shuffle_questions,
      row.shuffle_options,
      row.review_policy,
      row.language,
      row.require_email_verification,
      row.presentation,
      row.link_capacity,
    ],
  );
  return rows[0]!;
}

/** Writes the given fields if the row still has the revision that the author has seen. */
export async function updateAssessment(
  tx: Tx,
  employerId: string,
  id: string,
  revision: string,
  fields: Partial<AssessmentFields>,
): Promise<AssessmentRow | undefined> {
  const names = Object.keys(fields) as (keyof AssessmentFields)[];
  const assignments = names.map((name, index) => `${name} = $${index + 4}`);
  const rows = await query<AssessmentRow>(
    tx,
    `UPDATE assessments SET ${[...assignments, 'updated_at = now()'].join(', ')}
      WHERE employer_id = $1 AND id = $2 AND revision = $3 AND deleted_at IS NULL RETURNING ${columns}`,
    [employerId, id, revision, ...names.map((name) => fields[name])],
  );
  return rows[0];
}

export async function markDeleted(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(tx, `UPDATE assessments SET deleted_at = now() WHERE employer_id = $1 AND id = $2`, [
    employerId,
    id,
  ]);
}

/** The lowest free slot of the quota. Decide on it only under the employer's lock; the unique index catches who does not. */
export async function findFreeSlot(tx: Tx, employerId: string): Promise<number | undefined> {
  const rows = await query<{ slot: number }>(
    tx,
    `SELECT s.slot FROM active_slots s
      WHERE s.employer_id = $1
        AND NOT EXISTS (SELECT 1 FROM assessments a WHERE a.employer_id = $1 AND a.active_slot = s.slot)
      ORDER BY s.slot LIMIT 1`,
    [employerId],
  );
  return rows[0]?.slot;
}

export async function activate(tx: Tx, employerId: string, id: string, slot: number): Promise<AssessmentRow> {
  const rows = await query<AssessmentRow>(
    tx,
    `UPDATE assessments SET status = 'active', active_slot = $3, closed_at = NULL, updated_at = now()
      WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id, slot],
  );
  return rows[0]!;
}

export async function setClosed(tx: Tx, employerId: string, id: string): Promise<AssessmentRow> {
  const rows = await query<AssessmentRow>(
    tx,
    `UPDATE assessments SET status = 'closed', active_slot = NULL, closed_at = now(), updated_at = now()
      WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id],
  );
  return rows[0]!;
}

export async function setArchived(tx: Tx, employerId: string, id: string): Promise<AssessmentRow> {
  const rows = await query<AssessmentRow>(
    tx,
    `UPDATE assessments SET status = 'archived', updated_at = now() WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id],
  );
  return rows[0]!;
}

export async function setLatestVersionNumber(
  tx: Tx,
  employerId: string,
  id: string,
  number: number,
): Promise<AssessmentRow> {
  const rows = await query<AssessmentRow>(
    tx,
    `UPDATE assessments SET latest_version_number = $3, updated_at = now() WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id, number],
  );
  return rows[0]!;
}

/** The list of questions has changed: moves its ETag. The caller holds the assessment's lock. */
export async function advanceQuestionsRevision(tx: Tx, employerId: string, id: string): Promise<string> {
  const rows = await query<{ questions_revision: string }>(
    tx,
    `UPDATE assessments SET questions_revision = questions_revision + 1, updated_at = now()
      WHERE employer_id = $1 AND id = $2 RETURNING questions_revision`,
    [employerId, id],
  );
  return rows[0]!.questions_revision;
}
