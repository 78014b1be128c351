import { BatchedCalls } from '../database/batched-calls.js';
import type { Database, Reader, Statement } from '../database/database.js';
import { query } from '../database/database.js';
import type { QuestionKindName } from '../questions/kinds/question-kind.js';
import type { AttemptState } from './attempt.rules.js';

/** Statements of the candidate's role. Each call is its own transaction and one round trip; the functions name the tenant. */

export interface LandingRow {
  readonly assessment_id: string;
  readonly employer_name: string;
  readonly title: string;
  readonly description: string;
  readonly item_count: number;
  readonly time_limit_minutes: number | null;
  readonly pass_mark_percent: string | null;
  readonly review_policy: string;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly link_open: boolean;
  readonly state: 'open' | 'not_open_yet' | 'closed';
  readonly requires_email_verification: boolean;
  readonly wrong_answers_cost: boolean;
  readonly partial_credit: boolean;
  readonly link_full: boolean;
}

export interface InviteRow {
  readonly id: string;
  readonly assessment_id: string;
  readonly name: string;
  readonly email: string;
  /** null: it is good. */
  readonly unusable_because: 'revoked' | 'expired' | null;
  readonly attempt_state: AttemptState | null;
  /** Of whoever starts by this invite now; null: no limit. */
  readonly own_time_limit_seconds: number | null;
}

export interface OpenAttemptRow {
  readonly version_id: string;
  readonly state: AttemptState;
  readonly due: boolean;
  readonly started_at: Date;
  readonly deadline_at: Date | null;
  readonly server_time: Date;
  readonly remaining_milliseconds: string | null;
  readonly answers: string;
}

export type StartOutcome =
  | 'started'
  | 'resumed'
  | 'ended'
  | 'not_found'
  | 'invite_gone'
  | 'closed'
  | 'not_open_yet'
  | 'open_elsewhere'
  | 'code_required'
  | 'code_wrong'
  | 'code_expired';

export interface StartRow {
  readonly outcome: StartOutcome;
  readonly attempt_id: string | null;
  /** Of a wrong code. */
  readonly tries_left: number | null;
}

export interface SavedAnswerRow {
  readonly outcome: 'saved' | 'stale' | 'unknown_token' | 'open_elsewhere';
  readonly client_sequence: string;
  readonly saved_milliseconds: string;
  readonly remaining_milliseconds: string | null;
}

export interface PaperPolicyRow {
  readonly title: string;
  readonly time_limit_minutes: number | null;
  readonly shuffle_questions: boolean;
  readonly shuffle_options: boolean;
  readonly review_policy: 'none' | 'score' | 'outcomes';
  readonly presentation: 'one_by_one' | 'all';
  readonly content_sha256: Buffer;
}

export interface PaperItemRow {
  readonly id: string;
  readonly kind: QuestionKindName;
  readonly text: string;
  readonly points: string;
  readonly content: object;
}

const findLandingsStatement: Statement = { name: 'find_landings', text: 'SELECT * FROM find_landings($1)' };
const findInviteStatement: Statement = { name: 'find_invite', text: 'SELECT * FROM find_invite($1, $2)' };
const openAttemptsStatement: Statement = { name: 'open_attempts', text: 'SELECT * FROM open_attempts($1)' };
const startAttemptStatement: Statement = {
  name: 'start_attempt',
  text: 'SELECT * FROM start_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
};
const saveAnswersStatement: Statement = { name: 'save_answers', text: 'SELECT * FROM save_answers($1)' };

type Placed<Row> = Row & { readonly place: number };
/** A row of blanks stands for what was not found: each call has its row. */
type Found<Row> = Placed<Row | { readonly [Name in keyof Row]: null }>;

export function batchedLandings(database: Database): BatchedCalls<Found<LandingRow>> {
  return new BatchedCalls((calls) =>
    database.call<Found<LandingRow>>('candidate', findLandingsStatement, [calls]),
  );
}

export async function findLanding(
  landings: BatchedCalls<Found<LandingRow>>,
  employerId: string,
  by: { readonly slug: string } | { readonly assessmentId: string },
): Promise<LandingRow | undefined> {
  const call =
    'slug' in by
      ? { employer: employerId, slug: by.slug }
      : { employer: employerId, assessment: by.assessmentId };
  const row = await landings.call(JSON.stringify(call));
  return row.assessment_id === null ? undefined : row;
}

export async function findInviteByToken(
  database: Database,
  employerId: string,
  tokenHash: Buffer,
): Promise<InviteRow | undefined> {
  return (await database.call<InviteRow>('candidate', findInviteStatement, [employerId, tokenHash]))[0];
}

export function batchedOpenings(database: Database): BatchedCalls<Found<OpenAttemptRow>> {
  return new BatchedCalls((calls) =>
    database.call<Found<OpenAttemptRow>>('candidate', openAttemptsStatement, [calls]),
  );
}

export async function openAttempt(
  openings: BatchedCalls<Found<OpenAttemptRow>>,
  employerId: string,
  attemptId: string,
  tokenHash: Buffer,
): Promise<OpenAttemptRow | undefined> {
  const row = await openings.call(
    JSON.stringify({ employer: employerId, attempt: attemptId, token: tokenHash.toString('hex') }),
  );
  return row.version_id === null ? undefined : row;
}

export async function startAttempt(
  database: Database,
  start: {
    readonly employerId: string;
    readonly assessmentId: string;
    readonly inviteHash: Buffer | null;
    readonly emailCanonical: string | null;
    readonly email: string | null;
    readonly name: string;
    readonly secretHash: Buffer;
    readonly candidateId: string;
    readonly attemptId: string;
    readonly eventId: string;
    /** What may stand in the database for the code that was entered: one for each key of the installation. */
    readonly codeMacs: readonly Buffer[] | null;
  },
): Promise<StartRow> {
  const rows = await database.call<StartRow>('candidate', startAttemptStatement, [
    start.employerId,
    start.assessmentId,
    start.inviteHash,
    start.emailCanonical,
    start.email,
    start.name,
    start.secretHash,
    start.candidateId,
    start.attemptId,
    start.eventId,
    start.codeMacs,
  ]);
  return rows[0]!;
}

export interface SavedAnswer {
  readonly employerId: string;
  readonly attemptId: string;
  readonly secretHash: Buffer;
  readonly itemId: string;
  readonly response: unknown;
  readonly clientSequence: number;
  readonly writer: number | undefined;
}

/** Saving may be repeated: what is not newer than the stored answer changes nothing. */
export function batchedSaves(database: Database): BatchedCalls<Placed<SavedAnswerRow>> {
  return new BatchedCalls((calls) =>
    database.call<Placed<SavedAnswerRow>>('candidate', saveAnswersStatement, [calls]),
  );
}

export async function saveAnswer(
  saves: BatchedCalls<Placed<SavedAnswerRow>>,
  answer: SavedAnswer,
): Promise<SavedAnswerRow> {
  return saves.call(
    JSON.stringify({
      employer: answer.employerId,
      attempt: answer.attemptId,
      token: answer.secretHash.toString('hex'),
      item: answer.itemId,
      response: answer.response,
      sequence: answer.clientSequence,
      ...(answer.writer === undefined ? {} : { writer: answer.writer }),
    }),
  );
}

export async function readPaper(
  db: Reader,
  employerId: string,
  versionId: string,
): Promise<{ policy: PaperPolicyRow | undefined; items: PaperItemRow[] }> {
  const [policies, items] = await Promise.all([
    query<PaperPolicyRow>(
      db,
      `SELECT title, time_limit_minutes, shuffle_questions, shuffle_options, review_policy, presentation, content_sha256
         FROM versions WHERE employer_id = $1 AND id = $2`,
      [employerId, versionId],
    ),
    query<PaperItemRow>(
      db,
      `SELECT id, kind, text, points, content FROM items WHERE employer_id = $1 AND version_id = $2 ORDER BY position`,
      [employerId, versionId],
    ),
  ]);
  return { policy: policies[0], items };
}
