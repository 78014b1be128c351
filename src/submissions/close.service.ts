import { Injectable } from '@nestjs/common';
import { toAssessmentView } from '../assessments/assessments.dto.js';
import { lockAssessment, setClosed } from '../assessments/assessments.queries.js';
import {
  endAttempt,
  endAttemptOfInvite,
  endRunningAttempts,
  findEndOfAttempt,
} from '../attempts/attempts.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { entityTag, ok, type Reply } from '../common/http/reply.js';
import { Database } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { lockInvite, setRevoked } from '../invites/invites.queries.js';
import { FinishService } from './finish.service.js';

/**
 * What an employer does that ends attempts. The act itself only marks them ended, in one statement; scoring them follows
 * after the commit here, and by the worker where this process dies before it is through.
 */
@Injectable()
export class CloseService {
  constructor(
    private readonly database: Database,
    private readonly finishing: FinishService,
  ) {}

  async closeAssessment(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    const reply = await this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const assessment = found(await lockAssessment(tx, employerId, id));
        if (assessment.status !== 'active') {
          throw new AppError('illegal-transition', {
            detail: `Only an active assessment is closed; this one is ${assessment.status}.`,
          });
        }
        const row = await setClosed(tx, employerId, id);
        const endedAttempts = await endRunningAttempts(tx, employerId, id, 'closed');
        await appendEvent(tx, {
          employerId,
          type: 'assessment.closed',
          actor: eventActor(actor),
          subject: { type: 'assessment', id },
          payload: { endedAttempts },
        });
        return ok(toAssessmentView(row), entityTag(row.revision));
      }),
    );
    await this.finishing.finishDueOf(employerId, id);
    return reply;
  }

  async revokeInvite(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    let assessmentId: string | undefined;
    const reply = await this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const invite = found(await lockInvite(tx, employerId, id));
        assessmentId = invite.assessment_id;
        if (invite.revoked_at === null) {
          await setRevoked(tx, employerId, id);
          await endAttemptOfInvite(tx, employerId, id);
          await appendEvent(tx, {
            employerId,
            type: 'invite.revoked',
            actor: eventActor(actor),
            subject: { type: 'invite', id },
            payload: { assessmentId: invite.assessment_id },
          });
        }
        return ok({ id, status: 'revoked' });
      }),
    );
    if (assessmentId !== undefined) await this.finishing.finishDueOf(employerId, assessmentId);
    return reply;
  }

  /** Whoever comes second, here or at the button, finds the attempt ended and is told how. */
  async endAttempt(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    const reply = await this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const ended = await endAttempt(tx, employerId, id);
        // A deadline that has passed ended it, whoever asks: that is no act.
        if (ended?.finish_reason === 'ended') {
          await appendEvent(tx, {
            employerId,
            type: 'attempt.ended',
            actor: eventActor(actor),
            subject: { type: 'attempt', id },
            payload: { assessmentId: ended.assessment_id },
          });
        }
        const end = ended ?? found(await findEndOfAttempt(tx, employerId, id));
        return ok({ id, reason: end.finish_reason, endedAt: end.ended_at.toISOString() });
      }),
    );
    await this.finishing.finishDue(employerId, id);
    return reply;
  }
}
