import type { AttemptState, FinishReason } from '../attempts/attempt.rules.js';
import { prepared, type Statement, type Tx } from '../database/database.js';
import type { StoredReply } from '../idempotency/idempotency.queries.js';
import type { ScoredItem } from '../scoring/score-attempt.js';

/** The two calls that end an attempt; the functions stand in the migration finish-functions. */

export interface FinishKey {
  readonly principal: string;
  readonly keyHash: Buffer;
  readonly fingerprint: Buffer;
}

export interface FrozenAnswer {
  readonly questionId: string;
  readonly response: unknown;
  readonly clientSeq: number;
}

export interface OpenedAttempt {
  readonly assessment_id: string;
  readonly version_id: string;
  readonly candidate_id: string;
  readonly deadline_at: Date | null;
  readonly state: AttemptState;
  readonly finish_reason: FinishReason | null;
  readonly ended_at: Date | null;
  /** When this transaction began, by the database's clock. */
  readonly transaction_time: Date;
  /** How many key rows the version has. Keys are only ever added, so the number says whether a kept set is the newest. */
  readonly key_count: number;
  readonly answers: readonly FrozenAnswer[];
}

export type OpenedFinish =
  | { readonly kind: 'unknown' | 'in_flight' }
  | { readonly kind: 'known_key'; readonly reply: StoredReply }
  | { readonly kind: 'locked'; readonly attempt: OpenedAttempt };

interface OpenFinishRow extends OpenedAttempt {
  readonly key_locked: boolean;
  readonly reply_fingerprint: Buffer | null;
  readonly reply_status: number;
  readonly reply_headers: Record<string, string>;
  readonly reply_body: string;
}

export interface FinishedAttempt {
  readonly employerId: string;
  readonly attemptId: string;
  readonly assessmentId: string;
  readonly versionId: string;
  readonly versionHash: string;
  readonly candidateId: string;
  readonly submissionId: string;
  readonly reason: FinishReason;
  readonly endedAt: Date;
  readonly responses: string;
  readonly responsesHash: Buffer;
  readonly points: string;
  readonly maximumPoints: string;
  readonly percent: string;
  readonly passed: boolean | null;
  readonly items: readonly ScoredItem[];
  readonly eventId: string;
  readonly actor: { readonly type: string; readonly id: string | null };
  readonly eventPayload: object;
  readonly key: FinishKey | undefined;
}

const openFinishStatement: Statement = {
  name: 'open_finish',
  text: 'SELECT * FROM open_finish($1, $2, $3, $4, $5)',
};

const finishAttemptStatement: Statement = {
  name: 'finish_attempt',
  text: `SELECT finish_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
           AS receipt`,
};

/**
 * Locks the attempt. Lets one of button, second tab, deadline, close and revoke end it, and makes a save that is under way
 * either count or be refused: saves hold the row's shared lock. Before that it takes the idempotency key without waiting.
 * Proven by test/concurrency/submit-*.spec.ts.
 */
export async function lockForFinish(
  tx: Tx,
  employerId: string,
  attemptId: string,
  secretHash: Buffer | null,
  key: FinishKey | undefined,
): Promise<OpenedFinish> {
  const values = [employerId, attemptId, secretHash, key?.principal ?? null, key?.keyHash ?? null];
  const [row] = await prepared<OpenFinishRow>(tx, openFinishStatement, values);
  if (!row) return { kind: 'unknown' };
  if (!row.key_locked) return { kind: 'in_flight' };
  if (row.reply_fingerprint === null) return { kind: 'locked', attempt: row };
  return {
    kind: 'known_key',
    reply: {
      fingerprint: row.reply_fingerprint,
      status: row.reply_status,
      headers: row.reply_headers,
      body: row.reply_body,
    },
  };
}

/** Answers with the text of the receipt. */
export async function finishAttempt(tx: Tx, finished: FinishedAttempt): Promise<string> {
  const rows = await prepared<{ receipt: string }>(tx, finishAttemptStatement, [
    finished.employerId,
    finished.attemptId,
    finished.assessmentId,
    finished.versionId,
    finished.candidateId,
    finished.submissionId,
    finished.reason,
    finished.endedAt,
    finished.responses,
    finished.responsesHash,
    finished.points,
    finished.maximumPoints,
    finished.percent,
    finished.passed,
    JSON.stringify(finished.items),
    finished.eventId,
    finished.actor.type,
    finished.actor.id,
    JSON.stringify(finished.eventPayload),
    finished.versionHash,
    finished.key?.principal ?? null,
    finished.key?.keyHash ?? null,
    finished.key?.fingerprint ?? null,
  ]);
  return rows[0]!.receipt;
}
