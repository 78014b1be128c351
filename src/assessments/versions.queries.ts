import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { AssessmentRow } from './assessments.queries.js';
import type { Presentation, ReviewPolicy } from './assessment.rules.js';

export interface VersionRow {
  readonly id: string;
  readonly assessment_id: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly time_limit_minutes: number | null;
  readonly pass_mark_percent: string | null;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly shuffle_questions: boolean;
  readonly shuffle_options: boolean;
  readonly review_policy: ReviewPolicy;
  readonly presentation: Presentation;
  readonly item_count: number;
  readonly maximum_points: string;
  readonly content_sha256: Buffer;
  readonly published_at: Date;
}

export interface PublishableQuestion {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly points: string;
  readonly content: object;
}

export interface VersionItemRow {
  readonly id: string;
  readonly position: number;
  readonly kind: string;
  readonly text: string;
  readonly points: string;
  readonly content: object;
  readonly key: object;
  readonly explanation: string | null;
}

const columns = `id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at,
  shuffle_questions, shuffle_options, review_policy, presentation, item_count, maximum_points, content_sha256, published_at`;

/**
 * How candidates are told that they will be scored: whether a wrong answer may cost points, and whether a partly right one
 * may earn some. Known of the keys as they are published, so that the landing page needs no key.
 */
const scoringFacts = `(SELECT coalesce(bool_or(key ? 'wrongPenalty'), false) AS wrong_answers_cost,
         coalesce(bool_or(kind = 'multiple_choice' AND key->>'scoring' <> 'all_or_nothing'
           OR jsonb_path_exists(key, '$.accepted[*].fraction ? (@ != "1" && @ != "0")')), false) AS partial_credit
         FROM questions WHERE employer_id = $1 AND assessment_id = $2)`;

/** The working questions as they stand under the assessment's lock. */
export async function listPublishableQuestions(
  tx: Tx,
  employerId: string,
  assessmentId: string,
): Promise<PublishableQuestion[]> {
  return query<PublishableQuestion>(
    tx,
    `SELECT id, kind, text, points, content FROM questions WHERE employer_id = $1 AND assessment_id = $2 ORDER BY position`,
    [employerId, assessmentId],
  );
}

/** How many questions publishing would take, and what they are worth together. */
export async function summarizeDraft(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<{ readonly count: number; readonly points: string }> {
  const rows = await query<{ count: number; points: string }>(
    db,
    `SELECT count(*)::integer AS count, coalesce(sum(points), 0)::text AS points
       FROM questions WHERE employer_id = $1 AND assessment_id = $2`,
    [employerId, assessmentId],
  );
  return rows[0]!;
}

/** The working questions with their keys: for members, never for candidates. */
export async function listDraftWithKeys(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<VersionItemRow[]> {
  return query<VersionItemRow>(
    db,
    `SELECT id, position, kind, text, points, content, key, explanation
       FROM questions WHERE employer_id = $1 AND assessment_id = $2 ORDER BY position`,
    [employerId, assessmentId],
  );
}

export async function insertVersion(
  tx: Tx,
  assessment: AssessmentRow,
  version: {
    readonly id: string;
    readonly number: number;
    readonly itemCount: number;
    readonly maximumPoints: string;
    readonly content: string;
    readonly contentHash: Buffer;
    readonly publishedBy: string | null;
  },
): Promise<VersionRow> {
  const rows = await query<VersionRow>(
    tx,
    `INSERT INTO versions (employer_id, id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent, opens_at,
       closes_at, shuffle_questions, shuffle_options, review_policy, presentation, item_count, maximum_points, content, content_sha256,
       published_by, wrong_answers_cost, partial_credit)
     SELECT employer_id, $3, id, $4, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions,
       shuffle_options, review_policy, presentation, $5, $6, $7, $8, $9, wrong_answers_cost, partial_credit
       FROM assessments, ${scoringFacts} AS facts WHERE employer_id = $1 AND id = $2
     RETURNING ${columns}`,
    [
      assessment.employer_id,
      assessment.id,
      version.id,
      version.number,
      version.itemCount,
      version.maximumPoints,
      version.content,
      version.contentHash,
      version.publishedBy,
    ],
  );
  return rows[0]!;
}

/** Copies questions and keys into the version; in the transaction that made it, or the database refuses. */
export async function insertItemsWithKeys(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  versionId: string,
): Promise<void> {
  await execute(
    tx,
    `INSERT INTO items (employer_id, version_id, id, position, kind, text, points, content)
     SELECT employer_id, $3, id, row_number() OVER (ORDER BY position), kind, text, points, content
       FROM questions WHERE employer_id = $1 AND assessment_id = $2`,
    [employerId, assessmentId, versionId],
  );
  await execute(
    tx,
    `INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key, explanation)
     SELECT employer_id, $3, id, 1, key, explanation FROM questions WHERE employer_id = $1 AND assessment_id = $2`,
    [employerId, assessmentId, versionId],
  );
}

export async function listVersions(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<VersionRow[]> {
  return query<VersionRow>(
    db,
    `SELECT ${columns} FROM versions WHERE employer_id = $1 AND assessment_id = $2 ORDER BY number DESC LIMIT 1000`,
    [employerId, assessmentId],
  );
}

export async function findVersion(
  db: Reader,
  employerId: string,
  assessmentId: string,
  number: number,
): Promise<VersionRow | undefined> {
  const rows = await query<VersionRow>(
    db,
    `SELECT ${columns} FROM versions WHERE employer_id = $1 AND assessment_id = $2 AND number = $3`,
    [employerId, assessmentId, number],
  );
  return rows[0];
}

/** Items with their newest keys: for members, never for candidates. */
export async function listItemsWithKeys(
  db: Reader,
  employerId: string,
  versionId: string,
): Promise<VersionItemRow[]> {
  return query<VersionItemRow>(
    db,
    `SELECT i.id, i.position, i.kind, i.text, i.points, i.content, k.key, k.explanation
       FROM items i
       JOIN LATERAL (SELECT key, explanation FROM answer_keys k
                      WHERE k.employer_id = i.employer_id AND k.version_id = i.version_id AND k.item_id = i.id
                      ORDER BY revision DESC LIMIT 1) k ON true
      WHERE i.employer_id = $1 AND i.version_id = $2 ORDER BY i.position`,
    [employerId, versionId],
  );
}
