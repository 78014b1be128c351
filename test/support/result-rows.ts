import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { newId } from '../../src/common/identifiers/identifiers.js';

export interface ResultRowOptions {
  readonly name?: string;
  readonly email?: string;
  /** One for each revision of the score. */
  readonly percents?: readonly number[];
  readonly passed?: boolean | null;
  readonly finishedAt?: string;
}

/**
 * Finished attempts with their submissions and scores on the newest version, with times and marks that no candidate could
 * bring about. The superuser takes the guards off for it. Answers with the ids of the submissions.
 */
export async function insertResults(
  admin: Client,
  assessmentId: string,
  rows: readonly ResultRowOptions[],
): Promise<string[]> {
  const entries = rows.map((row) => ({
    id: newId(),
    attempt_id: newId(),
    candidate_id: newId(),
    email: row.email ?? `${randomUUID()}@example.org`,
    name: row.name ?? 'Carla Candidate',
    finished_at: row.finishedAt ?? '2026-02-03T10:20:30.400Z',
    percents: row.percents ?? [50],
    passed: row.passed === undefined ? true : row.passed,
  }));
  await admin.query('BEGIN');
  await admin.query('ALTER TABLE assay.attempts DISABLE TRIGGER attempts_times');
  await admin.query('ALTER TABLE assay.submissions DISABLE TRIGGER submissions_agree');
  await admin.query(
    `WITH entry AS MATERIALIZED (
       SELECT v.employer_id, v.assessment_id, v.id AS version_id, v.maximum_points, e.*
         FROM (SELECT * FROM assay.versions WHERE assessment_id = $1 ORDER BY number DESC LIMIT 1) v,
              jsonb_to_recordset($2::jsonb) AS e (id uuid, attempt_id uuid, candidate_id uuid, email text, name text,
                finished_at timestamptz, percents jsonb, passed boolean)
     ), candidate AS (
       INSERT INTO assay.candidates (employer_id, id, email_canonical, email, name)
       SELECT employer_id, candidate_id, lower(email), email, name FROM entry
     ), attempt AS (
       INSERT INTO assay.attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash, started_at, state,
         finish_reason, ended_at)
       SELECT employer_id, attempt_id, assessment_id, version_id, candidate_id, sha256('none'), finished_at - interval '90.9 seconds',
              'finished', 'submitted', finished_at FROM entry
     ), submission AS (
       INSERT INTO assay.submissions (employer_id, id, assessment_id, version_id, candidate_id, attempt_id, finish_reason,
         finished_at, responses, responses_sha256)
       SELECT employer_id, id, assessment_id, version_id, candidate_id, attempt_id, 'submitted', finished_at, '[]', sha256('[]')
         FROM entry
     )
     INSERT INTO assay.scores (employer_id, submission_id, revision, points, maximum_points, percent, passed, items)
     SELECT employer_id, id, p.revision, maximum_points * p.percent::numeric / 100, maximum_points, p.percent::numeric, passed, '[]'
       FROM entry, jsonb_array_elements_text(percents) WITH ORDINALITY AS p (percent, revision)`,
    [assessmentId, JSON.stringify(entries)],
  );
  await admin.query('ALTER TABLE assay.attempts ENABLE ALWAYS TRIGGER attempts_times');
  await admin.query('ALTER TABLE assay.submissions ENABLE ALWAYS TRIGGER submissions_agree');
  await admin.query('COMMIT');
  return entries.map((entry) => entry.id);
}
