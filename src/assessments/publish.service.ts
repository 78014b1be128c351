import { Injectable } from '@nestjs/common';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { Rational } from '../common/exact/rational.js';
import { created, entityTag, ok, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { mayBecome, whyNotPublishable } from './assessment.rules.js';
import { toAssessmentView } from './assessments.dto.js';
import {
  lockAssessment,
  readTransactionTime,
  setArchived,
  setLatestVersionNumber,
} from './assessments.queries.js';
import { QuotaService } from './quota.service.js';
import { versionContent } from './version-content.js';
import { toVersionView } from './versions.dto.js';
import { insertItemsWithKeys, insertVersion, listPublishableQuestions } from './versions.queries.js';

/** The steps of an assessment's life that an author takes; closing ends attempts and lives in submissions/. */
@Injectable()
export class PublishService {
  constructor(
    private readonly database: Database,
    private readonly quota: QuotaService,
  ) {}

  publish(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.quota.explainRefusal(employerId, () =>
      this.database.transaction({ employerId }, (tx) =>
        once(tx, { employerId, principal: principalOf(actor), request }, async () => {
          await this.quota.lock(tx, employerId);
          const assessment = found(await lockAssessment(tx, employerId, id));
          const questions = await listPublishableQuestions(tx, employerId, id);
          const totalPoints = questions.reduce(
            (sum, question) => sum.add(Rational.fromText(question.points)),
            Rational.zero,
          );
          const obstacles = whyNotPublishable(
            {
              status: assessment.status,
              closesAt: assessment.closes_at,
              questionCount: questions.length,
              worthNothing: totalPoints.equals(Rational.zero),
            },
            await readTransactionTime(tx),
          );
          if (obstacles.length > 0) {
            throw new AppError('not-publishable', {
              detail: obstacles[0]?.detail,
              members: { reasons: obstacles },
            });
          }
          if (assessment.status !== 'active') await this.quota.activate(tx, employerId, id);
          const content = versionContent(assessment, questions);
          const version = await insertVersion(tx, assessment, {
            id: newId(),
            number: assessment.latest_version_number + 1,
            itemCount: questions.length,
            maximumPoints: totalPoints.toDecimal(4),
            content: content.text,
            contentHash: content.hash,
            publishedBy: actor.type === 'member' ? actor.memberId : null,
          });
          await insertItemsWithKeys(tx, employerId, id, version.id);
          const row = await setLatestVersionNumber(tx, employerId, id, version.number);
          await appendEvent(tx, {
            employerId,
            type: 'assessment.published',
            actor: eventActor(actor),
            subject: { type: 'assessment', id },
            payload: { versionNumber: version.number, itemCount: version.item_count },
          });
          return created(
            { assessment: toAssessmentView(row), version: toVersionView(version) },
            `/api/v1/assessments/${id}/versions/${version.number}`,
            entityTag(row.revision),
          );
        }),
      ),
    );
  }

  reopen(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.quota.explainRefusal(employerId, () =>
      this.database.transaction({ employerId }, (tx) =>
        once(tx, { employerId, principal: principalOf(actor), request }, async () => {
          await this.quota.lock(tx, employerId);
          const assessment = found(await lockAssessment(tx, employerId, id));
          if (assessment.status !== 'closed') {
            throw new AppError('illegal-transition', {
              detail: `Only a closed assessment is reopened; this one is ${assessment.status}.`,
            });
          }
          const row = await this.quota.activate(tx, employerId, id);
          await appendEvent(tx, {
            employerId,
            type: 'assessment.reopened',
            actor: eventActor(actor),
            subject: { type: 'assessment', id },
            payload: {},
          });
          return ok(toAssessmentView(row), entityTag(row.revision));
        }),
      ),
    );
  }

  archive(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const assessment = found(await lockAssessment(tx, employerId, id));
        if (!mayBecome(assessment.status, 'archived')) {
          throw new AppError('illegal-transition', {
            detail: `Close the assessment first; it is ${assessment.status}.`,
          });
        }
        const row = await setArchived(tx, employerId, id);
        await appendEvent(tx, {
          employerId,
          type: 'assessment.archived',
          actor: eventActor(actor),
          subject: { type: 'assessment', id },
          payload: {},
        });
        return ok(toAssessmentView(row), entityTag(row.revision));
      }),
    );
  }
}
