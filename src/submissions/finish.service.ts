import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { endOfAttempt, type FinishReason } from '../attempts/attempt.rules.js';
import { listDueAttempts, listDueAttemptsOf } from '../attempts/attempts.queries.js';
import type { CandidateCredentials } from '../common/access/actor.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database, withCommit, type Tx } from '../database/database.js';
import type { EventPayloads } from '../events/event-types.js';
import type { StoredReply } from '../idempotency/idempotency.queries.js';
import {
  finishAttempt,
  FinishCalls,
  lockForFinish,
  type AnsweredAttempt,
  type FinishedAttempt,
  type FinishKey,
  type FrozenAnswer,
} from './finish.queries.js';
import { KeyCache, type KeyedVersion } from './key-cache.js';
import { findReceipt, type ReceiptRow } from './submissions.queries.js';

export type FinishOutcome =
  /** The text of the receipt may come only with the commit. */
  | { readonly kind: 'finished'; readonly receipt: string | Promise<string> }
  | { readonly kind: 'already_finished'; readonly receipt: ReceiptRow }
  | { readonly kind: 'known_key'; readonly reply: StoredReply }
  | { readonly kind: 'in_flight' | 'too_late' | 'still_running' | 'unknown' };

/** Who ends the attempt: the candidate with the button and a key, or time and the employer. */
export type FinishRequest =
  | {
      readonly asked: 'submitted';
      readonly secretHash: Buffer;
      readonly key: FinishKey | undefined;
      /** By the database's clock: waiting is not charged to the candidate. */
      readonly at: Date;
    }
  | { readonly asked: 'due' };

/**
 * The one way in which an attempt ends, for button, deadline, close and revoke: lock the attempt, decide, freeze the
 * answers, score them, write the submission. Whoever comes second finds it done.
 */
@Injectable()
export class FinishService {
  private readonly calls: FinishCalls;

  constructor(
    private readonly database: Database,
    private readonly keys: KeyCache,
  ) {
    this.calls = new FinishCalls(database);
  }

  /**
   * The button. Nearly always nobody else touches the attempt at that moment: it is read and scored without a lock, and
   * one call writes it if it is still as it was read, which saves the two round trips of a transaction. Where
   * anything has changed, and where there is nothing to submit, the locked way decides.
   */
  async submit(candidate: CandidateCredentials, key: FinishKey | undefined): Promise<FinishOutcome> {
    const { employerId, attemptId, secretHash } = candidate;
    const attempt = await this.calls.read(employerId, attemptId, secretHash);
    if (!attempt) return { kind: 'unknown' };
    const version = attempt.open ? this.keys.kept(employerId, attempt.version_id) : undefined;
    if (version) {
      const scored = scoredEnd(version, { employerId, attemptId, attempt, reason: 'submitted' });
      const finished = { ...scored, secretHash, endedAt: null, key };
      const written = await this.calls.write(finished);
      if (written.outcome === 'finished') return { kind: 'finished', receipt: written.receipt };
      if (written.outcome === 'in_flight') return { kind: 'in_flight' };
    }
    const request = { asked: 'submitted', secretHash, key, at: new Date(Number(attempt.asked_at)) } as const;
    return this.database.transaction({ employerId }, (tx) => this.finish(tx, employerId, attemptId, request));
  }

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
      button?.at ?? attempt.transaction_time,
      request.asked,
    );
    if (!end) return { kind: 'still_running' };
    // The button does not store what time or the employer has ended: that is another outcome, with its own answer.
    if (button && end.reason !== 'submitted') return { kind: 'too_late' };
    const version = await this.keys.get(tx, employerId, attempt.version_id, attempt.key_count);
    const scored = scoredEnd(version, { employerId, attemptId, attempt, reason: end.reason });
    const receipt = finishAttempt(tx, {
      ...scored,
      secretHash: button?.secretHash ?? null,
      endedAt: end.endedAt,
      key: button?.key,
    });
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
}

/** The score of the answers that were read, and all that is written of it. */
function scoredEnd(
  version: KeyedVersion,
  end: {
    readonly employerId: string;
    readonly attemptId: string;
    readonly attempt: AnsweredAttempt;
    readonly reason: FinishReason;
  },
): Omit<FinishedAttempt, 'secretHash' | 'endedAt' | 'key'> {
  const { employerId, attemptId, attempt, reason } = end;
  const answers = JSON.parse(attempt.answers) as readonly FrozenAnswer[];
  const given = new Map(answers.map((answer) => [answer.questionId, answer.response]));
  const score = version.scorer.score(given);
  const submissionId = newId();
  const percent = score.percent ?? '0.00';
  const eventPayload: EventPayloads['attempt.submitted'] = {
    assessmentId: attempt.assessment_id,
    submissionId,
    reason,
    percent,
    passed: score.passed,
  };
  return {
    employerId,
    attemptId,
    reason,
    responsesHash: createHash('sha256').update(attempt.answers).digest(),
    keyCount: version.keyCount,
    submissionId,
    points: score.points,
    maximumPoints: score.maximumPoints,
    percent,
    passed: score.passed,
    itemsText: score.itemsText,
    versionHash: version.contentHash,
    eventId: newId(),
    eventPayload,
  };
}
