import { Injectable } from '@nestjs/common';
import { isEditable, maximumQuestions } from '../assessments/assessment.rules.js';
import {
  advanceQuestionsRevision,
  findAssessment,
  lockAssessment,
  type AssessmentRow,
} from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { created, entityTag, ok, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { decodeCursor, encodeCursor } from '../common/pagination/cursor.js';
import { pageLimit, toPage } from '../common/pagination/page.dto.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { EventActor } from '../events/event-types.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { assertSameQuestions, checkedBody } from './question.rules.js';
import {
  toQuestionView,
  type ChangeQuestion,
  type CreateQuestion,
  type ListQuestionsQuery,
  type OrderQuestions,
} from './questions.dto.js';
import {
  countQuestions,
  deleteImported,
  deleteQuestion,
  findQuestion,
  insertQuestions,
  listQuestionIds,
  listQuestions,
  setPositions,
  updateQuestion,
  type QuestionFields,
} from './questions.queries.js';

@Injectable()
export class QuestionsService {
  constructor(private readonly database: Database) {}

  /** The ETag is that of the list: it moves when a question comes, goes or changes place. */
  async list(employerId: string, assessmentId: string, page: ListQuestionsQuery): Promise<Reply> {
    const limit = pageLimit(page);
    const after = positionIn(page.cursor);
    const { assessment, rows } = await this.database.read({ employerId }, async (db) => ({
      assessment: found(await findAssessment(db, employerId, assessmentId)),
      rows: await listQuestions(db, employerId, assessmentId, {
        afterPosition: after,
        limit: limit + 1,
      }),
    }));
    const view = toPage(rows, limit, toQuestionView, (row) =>
      encodeCursor('questions', [String(row.position)]),
    );
    return ok(view, entityTag(assessment.questions_revision));
  }

  async get(employerId: string, assessmentId: string, id: string): Promise<Reply> {
    const row = await this.database.read({ employerId }, (db) =>
      findQuestion(db, employerId, assessmentId, id),
    );
    return ok(toQuestionView(found(row)), entityTag(found(row).revision));
  }

  create(
    actor: Actor,
    assessmentId: string,
    body: CreateQuestion,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    const fields = { ...absentFields, ...toQuestionFields(body), ...checkedBody(body.kind, body) };
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const [id] = await this.addAll(tx, employerId, assessmentId, eventActor(actor), [fields]);
        const row = found(await findQuestion(tx, employerId, assessmentId, id!));
        return created(
          toQuestionView(row),
          `/api/v1/assessments/${assessmentId}/questions/${row.id}`,
          entityTag(row.revision),
        );
      }),
    );
  }

  /**
   * Adds questions at the end, all or none; joins the caller's transaction. The import gives them in batches, so that
   * fifty thousand are never in memory together. Answers with their ids.
   */
  async addAll(
    tx: Tx,
    employerId: string,
    assessmentId: string,
    actor: EventActor,
    batches: readonly QuestionFields[] | AsyncIterable<readonly QuestionFields[]>,
    importId: string | null = null,
  ): Promise<string[]> {
    await this.lockEditable(tx, employerId, assessmentId);
    const { count, last } = await countQuestions(tx, employerId, assessmentId);
    const ids: string[] = [];
    for await (const questions of Symbol.asyncIterator in batches ? batches : [batches]) {
      if (count + ids.length + questions.length > maximumQuestions) {
        throw new AppError('not-editable', {
          detail: `An assessment has at most ${maximumQuestions} questions; this one has ${count}.`,
        });
      }
      const placed = questions.map((fields, index) => ({
        ...fields,
        id: newId(),
        position: last + ids.length + index + 1,
      }));
      await insertQuestions(tx, employerId, assessmentId, placed, importId);
      for (const { id } of placed) ids.push(id);
    }
    await advanceQuestionsRevision(tx, employerId, assessmentId);
    await appendEvent(tx, {
      employerId,
      type: 'questions.added',
      actor,
      subject: { type: 'assessment', id: assessmentId },
      payload: { count: ids.length, ...(importId === null ? {} : { importId }) },
    });
    return ids;
  }

  /** Takes the questions of one import away again, all or none; joins the caller's transaction, which has the lock. */
  async removeImported(
    tx: Tx,
    employerId: string,
    assessmentId: string,
    importId: string,
    actor: EventActor,
  ): Promise<number> {
    const count = await deleteImported(tx, employerId, assessmentId, importId);
    await advanceQuestionsRevision(tx, employerId, assessmentId);
    await appendEvent(tx, {
      employerId,
      type: 'questions.removed',
      actor,
      subject: { type: 'assessment', id: assessmentId },
      payload: { count, importId },
    });
    return count;
  }

  change(
    actor: Actor,
    assessmentId: string,
    id: string,
    revision: string,
    body: ChangeQuestion,
  ): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      await this.lockEditable(tx, employerId, assessmentId);
      const current = found(await findQuestion(tx, employerId, assessmentId, id));
      // Content and key are judged together and by the kind, so a change of one of the three checks all.
      const changesBody = body.kind !== undefined || body.content !== undefined || body.key !== undefined;
      const checked = changesBody
        ? checkedBody(body.kind ?? current.kind, {
            content: body.content ?? current.content,
            key: body.key ?? current.key,
          })
        : {};
      const row = await updateQuestion(tx, employerId, assessmentId, id, revision, {
        ...toQuestionFields(body),
        ...checked,
      });
      if (!row) throw new AppError('precondition-failed', { headers: entityTag(current.revision) });
      await appendEvent(tx, {
        employerId,
        type: 'question.changed',
        actor: eventActor(actor),
        subject: { type: 'question', id },
        payload: { assessmentId, fields: Object.keys(body) },
      });
      return ok(toQuestionView(row), entityTag(row.revision));
    });
  }

  remove(actor: Actor, assessmentId: string, id: string, revision: string): Promise<void> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      await this.lockEditable(tx, employerId, assessmentId);
      const current = found(await findQuestion(tx, employerId, assessmentId, id));
      if (current.revision !== revision)
        throw new AppError('precondition-failed', { headers: entityTag(current.revision) });
      await deleteQuestion(tx, employerId, id);
      await advanceQuestionsRevision(tx, employerId, assessmentId);
      await appendEvent(tx, {
        employerId,
        type: 'question.removed',
        actor: eventActor(actor),
        subject: { type: 'question', id },
        payload: { assessmentId },
      });
    });
  }

  order(actor: Actor, assessmentId: string, revision: string, body: OrderQuestions): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      const assessment = await this.lockEditable(tx, employerId, assessmentId);
      if (assessment.questions_revision !== revision) {
        throw new AppError('precondition-failed', { headers: entityTag(assessment.questions_revision) });
      }
      assertSameQuestions(await listQuestionIds(tx, employerId, assessmentId), body.questionIds);
      await setPositions(tx, employerId, assessmentId, body.questionIds);
      const next = await advanceQuestionsRevision(tx, employerId, assessmentId);
      await appendEvent(tx, {
        employerId,
        type: 'questions.reordered',
        actor: eventActor(actor),
        subject: { type: 'assessment', id: assessmentId },
        payload: {},
      });
      return ok({ questionIds: body.questionIds }, entityTag(next));
    });
  }

  private async lockEditable(tx: Tx, employerId: string, assessmentId: string): Promise<AssessmentRow> {
    const assessment = found(await lockAssessment(tx, employerId, assessmentId));
    if (!isEditable(assessment.status))
      throw new AppError('not-editable', { detail: 'An archived assessment is not changed.' });
    return assessment;
  }
}

function positionIn(cursor: string | undefined): number {
  const [position] = decodeCursor('questions', 1, cursor) ?? ['0'];
  if (!/^[0-9]{1,6}$/.test(position ?? '')) throw new AppError('invalid-cursor');
  return Number(position);
}

const absentFields = {
  title: null,
  points: '1',
  explanation: null,
  external_id: null,
  category: null,
  tags: [],
  difficulty: null,
  time_limit_seconds: null,
} as const;

type PlainFields = Omit<QuestionFields, 'content' | 'key'>;

function toQuestionFields(body: CreateQuestion): PlainFields;
function toQuestionFields(body: ChangeQuestion): Partial<PlainFields>;
function toQuestionFields(body: ChangeQuestion): Partial<PlainFields> {
  const fields: Record<keyof PlainFields, unknown> = {
    kind: body.kind,
    text: body.text,
    title: body.title,
    points: body.points === undefined ? undefined : String(body.points),
    explanation: body.explanation,
    external_id: body.externalId,
    category: body.category,
    tags: body.tags,
    difficulty: body.difficulty,
    time_limit_seconds: body.timeLimitSeconds,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
