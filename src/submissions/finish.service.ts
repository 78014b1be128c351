import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { endOfAttempt, type AttemptEnd } from '../attempts/attempt.rules.js';
import {
  listAnswers,
  listDueAttempts,
  listDueAttemptsOf,
  lockAttempt,
  type AnswerRow,
  type LockedAttemptRow,
} from '../attempts/attempts.queries.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database, type Tx } from '../database/database.js';
import type { EventActor } from '../events/event-types.js';
import { appendEvent } from '../events/events.queries.js';
import { scoreAttempt } from '../scoring/score-attempt.js';
import { KeyCache } from './key-cache.js';
import { findReceipt, insertSubmission, type ReceiptRow } from './submissions.queries.js';

export type FinishOutcome =
  | { readonly kind: 'finished'; readonly receipt: ReceiptRow }
  | { readonly kind: 'already_finished'; readonly receipt: ReceiptRow }
  | { readonly kind: 'too_late' }
  | { readonly kind: 'still_running' }
  | { readonly kind: 'unknown' };

/** Who ends the attempt: the candidate with the button (the token's hash is checked under the lock), or time and the employer. */
export type FinishRequest =
  { readonly asked: 'submitted'; readonly secretHash: Buffer } | { readonly asked: 'due' };

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
    // Both leave together; the answers are read after the lock is granted, so nothing is saved between the two.
    const [attempt, answers] = await Promise.all([
      lockAttempt(tx, employerId, attemptId),
      listAnswers(tx, employerId, attemptId),
    ]);
    if (!attempt) return { kind: 'unknown' };
    if (request.asked === 'submitted' && !request.secretHash.equals(attempt.token_hash))
      return { kind: 'unknown' };
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
      attempt.now,
      request.asked,
    );
    if (!end) return { kind: 'still_running' };
    // The button does not store what time or the employer has ended: that is another outcome, with its own answer.
    if (request.asked === 'submitted' && end.reason !== 'submitted') return { kind: 'too_late' };
    return { kind: 'finished', receipt: await this.submit(tx, employerId, attempt, answers, end) };
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

  private async submit(
    tx: Tx,
    employerId: string,
    attempt: LockedAttemptRow,
    answers: readonly AnswerRow[],
    end: AttemptEnd,
  ): Promise<ReceiptRow> {
    const version = await this.keys.get(tx, employerId, attempt.version_id, attempt.key_count);
    const score = scoreAttempt(
      version.items,
      version.keys,
      new Map(answers.map((row) => [row.item_id, row.response])),
      {
        passMarkPercent: version.passMarkPercent,
      },
    );
    const responses = frozenResponses(answers);
    const submissionId = newId();
    const percent = score.percent ?? '0.00';
    const inserted = insertSubmission(tx, {
      employerId,
      id: submissionId,
      attemptId: attempt.id,
      assessmentId: attempt.assessment_id,
      versionId: attempt.version_id,
      candidateId: attempt.candidate_id,
      reason: end.reason,
      endedAt: end.endedAt,
      responses,
      responsesHash: createHash('sha256').update(responses).digest(),
      points: score.points,
      maximumPoints: score.maximumPoints,
      percent,
      passed: score.passed,
      items: score.items,
    });
    const actor: EventActor =
      end.reason === 'submitted'
        ? { type: 'candidate', id: attempt.candidate_id }
        : { type: 'system', id: null };
    const [receipt] = await Promise.all([
      inserted,
      appendEvent(tx, {
        employerId,
        type: 'attempt.submitted',
        actor,
        subject: { type: 'attempt', id: attempt.id },
        payload: {
          assessmentId: attempt.assessment_id,
          submissionId,
          reason: end.reason,
          percent,
          passed: score.passed,
        },
      }),
    ]);
    return receipt;
  }
}

/** The text whose hash stands on the receipt: answers in the order of their question ids. */
function frozenResponses(answers: readonly AnswerRow[]): string {
  return JSON.stringify(
    answers.map((row) => ({
      questionId: row.item_id,
      response: row.response,
      clientSeq: Number(row.client_sequence),
    })),
  );
}
