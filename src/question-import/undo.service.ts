import { Injectable } from '@nestjs/common';
import { isEditable } from '../assessments/assessment.rules.js';
import { lockAssessment } from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { ok, type Reply } from '../common/http/reply.js';
import { Database } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { countImported, type ImportedQuestions } from '../questions/questions.queries.js';
import { QuestionsService } from '../questions/questions.service.js';
import { findImport, lockImport, markUndone } from './imports.queries.js';
import { toImportSummaryView, type UndoImport } from './question-import.dto.js';

/**
 * Takes the questions of an import out again, all of them, as long as no published version holds one: what candidates
 * were given stays. The assessment's lock keeps a publication from slipping in between the look and the deletion.
 */
@Injectable()
export class UndoService {
  constructor(
    private readonly database: Database,
    private readonly questions: QuestionsService,
  ) {}

  undo(actor: Actor, id: string, body: UndoImport, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const { assessment_id: assessmentId } = found(await findImport(tx, employerId, id));
        const assessment = found(await lockAssessment(tx, employerId, assessmentId));
        const current = found(await lockImport(tx, employerId, id));
        if (current.state === 'undone') return ok(toImportSummaryView(current));
        if (current.state !== 'committed') {
          throw new AppError('import-not-undoable', { detail: 'The import was not committed.' });
        }
        if (!isEditable(assessment.status)) {
          throw new AppError('not-editable', { detail: 'An archived assessment is not changed.' });
        }
        const batch = await countImported(tx, employerId, assessmentId, id);
        assertUndoable(batch, body.discardEdits ?? false);
        const count = await this.questions.removeImported(
          tx,
          employerId,
          assessmentId,
          id,
          eventActor(actor),
        );
        const undone = await markUndone(tx, employerId, id);
        await appendEvent(tx, {
          employerId,
          type: 'import.undone',
          actor: eventActor(actor),
          subject: { type: 'import', id },
          payload: { assessmentId, questionCount: count },
        });
        return ok(toImportSummaryView(undone));
      }),
    );
  }
}

function assertUndoable(batch: ImportedQuestions, discardEdits: boolean): void {
  const { versions, edited_count: editedCount } = batch;
  if (versions.length > 0) {
    throw new AppError('import-not-undoable', {
      detail: `Questions of this import are in published versions (${versions.join(', ')}). Remove the ones that you do not want from the draft instead.`,
      members: { versions, editedCount },
    });
  }
  if (editedCount > 0 && !discardEdits) {
    throw new AppError('import-not-undoable', {
      detail: `${editedCount} of the imported questions were edited since. Say that the edits may be lost, or remove questions one by one.`,
      members: { versions, editedCount },
    });
  }
}
