import { Injectable } from '@nestjs/common';
import { toAssessmentView } from '../assessments/assessments.dto.js';
import { insertAssessment, lockAssessment } from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { found } from '../common/errors/app-error.js';
import { created, entityTag, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { newSlug } from '../common/identifiers/tokens.js';
import { Database } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { copyQuestions, listQuestionIds } from './questions.queries.js';

/** A copy of an assessment with its working questions, as a draft: settings and questions, no versions, no results. */
@Injectable()
export class DuplicateService {
  constructor(private readonly database: Database) {}

  duplicate(actor: Actor, assessmentId: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const source = found(await lockAssessment(tx, employerId, assessmentId));
        const copy = await insertAssessment(tx, {
          ...source,
          title: copyTitle(source.title),
          opens_at: source.opens_at?.toISOString() ?? null,
          closes_at: source.closes_at?.toISOString() ?? null,
          id: newId(),
          slug: newSlug(employerId),
        });
        const ids = (await listQuestionIds(tx, employerId, assessmentId)).map(() => newId());
        await copyQuestions(tx, employerId, assessmentId, copy.id, ids);
        await appendEvent(tx, {
          employerId,
          type: 'assessment.created',
          actor: eventActor(actor),
          subject: { type: 'assessment', id: copy.id },
          payload: { title: copy.title, duplicateOf: assessmentId },
        });
        return created(toAssessmentView(copy), `/api/v1/assessments/${copy.id}`, entityTag(copy.revision));
      }),
    );
  }
}

/** Counted in code points, as the limit is, so that no half of a character is left at the cut. */
function copyTitle(title: string): string {
  return [...title].slice(0, 193).join('') + ' (copy)';
}
