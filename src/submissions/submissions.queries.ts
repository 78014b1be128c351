import { prepared, query, type Database, type Reader, type Statement } from '../database/database.js';
import type { FinishReason, AttemptState } from '../attempts/attempt.rules.js';
import type { ScoredItem } from '../scoring/score-attempt.js';
import type { QuestionKindName } from '../questions/kinds/question-kind.js';

export interface ReceiptRow {
  readonly id: string;
  readonly finish_reason: FinishReason;
  readonly finished_at: Date;
  readonly received_at: Date;
  readonly responses_sha256: Buffer;
  readonly content_sha256: Buffer;
}

export interface KeyedItemRow {
  readonly id: string;
  readonly kind: QuestionKindName;
  readonly points: string;
  readonly content: object;
  readonly key: object;
}

export interface ResultRow {
  readonly state: AttemptState;
  readonly due: boolean;
  readonly review_policy: 'none' | 'score' | 'outcomes';
  readonly points: string | null;
  readonly maximum_points: string | null;
  readonly percent: string | null;
  readonly passed: boolean | null;
  readonly items: readonly ScoredItem[] | null;
}

/** Of the present sitting: the submission of an attempt that was reopened no longer counts, and while it runs there is none. */
const receiptStatement: Statement = {
  name: 'find_receipt',
  text: `SELECT s.id, s.finish_reason, s.finished_at, s.received_at, s.responses_sha256, v.content_sha256
           FROM attempts a
           JOIN submissions s ON s.employer_id = a.employer_id AND s.attempt_id = a.id AND s.sitting = a.sitting
           JOIN versions v ON v.employer_id = s.employer_id AND v.id = s.version_id
          WHERE a.employer_id = $1 AND a.id = $2`,
};

export async function findReceipt(
  db: Reader,
  employerId: string,
  attemptId: string,
): Promise<ReceiptRow | undefined> {
  return (await prepared<ReceiptRow>(db, receiptStatement, [employerId, attemptId]))[0];
}

/** Items of a version with their newest keys, for the scorer. */
export async function listKeyedItems(
  db: Reader,
  employerId: string,
  versionId: string,
): Promise<KeyedItemRow[]> {
  return query<KeyedItemRow>(
    db,
    `SELECT DISTINCT ON (i.position) i.id, i.kind, i.points, i.content, k.key
       FROM items i JOIN answer_keys k ON k.employer_id = i.employer_id AND k.version_id = i.version_id AND k.item_id = i.id
      WHERE i.employer_id = $1 AND i.version_id = $2 ORDER BY i.position, k.revision DESC`,
    [employerId, versionId],
  );
}

export interface ScoringVersionRow {
  readonly pass_mark_percent: string | null;
  readonly content_sha256: Buffer;
}

export async function findScoringVersion(
  db: Reader,
  employerId: string,
  versionId: string,
): Promise<ScoringVersionRow | undefined> {
  const rows = await query<ScoringVersionRow>(
    db,
    `SELECT pass_mark_percent, content_sha256 FROM versions WHERE employer_id = $1 AND id = $2`,
    [employerId, versionId],
  );
  return rows[0];
}

const resultStatement: Statement = {
  name: 'find_candidate_result',
  text: `SELECT a.state, a.state = 'ending' OR a.state = 'in_progress' AND now() > a.deadline_at + attempt_grace() AS due,
                v.review_policy, r.points, r.maximum_points, r.percent, r.passed,
                CASE WHEN v.review_policy = 'outcomes' THEN r.items END AS items
           FROM attempts a
           JOIN versions v ON v.employer_id = a.employer_id AND v.id = a.version_id
           LEFT JOIN submissions s ON s.employer_id = a.employer_id AND s.attempt_id = a.id AND s.sitting = a.sitting
           LEFT JOIN LATERAL (SELECT points, maximum_points, percent, passed, items FROM scores
                               WHERE employer_id = s.employer_id AND submission_id = s.id ORDER BY revision DESC LIMIT 1) r ON true
          WHERE a.employer_id = $1 AND a.id = $2 AND a.token_hash = $3`,
};

/** Through the candidate's role, which reaches no key: what is not asked for here cannot leak. */
export async function findCandidateResult(
  database: Database,
  employerId: string,
  attemptId: string,
  tokenHash: Buffer,
): Promise<ResultRow | undefined> {
  const rows = await database.single<ResultRow>('candidate', { employerId, attemptId }, resultStatement, [
    employerId,
    attemptId,
    tokenHash,
  ]);
  return rows[0];
}
