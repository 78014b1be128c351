import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { endOfAttempt, type AttemptEnd } from '../attempts/attempt.rules.js';
import { listDueAttempts, listDueAttemptsOf } from '../attempts/attempts.queries.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database, withCommit, type Tx } from '../database/database.js';
import type { EventPayloads } from '../events/event-types.js';
import type { StoredReply } from '../idempotency/idempotency.queries.js';
import { scoreAttempt } from '../scoring/score-attempt.js';
import { finishAttempt, lockForFinish, type FinishKey, type OpenedAttempt } from './finish.queries.js';
import { KeyCache, type KeyedVersion } from './key-cache.js';
import { findReceipt, type ReceiptRow } from './submissions.queries.js';

export type FinishOutcome =
  /** The text of the receipt is there once the transaction has ended: it comes with the commit. */
  | { readonly kind: 'finished'; readonly receipt: Promise<string> }
  | { readonly kind: 'already_finished'; readonly receipt: ReceiptRow }
  | { readonly kind: 'known_key'; readonly reply: StoredReply }
  | { readonly kind: 'in_flight' | 'too_late' | 'still_running' | 'unknown' };

/** Who ends the attempt: the candidate with the button and a key, or time and the employer. */
export type FinishRequest =
  | { readonly asked: 'submitted'; readonly secretHash: Buffer; readonly key: FinishKey | undefined }
  | { readonly asked: 'due' };

/**
 * The one way in which an attempt ends, for button, deadline, close and revoke: lock the attempt, decide, freeze the
 * answers, score them, write the submission. Whoever comes second finds it done.
 */
@Injectable()
export class FinishService {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyCache,
  ) {}

  async finish(
    tx: Tx,
    employerId: string,
    attemptId: string,
    request: FinishRequest,
  ): Promise<FinishOutcome> {
    const button = request.asked === 'submitted' ? request : undefined;
    const opened = await lockForFinish(tx, employerId, attemptId, button?.secretHash ?? null, button?.key);
    if (opened.kind !== 'locked') return opened;
    const { attempt } = opened;
    if (attempt.state === 'finished') {
      const receipt = await findReceipt(tx, employerId, attemptId);
      if (!receipt) throw new Error('A finished attempt has no submission.');
      return { kind: 'already_finished', receipt };
    }
    const end = endOfAttempt(
      {
        state: attempt.state,
        deadlineAt: attempt.deadline_at,
        endedAt: attempt.ended_at,
        finishReason: attempt.finish_reason,
      },
      attempt.transaction_time,
      request.asked,
    );
    if (!end) return { kind: 'still_running' };
    // The button does not store what time or the employer has ended: that is another outcome, with its own answer.
    if (button && end.reason !== 'submitted') return { kind: 'too_late' };
    const version = await this.keys.get(tx, employerId, attempt.version_id, attempt.key_count);
    const receipt = this.submit(tx, version, { employerId, attemptId, attempt, end, key: button?.key });
    withCommit(tx, receipt);
    return { kind: 'finished', receipt };
  }

  /** Ends what is due by time or by the employer, each in its own transaction. Safe to run anywhere, any number of times. */
  async finishDue(employerId: string, attemptId: string): Promise<FinishOutcome> {
    return this.database.transaction({ employerId }, (tx) =>
      this.finish(tx, employerId, attemptId, { asked: 'due' }),
    );
  }

  async finishDueOf(employerId: string, assessmentId: string): Promise<void> {
    for (;;) {
      const ids = await this.database.read({ employerId }, (db) =>
        listDueAttemptsOf(db, employerId, assessmentId, 100),
      );
      for (const id of ids) await this.finishDue(employerId, id);
      if (ids.length < 100) return;
    }
  }

  /** The worker's round over all employers; answers how many it ended. */
  async sweep(limit: number): Promise<number> {
    const due = await this.database.read({ sweep: true }, (db) => listDueAttempts(db, limit));
    for (const attempt of due) await this.finishDue(attempt.employer_id, attempt.id);
    return due.length;
  }

  private submit(
    tx: Tx,
    version: KeyedVersion,
    finish: {
      readonly employerId: string;
      readonly attemptId: string;
      readonly attempt: OpenedAttempt;
      readonly end: AttemptEnd;
      readonly key: FinishKey | undefined;
    },
  ): Promise<string> {
    const { employerId, attemptId, attempt, end } = finish;
    const given = new Map(attempt.answers.map((answer) => [answer.questionId, answer.response]));
    const score = scoreAttempt(version.items, version.keys, given, {
      passMarkPercent: version.passMarkPercent,
    });
    // The text whose hash stands on the receipt: answers in the order of their question ids.
    const responses = JSON.stringify(attempt.answers);
    const submissionId = newId();
    const percent = score.percent ?? '0.00';
    const eventPayload: EventPayloads['attempt.submitted'] = {
      assessmentId: attempt.assessment_id,
      submissionId,
      reason: end.reason,
      percent,
      passed: score.passed,
    };
    return finishAttempt(tx, {
      employerId,
      attemptId,
      assessmentId: attempt.assessment_id,
      versionId: attempt.version_id,
      versionHash: version.contentHash,
      candidateId: attempt.candidate_id,
      submissionId,
      reason: end.reason,
      endedAt: end.endedAt,
      responses,
      responsesHash: createHash('sha256').update(responses).digest(),
      points: score.points,
      maximumPoints: score.maximumPoints,
      percent,
      passed: score.passed,
      items: score.items,
      eventId: newId(),
      actor:
        end.reason === 'submitted'
          ? { type: 'candidate', id: attempt.candidate_id }
          : { type: 'system', id: null },
      eventPayload,
      key: finish.key,
    });
  }
}
