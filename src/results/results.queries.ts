import type { FinishReason } from '../attempts/attempt.rules.js';
import { query, type Reader } from '../database/database.js';
import type { ResultFilter, ResultPlace, ResultSort } from './result-filter.js';

export interface ResultRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly version_number: number;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly finish_reason: FinishReason;
  readonly points: string;
  readonly maximum_points: string;
  readonly percent: string;
  readonly passed: boolean | null;
  readonly score_revision: number;
}

export interface TotalsRow {
  readonly submissions: number;
  readonly passed: number;
  readonly failed: number;
  readonly running: number;
}

// An anti-join rather than the first row of an ordered subquery: for a page it is looked up row by row all the same, and
// for a whole assessment it is hashed, which takes a third of the time.
const currentScore = `
  JOIN scores r ON r.employer_id = s.employer_id AND r.submission_id = s.id AND NOT EXISTS (
    SELECT 1 FROM scores later WHERE later.employer_id = r.employer_id AND later.submission_id = r.submission_id
       AND later.revision > r.revision)`;
/** Few rows, so that they are looked up or hashed at next to no cost; the sitting would have to be compared with every attempt. */
export const counts = `NOT EXISTS (SELECT 1 FROM superseded_submissions p WHERE p.employer_id = s.employer_id AND p.submission_id = s.id)`;
const candidate = `JOIN candidates c ON c.employer_id = s.employer_id AND c.id = s.candidate_id`;

const sorts: Readonly<
  Record<ResultSort, { readonly value: string; readonly type: string; readonly join: string }>
> = {
  finishedAt: { value: 's.finished_at', type: 'timestamptz', join: '' },
  score: { value: 'r.percent', type: 'numeric', join: currentScore },
  name: { value: 'c.name COLLATE "und-x-icu"', type: 'text', join: candidate },
};

/**
 * The submissions of those whose name or address contains the text; no pattern, so that nothing in it means anything. The
 * line feed keeps a match from reaching from one into the other. OFFSET 0 has it done before anything is sorted: the
 * planner takes a search to match a third of the rows, and would walk all of them in order for one that matches none.
 */
function searched(ofAssessment: string, text: string): string {
  const lower = (value: string): string => `lower(${value} COLLATE "und-x-icu") COLLATE "C"`;
  return `SELECT s.employer_id, s.assessment_id, s.id, s.candidate_id, s.version_id, s.finish_reason, s.finished_at FROM submissions s ${candidate}
           WHERE ${ofAssessment} AND strpos(${lower(`(c.name || E'\\n' || c.email)`)}, ${lower(text)}) > 0 OFFSET 0`;
}

interface BoundStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Finds the rows by what it filters and sorts on, and fetches the rest for those alone. The text is put together from
 * the constants of this file; whatever a caller gave is a parameter.
 */
function resultsStatement(
  employerId: string,
  assessmentId: string,
  filter: ResultFilter,
  page: { readonly after: ResultPlace | undefined; readonly limit: number } | undefined,
): BoundStatement {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const { value, type, join } = sorts[filter.sort];
  const [direction, beyond] = filter.order === 'asc' ? ['ASC', '>'] : ['DESC', '<'];
  const joins = new Set([join]);
  const ofAssessment = `s.employer_id = ${bind(employerId)} AND s.assessment_id = ${bind(assessmentId)}`;
  const conditions = [ofAssessment, counts];
  const submissions =
    filter.search === undefined ? 'submissions' : `(${searched(ofAssessment, bind(filter.search))})`;
  if (filter.passed !== undefined) {
    joins.add(currentScore);
    conditions.push(`r.passed = ${bind(filter.passed)}`);
  }
  if (filter.versionNumber !== undefined) {
    // By the id of the version: its number is unique only within the assessment, and the row has the id.
    conditions.push(
      `s.version_id = (SELECT v.id FROM versions v WHERE v.employer_id = $1 AND v.assessment_id = $2 AND v.number = ${bind(filter.versionNumber)})`,
    );
  }
  if (filter.reason !== undefined) conditions.push(`s.finish_reason = ${bind(filter.reason)}`);
  if (filter.from !== undefined) conditions.push(`s.finished_at >= ${bind(filter.from)}::timestamptz`);
  if (filter.to !== undefined) conditions.push(`s.finished_at < ${bind(filter.to)}::timestamptz`);
  if (page?.after !== undefined) {
    const last = `${bind(page.after.value)}::${type}`;
    // The first condition says nothing new: it is the one that an index of the value alone can start from.
    conditions.push(
      `${value} ${beyond}= ${last}`,
      `(${value}, s.id) ${beyond} (${last}, ${bind(page.after.id)}::uuid)`,
    );
  }
  const limit = page === undefined ? '' : `LIMIT ${bind(page.limit)}`;
  const text = `
    SELECT s.id, c.name, c.email, v.number AS version_number, a.started_at, s.finished_at, s.finish_reason, r.points,
           r.maximum_points, r.percent, r.passed, r.revision AS score_revision
      FROM (SELECT s.employer_id, s.id, ${value} AS sort_value FROM ${submissions} s ${[...joins].join(' ')}
             WHERE ${conditions.join(' AND ')} ORDER BY sort_value ${direction}, s.id ${direction} ${limit}) p
      JOIN submissions s ON s.employer_id = p.employer_id AND s.id = p.id
      JOIN attempts a ON a.employer_id = s.employer_id AND a.id = s.attempt_id
      JOIN versions v ON v.employer_id = s.employer_id AND v.id = s.version_id
      ${candidate} ${currentScore}
     ORDER BY p.sort_value ${direction}, p.id ${direction}`;
  return { text, values };
}

export async function listResults(
  db: Reader,
  employerId: string,
  assessmentId: string,
  filter: ResultFilter,
  page: { readonly after: ResultPlace | undefined; readonly limit: number },
): Promise<ResultRow[]> {
  const { text, values } = resultsStatement(employerId, assessmentId, filter, page);
  return query<ResultRow>(db, text, [...values]);
}

/** All results, so many at a time, from one run of the statement; in a snapshot. */
export async function* readResults(
  db: Reader,
  employerId: string,
  assessmentId: string,
  filter: ResultFilter,
  batchSize: number,
): AsyncGenerator<ResultRow[], void> {
  const { text, values } = resultsStatement(employerId, assessmentId, filter, undefined);
  await query(db, `DECLARE results NO SCROLL CURSOR FOR ${text}`, [...values]);
  for (;;) {
    const rows = await query<ResultRow>(db, `FETCH FORWARD ${batchSize} FROM results`);
    if (rows.length > 0) yield rows;
    if (rows.length < batchSize) return;
  }
}

/** Of the whole assessment. The two states are named so that the indexes of unfinished attempts serve. */
export async function countResults(db: Reader, employerId: string, assessmentId: string): Promise<TotalsRow> {
  const rows = await query<TotalsRow>(
    db,
    `SELECT count(*)::integer AS submissions, (count(*) FILTER (WHERE r.passed))::integer AS passed,
            (count(*) FILTER (WHERE NOT r.passed))::integer AS failed,
            (SELECT count(*)::integer FROM attempts
              WHERE employer_id = $1 AND assessment_id = $2 AND (state = 'in_progress' OR state = 'ending')) AS running
       FROM (SELECT DISTINCT ON (s.id) r.passed
               FROM submissions s JOIN scores r ON r.employer_id = s.employer_id AND r.submission_id = s.id
              WHERE s.employer_id = $1 AND s.assessment_id = $2 AND ${counts} ORDER BY s.id, r.revision DESC) r`,
    [employerId, assessmentId],
  );
  return rows[0]!;
}
