import { Injectable } from '@nestjs/common';
import { AttemptsService } from '../attempts/attempts.service.js';
import type {
  AttemptTimeView,
  SavedAnswerView,
  StartByInvite,
  StartByLink,
  WriterView,
} from '../attempts/attempts.dto.js';
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

  startByLink(slug: string, body: StartByLink, startKey: string, network: string): Promise<Reply> {
    return this.withReceiptIfEnded(() => this.starting.startByLink(slug, body, startKey, network));
  }

  startByInvite(body: StartByInvite): Promise<Reply> {
    return this.withReceiptIfEnded(() => this.starting.startByInvite(body));
  }

  paper(candidate: CandidateCredentials): Promise<Reply> {
    return this.orWhatEndedIt(
      async () => {
        const attempt = await this.attempts.open(candidate);
        const isOpen = attempt.state === 'in_progress' && !attempt.due;
        return isOpen ? this.attempts.paper(candidate, attempt) : new Ended(candidate);
      },
      (receipt) => ok({ state: 'finished', receipt }),
    );
  }

  takeOver(candidate: CandidateCredentials): Promise<WriterView> {
    return this.orWhatEndedIt(
      async () => (await this.attempts.takeOver(candidate)) ?? new Ended(candidate),
      refuseAsClosed,
    );
  }

  time(candidate: CandidateCredentials): Promise<AttemptTimeView> {
    return this.attempts.time(candidate);
  }

  save(candidate: CandidateCredentials, questionId: string, body: SaveAnswer): Promise<SavedAnswerView> {
    return this.orWhatEndedIt(async () => {
      try {
        return await this.attempts.save(candidate, questionId, body);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'attempt-closed') throw error;
        return new Ended(candidate);
      }
    }, refuseAsClosed);
  }

  submit(candidate: CandidateCredentials, request: IdempotencyRequest | undefined): Promise<Reply> {
    return this.orWhatEndedIt(() => this.trySubmit(candidate, request), refuseAsClosed);
  }

  private async trySubmit(
    candidate: CandidateCredentials,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply | Ended> {
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
        return new Ended(candidate);
      default:
        throw new AppError('unauthenticated');
    }
  }

  async result(candidate: CandidateCredentials): Promise<CandidateResultView> {
    const row = await this.findResult(candidate);
    if (row.state === 'finished') return toCandidateResultView(row);
    if (!row.due) throw new AppError('attempt-not-finished');
    await this.finishing.finishDue(candidate.employerId, candidate.attemptId);
    const ended = await this.findResult(candidate);
    if (ended.state !== 'finished') throw new AppError('attempt-not-finished');
    return toCandidateResultView(ended);
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

  private withReceiptIfEnded(start: () => Promise<Reply>): Promise<Reply> {
    return this.orWhatEndedIt(async () => {
      try {
        return await start();
      } catch (error) {
        if (error instanceof AttemptAlreadyEnded) return new Ended(error);
        throw error;
      }
    }, refuseAsSubmitted);
  }

  /**
   * Does what is asked, or ends the attempt whose time is over and answers with the receipt. Between the two the employer may
   * have given time: then there is no receipt, and what was asked is possible after all.
   */
  private async orWhatEndedIt<Result>(
    act: () => Promise<Result | Ended>,
    answer: (receipt: ReceiptView) => Result,
  ): Promise<Result> {
    for (let tries = 0; tries < 3; tries += 1) {
      const outcome = await act();
      if (!(outcome instanceof Ended)) return outcome;
      const { employerId, attemptId } = outcome.attempt;
      await this.finishing.finishDue(employerId, attemptId);
      const receipt = await this.database.read({ employerId }, (db) =>
        findReceipt(db, employerId, attemptId),
      );
      if (receipt) return answer(toReceiptView(receipt));
    }
    throw new AppError('attempt-not-finished');
  }
}

/** An attempt that takes nothing more, as far as whoever asked could see. */
class Ended {
  constructor(readonly attempt: { readonly employerId: string; readonly attemptId: string }) {}
}

function refuseAsClosed(receipt: ReceiptView): never {
  throw new AppError('attempt-closed', {
    detail: 'The attempt has ended; what was saved in time counts.',
    members: { receipt },
  });
}

function refuseAsSubmitted(receipt: ReceiptView): never {
  throw alreadySubmitted(receipt);
}

function alreadySubmitted(receipt: ReceiptView): AppError {
  return new AppError('already-submitted', { members: { receipt } });
}
