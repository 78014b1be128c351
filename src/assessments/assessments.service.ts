import { Injectable } from '@nestjs/common';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { created, entityTag, ok, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { newSlug } from '../common/identifiers/tokens.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { defaultLanguage } from '../mail/mail-message.js';
import { isEditable } from './assessment.rules.js';
import {
  toAssessmentFields,
  toAssessmentView,
  type ChangeAssessment,
  type CreateAssessment,
} from './assessments.dto.js';
import {
  findAssessment,
  insertAssessment,
  lockAssessment,
  markDeleted,
  updateAssessment,
  type AssessmentRow,
} from './assessments.queries.js';

@Injectable()
export class AssessmentsService {
  constructor(private readonly database: Database) {}

  async get(employerId: string, id: string): Promise<Reply> {
    const row = await this.database.read({ employerId }, (db) => findAssessment(db, employerId, id));
    return ok(toAssessmentView(found(row)), entityTag(found(row).revision));
  }

  create(actor: Actor, body: CreateAssessment, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const row = await insertAssessment(tx, {
          ...defaultFields,
          ...toAssessmentFields(body),
          employer_id: employerId,
          id: newId(),
          slug: newSlug(employerId),
        });
        await appendEvent(tx, {
          employerId,
          type: 'assessment.created',
          actor: eventActor(actor),
          subject: { type: 'assessment', id: row.id },
          payload: { title: row.title },
        });
        return created(toAssessmentView(row), `/api/v1/assessments/${row.id}`, entityTag(row.revision));
      }),
    );
  }

  change(actor: Actor, id: string, revision: string, body: ChangeAssessment): Promise<Reply> {
    const { employerId } = actor;
    const fields = toAssessmentFields(body);
    return this.database.transaction({ employerId }, async (tx) => {
      const current = found(await lockAssessment(tx, employerId, id));
      if (!isEditable(current.status))
        throw new AppError('not-editable', { detail: 'An archived assessment is not changed.' });
      const row = await updateAssessment(tx, employerId, id, revision, fields);
      if (!row) throw new AppError('precondition-failed', { headers: entityTag(current.revision) });
      await appendEvent(tx, {
        employerId,
        type: 'assessment.changed',
        actor: eventActor(actor),
        subject: { type: 'assessment', id },
        payload: { fields: Object.keys(body) },
      });
      return ok(toAssessmentView(row), entityTag(row.revision));
    });
  }

  delete(actor: Actor, id: string, revision: string): Promise<void> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      const current = await this.lockAt(tx, employerId, id, revision);
      if (current.status !== 'draft' || current.latest_version_number > 0) {
        throw new AppError('not-editable', {
          detail: 'Only a draft that was never published can be deleted; archive it instead.',
        });
      }
      await markDeleted(tx, employerId, id);
      await appendEvent(tx, {
        employerId,
        type: 'assessment.deleted',
        actor: eventActor(actor),
        subject: { type: 'assessment', id },
        payload: { title: current.title },
      });
    });
  }

  private async lockAt(tx: Tx, employerId: string, id: string, revision: string): Promise<AssessmentRow> {
    const current = found(await lockAssessment(tx, employerId, id));
    if (current.revision !== revision)
      throw new AppError('precondition-failed', { headers: entityTag(current.revision) });
    return current;
  }
}

const defaultFields = {
  title: '',
  description: '',
  time_limit_minutes: null,
  pass_mark_percent: null,
  opens_at: null,
  closes_at: null,
  shuffle_questions: false,
  shuffle_options: false,
  review_policy: 'score',
  language: defaultLanguage,
  require_email_verification: false,
  presentation: 'one_by_one',
  link_capacity: null,
} as const;
