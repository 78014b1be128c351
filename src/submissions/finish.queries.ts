import type { AttemptState, FinishReason } from '../attempts/attempt.rules.js';
import { BatchedCalls } from '../database/batched-calls.js';
import { overtaken, prepared, type Database, type Statement, type Tx } from '../database/database.js';
import type { StoredReply } from '../idempotency/idempotency.queries.js';

/** The calls that end an attempt; the functions stand in the migration finish-functions. */

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

export interface AnsweredAttempt {
  readonly assessment_id: string;
  readonly version_id: string;
  /** FrozenAnswer[] as JSON text: the bytes that the submission freezes and whose hash stands on the receipt. */
  readonly answers: string;
}

export interface ReadAttempt extends AnsweredAttempt {
  /** Whether it takes a submission, as things stood when it was read. */
  readonly open: boolean;
  /** When the candidate asked, by the database's clock; milliseconds since 1970. Rarely needed, so not read into a Date. */
  readonly asked_at: string;
}

export interface OpenedAttempt extends AnsweredAttempt {
  readonly deadline_at: Date | null;
  readonly state: AttemptState;
  readonly finish_reason: FinishReason | null;
  readonly ended_at: Date | null;
  /** When this transaction began, by the database's clock. */
  readonly transaction_time: Date;
  /** How many key rows the version has. Keys are only ever added, so the number says whether a kept set is the newest. */
  readonly key_count: number;
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
  /** Checked once more, where the candidate asks. */
  readonly secretHash: Buffer | null;
  readonly reason: FinishReason;
  /** Null: when the transaction that writes it began. */
  readonly endedAt: Date | null;
  readonly responsesHash: Buffer;
  readonly keyCount: number;
  readonly submissionId: string;
  readonly points: string;
  readonly maximumPoints: string;
  readonly percent: string;
  readonly passed: boolean | null;
  readonly itemsText: string;
  readonly versionHash: string;
  readonly eventId: string;
  readonly eventPayload: object;
  readonly key: FinishKey | undefined;
}

export type WrittenFinish =
  | { readonly outcome: 'finished'; readonly receipt: string }
  | { readonly outcome: 'in_flight' | 'overtaken' };

const readAttemptsStatement: Statement = { name: 'read_attempts', text: 'SELECT * FROM read_attempts($1)' };
const finishAttemptsStatement: Statement = {
  name: 'finish_attempts',
  text: 'SELECT * FROM finish_attempts($1)',
};

const openFinishStatement: Statement = {
  name: 'open_finish',
  text: 'SELECT * FROM open_finish($1, $2, $3, $4, $5)',
};

const finishAttemptStatement: Statement = {
  name: 'finish_attempt',
  text: `SELECT outcome, receipt
           FROM finish_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
};

interface ReadAttemptRow extends ReadAttempt {
  readonly place: number;
  readonly found: boolean;
}

type WrittenFinishRow = WrittenFinish & { readonly place: number };

/** The calls of the button, of all candidates who press it while others' are under way. */
export class FinishCalls {
  private readonly reading: BatchedCalls<ReadAttemptRow>;
  private readonly writing: BatchedCalls<WrittenFinishRow>;

  constructor(database: Database) {
    this.reading = new BatchedCalls((calls) =>
      database.call<ReadAttemptRow>('app', readAttemptsStatement, [calls]),
    );
    this.writing = new BatchedCalls(async (calls) => {
      const rows = await database.tryToWrite<WrittenFinishRow>('app', finishAttemptsStatement, [calls]);
      // Of one call this is its answer; of several it says that one was overtaken, and taking them apart finds out which.
      if (rows === overtaken) return [{ place: 1, outcome: 'overtaken' }];
      return rows;
    });
  }

  /** What a candidate who wants to submit has; nothing is locked. */
  async read(employerId: string, attemptId: string, secretHash: Buffer): Promise<ReadAttempt | undefined> {
    const call = { employer: employerId, attempt: attemptId, token: secretHash.toString('hex') };
    const row = await this.reading.call(JSON.stringify(call));
    return row.found ? row : undefined;
  }

  /** Writes the end of an attempt that is not locked if it is still as it was read. */
  write(finished: FinishedAttempt): Promise<WrittenFinish> {
    const { key } = finished;
    const call = JSON.stringify({
      employer: finished.employerId,
      attempt: finished.attemptId,
      token: finished.secretHash?.toString('hex'),
      reason: finished.reason,
      ended: finished.endedAt,
      responses: finished.responsesHash.toString('hex'),
      keys: finished.keyCount,
      submission: finished.submissionId,
      points: finished.points,
      maximum: finished.maximumPoints,
      percent: finished.percent,
      passed: finished.passed,
      version: finished.versionHash,
      event: finished.eventId,
      payload: JSON.stringify(finished.eventPayload),
      principal: key?.principal,
      key: key?.keyHash.toString('hex'),
      fingerprint: key?.fingerprint.toString('hex'),
    });
    // The items are JSON already, kept from one attempt to the next.
    return this.writing.call(`${call.slice(0, -1)},"items":${finished.itemsText}}`);
  }
}

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

/** Writes the end of an attempt that is locked; answers with the text of the receipt. */
export async function finishAttempt(tx: Tx, finished: FinishedAttempt): Promise<string> {
  const [written] = await prepared<WrittenFinish>(tx, finishAttemptStatement, valuesOf(finished));
  if (written?.outcome !== 'finished') throw new Error('A locked attempt was ended by somebody else.');
  return written.receipt;
}

function valuesOf(finished: FinishedAttempt): unknown[] {
  return [
    finished.employerId,
    finished.attemptId,
    finished.secretHash,
    finished.reason,
    finished.endedAt,
    finished.responsesHash,
    finished.keyCount,
    finished.submissionId,
    finished.points,
    finished.maximumPoints,
    finished.percent,
    finished.passed,
    finished.itemsText,
    finished.versionHash,
    finished.eventId,
    JSON.stringify(finished.eventPayload),
    finished.key?.principal ?? null,
    finished.key?.keyHash ?? null,
    finished.key?.fingerprint ?? null,
  ];
}
