import { Injectable } from '@nestjs/common';
import { AttemptsService } from '../attempts/attempts.service.js';
import type { SavedAnswerView, StartByInvite, StartByLink } from '../attempts/attempts.dto.js';
import type { SaveAnswer } from '../attempts/save-answer.dto.js';
import { AttemptAlreadyEnded, StartService } from '../attempts/start.service.js';
import type { CandidateCredentials } from '../common/access/actor.js';
import { AppError } from '../common/errors/app-error.js';
import { ok, Reply } from '../common/http/reply.js';
import { Database } from '../database/database.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { hashKey, inFlight, replay } from '../idempotency/once.js';
import { FinishService } from './finish.service.js';
import {
  toCandidateResultView,
  toReceiptView,
  type CandidateResultView,
  type ReceiptView,
} from './submissions.dto.js';
import { findCandidateResult, findReceipt } from './submissions.queries.js';

/**
 * The candidate's requests. Each of them may meet an attempt whose time is over or that the employer has ended; it is
 * then ended here and now, so that nobody waits for the worker to learn the truth.
 */
@Injectable()
export class CandidateService {
  constructor(
    private readonly database: Database,
    private readonly attempts: AttemptsService,
    private readonly starting: StartService,
    private readonly finishing: FinishService,
  ) {}

  startByLink(slug: string, body: StartByLink, startKey: string): Promise<Reply> {
    return this.withReceiptIfEnded(() => this.starting.startByLink(slug, body, startKey));
  }

  startByInvite(body: StartByInvite): Promise<Reply> {
    return this.withReceiptIfEnded(() => this.starting.startByInvite(body));
  }

  async paper(candidate: CandidateCredentials): Promise<Reply> {
    const attempt = await this.attempts.open(candidate);
    if (attempt.state === 'in_progress' && !attempt.due) return this.attempts.paper(candidate, attempt);
    return ok({
      state: 'finished',
      receipt: await this.endAndFindReceipt(candidate.employerId, candidate.attemptId),
    });
  }

  async save(
    candidate: CandidateCredentials,
    questionId: string,
    body: SaveAnswer,
  ): Promise<SavedAnswerView> {
    try {
      return await this.attempts.save(candidate, questionId, body);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'attempt-closed') throw error;
      throw await this.attemptClosed(candidate);
    }
  }

  async submit(candidate: CandidateCredentials, request: IdempotencyRequest | undefined): Promise<Reply> {
    const key = request && {
      principal: `attempt/${candidate.attemptId}`,
      keyHash: hashKey(request.key),
      fingerprint: request.fingerprint,
    };
    const outcome = await this.finishing.submit(candidate, key);
    switch (outcome.kind) {
      case 'finished':
        return new Reply(201, await outcome.receipt);
      case 'known_key':
        return replay(outcome.reply, key?.fingerprint ?? Buffer.alloc(0));
      case 'in_flight':
        throw inFlight();
      case 'already_finished':
        throw alreadySubmitted(toReceiptView(outcome.receipt));
      case 'too_late':
        throw await this.attemptClosed(candidate);
      default:
        throw new AppError('unauthenticated');
    }
  }

  async result(candidate: CandidateCredentials): Promise<CandidateResultView> {
    const row = await this.findResult(candidate);
    if (row.state === 'finished') return toCandidateResultView(row);
    if (!row.due) throw new AppError('attempt-not-finished');
    await this.finishing.finishDue(candidate.employerId, candidate.attemptId);
    return toCandidateResultView(await this.findResult(candidate));
  }

  private async findResult(candidate: CandidateCredentials) {
    const row = await findCandidateResult(
      this.database,
      candidate.employerId,
      candidate.attemptId,
      candidate.secretHash,
    );
    if (!row) throw new AppError('unauthenticated');
    return row;
  }

  private async attemptClosed(candidate: CandidateCredentials): Promise<AppError> {
    const receipt = await this.endAndFindReceipt(candidate.employerId, candidate.attemptId);
    return new AppError('attempt-closed', {
      detail: 'The attempt has ended; what was saved in time counts.',
      members: { receipt },
    });
  }

  private async withReceiptIfEnded(start: () => Promise<Reply>): Promise<Reply> {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof AttemptAlreadyEnded)) throw error;
      throw alreadySubmitted(await this.endAndFindReceipt(error.employerId, error.attemptId));
    }
  }

  private async endAndFindReceipt(employerId: string, attemptId: string): Promise<ReceiptView> {
    await this.finishing.finishDue(employerId, attemptId);
    const receipt = await this.database.read({ employerId }, (db) => findReceipt(db, employerId, attemptId));
    if (!receipt) throw new AppError('attempt-not-finished');
    return toReceiptView(receipt);
  }
}

function alreadySubmitted(receipt: ReceiptView): AppError {
  return new AppError('already-submitted', { members: { receipt } });
}
