import { Injectable } from '@nestjs/common';
import { lockAssessment } from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { ok, type Reply } from '../common/http/reply.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { QuestionsService } from '../questions/questions.service.js';
import { toProblemView } from './import-problem.dto.js';
import { whyNotOpen } from './import.rules.js';
import {
  countRows,
  leaveOutRowsWithErrors,
  listBlockingProblems,
  listReadyQuestions,
} from './import-rows.queries.js';
import { findImport, lockImport, markCommitted } from './imports.queries.js';
import { toImportSummaryView, type CommitImport } from './question-import.dto.js';

const mostProblemsShown = 100;

/**
 * Turns the rows of an import into questions: all that are not left out, or none. An import is committed once for good,
 * whatever keys the requests carry: the second finds it committed and gives the first one's answer.
 */
@Injectable()
export class CommitService {
  constructor(
    private readonly database: Database,
    private readonly questions: QuestionsService,
  ) {}

  commit(
    actor: Actor,
    id: string,
    body: CommitImport,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const { assessment_id: assessmentId } = found(await findImport(tx, employerId, id));
        found(await lockAssessment(tx, employerId, assessmentId));
        const current = found(await lockImport(tx, employerId, id));
        if (current.state === 'committed') return ok(toImportSummaryView(current));
        const obstacle = whyNotOpen(current.state);
        if (obstacle !== undefined) throw new AppError('import-not-ready', { detail: obstacle });
        if (body.leaveOutRowsWithProblems) await leaveOutRowsWithErrors(tx, employerId, id);
        await assertCommittable(tx, employerId, id);
        const fields = await listReadyQuestions(tx, employerId, id);
        await this.questions.addAll(tx, employerId, assessmentId, eventActor(actor), fields, id);
        const committed = await markCommitted(tx, employerId, id, fields.length);
        await appendEvent(tx, {
          employerId,
          type: 'import.committed',
          actor: eventActor(actor),
          subject: { type: 'import', id },
          payload: { assessmentId, questionCount: fields.length },
        });
        return ok(toImportSummaryView(committed));
      }),
    );
  }
}

async function assertCommittable(tx: Tx, employerId: string, id: string): Promise<void> {
  const counts = await countRows(tx, employerId, id);
  if (counts.blocking_count > 0) {
    const problems = await listBlockingProblems(tx, employerId, id, mostProblemsShown);
    throw new AppError('import-not-ready', {
      detail: `${counts.blocking_count} rows have errors. Leave them out, or correct the file and import it again.`,
      members: { blockingCount: counts.blocking_count, problems: problems.map(toProblemView) },
    });
  }
  if (counts.ready_count === 0) {
    throw new AppError('import-not-ready', { detail: 'The import has no row that could be added.' });
  }
}
