import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { QuestionKindName } from './kinds/question-kind.js';

export interface QuestionRow {
  readonly id: string;
  readonly assessment_id: string;
  readonly position: number;
  readonly kind: QuestionKindName;
  readonly text: string;
  readonly title: string | null;
  readonly points: string;
  readonly content: object;
  readonly key: object;
  readonly explanation: string | null;
  readonly external_id: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly difficulty: string | null;
  readonly time_limit_seconds: number | null;
  readonly import_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly revision: string;
}

/** What an author writes; every name is a column. */
export interface QuestionFields {
  readonly kind: QuestionKindName;
  readonly text: string;
  readonly title: string | null;
  readonly points: string;
  readonly content: object;
  readonly key: object;
  readonly explanation: string | null;
  readonly external_id: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly difficulty: string | null;
  readonly time_limit_seconds: number | null;
}

export interface NewQuestion extends QuestionFields {
  readonly id: string;
  readonly position: number;
}

const columns = `id, assessment_id, position, kind, text, title, points, content, key, explanation, external_id, category, tags,
  difficulty, time_limit_seconds, import_id, created_at, updated_at, revision`;

export async function listQuestions(
  db: Reader,
  employerId: string,
  assessmentId: string,
  filter: { readonly afterPosition: number; readonly limit: number },
): Promise<QuestionRow[]> {
  return query<QuestionRow>(
    db,
    `SELECT ${columns} FROM questions WHERE employer_id = $1 AND assessment_id = $2 AND position > $3 ORDER BY position LIMIT $4`,
    [employerId, assessmentId, filter.afterPosition, filter.limit],
  );
}

export async function findQuestion(
  db: Reader,
  employerId: string,
  assessmentId: string,
  id: string,
): Promise<QuestionRow | undefined> {
  const rows = await query<QuestionRow>(
    db,
    `SELECT ${columns} FROM questions WHERE employer_id = $1 AND assessment_id = $2 AND id = $3`,
    [employerId, assessmentId, id],
  );
  return rows[0];
}

export async function countQuestions(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<{ count: number; last: number }> {
  const rows = await query<{ count: number; last: number }>(
    db,
    `SELECT count(*)::integer AS count, coalesce(max(position), 0) AS last FROM questions WHERE employer_id = $1 AND assessment_id = $2`,
    [employerId, assessmentId],
  );
  return rows[0]!;
}

export interface QuestionWording {
  readonly position: number;
  readonly text: string;
  readonly content: object;
}

/** What each question says, without what it is worth or how it is answered. */
export async function listWordings(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<QuestionWording[]> {
  return query<QuestionWording>(
    db,
    `SELECT position, text, content FROM questions WHERE employer_id = $1 AND assessment_id = $2 ORDER BY position`,
    [employerId, assessmentId],
  );
}

/** One statement for any number of questions: an import of thousands is a few round trips. */
export async function insertQuestions(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  questions: readonly NewQuestion[],
  importId: string | null,
): Promise<void> {
  await execute(
    tx,
    `INSERT INTO questions (employer_id, id, assessment_id, position, kind, text, title, points, content, key, explanation, external_id,
       category, tags, difficulty, time_limit_seconds, import_id)
     SELECT $1, q.id, $2, q.position, q.kind, q.text, q.title, q.points, q.content, q.key, q.explanation, q.external_id, q.category,
            q.tags, q.difficulty, q.time_limit_seconds, $4
       FROM jsonb_to_recordset($3::jsonb) AS q (id uuid, position integer, kind text, text text, title text, points numeric,
            content jsonb, key jsonb, explanation text, external_id text, category text, tags text[], difficulty text,
            time_limit_seconds integer)`,
    [employerId, assessmentId, JSON.stringify(questions), importId],
  );
}

/** Writes the given fields if the row still has the revision that the author has seen. */
export async function updateQuestion(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  id: string,
  revision: string,
  fields: Partial<QuestionFields>,
): Promise<QuestionRow | undefined> {
  const names = Object.keys(fields) as (keyof QuestionFields)[];
  const assignments = names.map((name, index) => `${name} = $${index + 5}`);
  const rows = await query<QuestionRow>(
    tx,
    `UPDATE questions SET ${[...assignments, 'updated_at = now()'].join(', ')}
      WHERE employer_id = $1 AND assessment_id = $2 AND id = $3 AND revision = $4 RETURNING ${columns}`,
    [employerId, assessmentId, id, revision, ...names.map((name) => fields[name])],
  );
  return rows[0];
}

export async function deleteQuestion(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(tx, `DELETE FROM questions WHERE employer_id = $1 AND id = $2`, [employerId, id]);
}

export interface ImportedQuestions {
  readonly count: number;
  /** Changed by an author since they came. */
  readonly edited_count: number;
  /** Numbers of the published versions that hold one of them. */
  readonly versions: readonly number[];
}

/** What undoing an import would take away, and what speaks against it. The caller holds the assessment's lock. */
export async function countImported(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  importId: string,
): Promise<ImportedQuestions> {
  const rows = await query<ImportedQuestions>(
    tx,
    `WITH batch AS (SELECT id, updated_at > created_at AS is_edited FROM questions
                     WHERE employer_id = $1 AND assessment_id = $2 AND import_id = $3)
     SELECT (SELECT count(*) FROM batch)::integer AS count,
            (SELECT count(*) FROM batch WHERE is_edited)::integer AS edited_count,
            coalesce((SELECT array_agg(v.number ORDER BY v.number) FROM versions v
              WHERE v.employer_id = $1 AND v.assessment_id = $2 AND EXISTS (
                SELECT 1 FROM items i WHERE i.employer_id = $1 AND i.version_id = v.id AND i.id IN (SELECT id FROM batch))), '{}') AS versions`,
    [employerId, assessmentId, importId],
  );
  return rows[0]!;
}

export async function deleteImported(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  importId: string,
): Promise<number> {
  return execute(
    tx,
    `DELETE FROM questions WHERE employer_id = $1 AND assessment_id = $2 AND import_id = $3`,
    [employerId, assessmentId, importId],
  );
}

export async function listQuestionIds(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `SELECT id FROM questions WHERE employer_id = $1 AND assessment_id = $2 ORDER BY position`,
    [employerId, assessmentId],
  );
  return rows.map((row) => row.id);
}

/** Gives the questions the positions of their places in the list. Uniqueness is checked at commit, so they may cross. */
export async function setPositions(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  ids: readonly string[],
): Promise<void> {
  await execute(
    tx,
    `UPDATE questions q SET position = o.place
       FROM unnest($3::uuid[]) WITH ORDINALITY AS o (id, place)
      WHERE q.employer_id = $1 AND q.assessment_id = $2 AND q.id = o.id AND q.position <> o.place`,
    [employerId, assessmentId, ids],
  );
}

/** Copies every question of one assessment into another. Option ids stay: they are only unique within a question. */
export async function copyQuestions(
  tx: Tx,
  employerId: string,
  fromId: string,
  toId: string,
  newIds: readonly string[],
): Promise<number> {
  return execute(
    tx,
    `INSERT INTO questions (employer_id, id, assessment_id, position, kind, text, title, points, content, key, explanation, external_id,
       category, tags, difficulty, time_limit_seconds)
     SELECT $1, n.id, $3, q.place, q.kind, q.text, q.title, q.points, q.content, q.key, q.explanation, q.external_id, q.category, q.tags,
            q.difficulty, q.time_limit_seconds
       FROM (SELECT *, row_number() OVER (ORDER BY position) AS place FROM questions WHERE employer_id = $1 AND assessment_id = $2) q
       JOIN unnest($4::uuid[]) WITH ORDINALITY AS n (id, place) USING (place)`,
    [employerId, fromId, toId, newIds],
  );
}
