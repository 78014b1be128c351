import { Injectable } from '@nestjs/common';
import { actorId, principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { ok, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { FinishService } from '../submissions/finish.service.js';
import {
  toExtendedAttemptView,
  toTimeChangeView,
  type ExtendTime,
  type ReopenAttempt,
  type TimeChangeListView,
} from './attempt-times.dto.js';
import {
  extendAttempts,
  findAssessmentOfAttempt,
  listSelectedAttempts,
  listTimeChanges,
  lockAssessmentShared,
  reopenAttempt,
  type ExtendedAttemptRow,
  type TimeAct,
} from './attempt-times.queries.js';
import {
  countOutcomes,
  mostAttempts,
  readSelection,
  whyNotReopened,
  type AttemptSelection,
} from './attempt-times.rules.js';

/**
 * Gives running attempts more time, and opens again one that its deadline ended. Time is only ever added: whoever has two
 * figures for the end of an attempt may take the later one.
 */
@Injectable()
export class AttemptTimesService {
  constructor(
    private readonly database: Database,
    private readonly finishing: FinishService,
  ) {}

  /** All at once or not at all. Which of two comes first, this or the end of an attempt, the lock of its row decides. */
  extend(
    actor: Actor,
    assessmentId: string,
    body: ExtendTime,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    const selection = readSelection(body.attempts);
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        found(await lockAssessmentShared(tx, employerId, assessmentId));
        const act = { ...actOf(actor, body), pastClosing: body.pastClosing ?? false };
        const rows = await extendSelected(tx, employerId, assessmentId, selection, act);
        const counts = countOutcomes(rows.map((row) => row.outcome));
        if (counts.extended > 0) {
          await appendEvent(tx, {
            employerId,
            type: 'attempts.extended',
            actor: eventActor(actor),
            subject: { type: 'assessment', id: assessmentId },
            payload: { actId: act.id, minutes: act.minutes, extended: counts.extended },
          });
        }
        const attempts = rows.slice(0, mostAttempts).map(toExtendedAttemptView);
        return ok({ actId: counts.extended > 0 ? act.id : null, counts, attempts });
      }),
    );
  }

  async reopen(
    actor: Actor,
    attemptId: string,
    body: ReopenAttempt,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    // Its time may have run out without anybody having written its end yet.
    await this.finishing.finishDue(employerId, attemptId);
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const assessmentId = found(await findAssessmentOfAttempt(tx, employerId, attemptId));
        const assessment = found(await lockAssessmentShared(tx, employerId, assessmentId));
        if (assessment.status === 'archived') {
          throw new AppError('not-editable', { detail: 'The assessment of this attempt is archived.' });
        }
        const act = actOf(actor, body);
        const reopened = await reopenAttempt(tx, employerId, attemptId, act);
        const obstacle = whyNotReopened(reopened.outcome);
        if (obstacle !== undefined) throw new AppError('illegal-transition', { detail: obstacle });
        const deadlineAt = reopened.deadline_at!.toISOString();
        const supersededSubmissionId = reopened.submission_id!;
        await appendEvent(tx, {
          employerId,
          type: 'attempt.reopened',
          actor: eventActor(actor),
          subject: { type: 'attempt', id: attemptId },
          payload: { assessmentId, actId: act.id, deadlineAt, supersededSubmissionId },
        });
        return ok({ attemptId, deadlineAt, supersededSubmissionId });
      }),
    );
  }

  list(employerId: string, attemptId: string): Promise<TimeChangeListView> {
    return this.database.read({ employerId }, async (db) => {
      found(await findAssessmentOfAttempt(db, employerId, attemptId));
      const rows = await listTimeChanges(db, employerId, attemptId);
      return { items: rows.map(toTimeChangeView) };
    });
  }
}

/** Of named attempts each has its row, in the order of the request. */
async function extendSelected(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  selection: AttemptSelection,
  act: TimeAct & { readonly pastClosing: boolean },
): Promise<ExtendedAttemptRow[]> {
  const isNamed = 'ids' in selection;
  const ids = isNamed ? selection.ids : await listSelectedAttempts(tx, employerId, assessmentId, selection);
  const rows: ExtendedAttemptRow[] = [];
  for (let from = 0; from < ids.length; from += mostAttempts) {
    const some = ids.slice(from, from + mostAttempts);
    rows.push(...(await extendAttempts(tx, employerId, assessmentId, some, act)));
  }
  if (!isNamed) return rows;
  const found = new Map(rows.map((row) => [row.attempt_id, row]));
  return ids.map((id) => found.get(id) ?? { attempt_id: id, outcome: 'not_found', deadline_at: null });
}

function actOf(actor: Actor, body: { readonly minutes: number; readonly reason: string }): TimeAct {
  return {
    id: newId(),
    minutes: body.minutes,
    reason: body.reason,
    actorType: actor.type,
    actorId: actorId(actor),
  };
}
