import { Injectable } from '@nestjs/common';
import { lockAssessment } from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { ok, type Reply } from '../common/http/reply.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { listWordings, type QuestionFields } from '../questions/questions.queries.js';
import { QuestionsService } from '../questions/questions.service.js';
import { toProblemView } from './import-problem.dto.js';
import { assertOpen } from './import.rules.js';
import {
  countRows,
  leaveOutRows,
  leaveOutRowsWithErrors,
  listBlockingProblems,
  listReadyRows,
} from './import-rows.queries.js';
import { appendImportEvent } from './import-stream.queries.js';
import { findImport, lockImport, markCommitted } from './imports.queries.js';
import { ProgressTeller } from './progress-teller.js';
import { toImportSummaryView, type CommitImport } from './question-import.dto.js';
import { questionFingerprint } from './question-fingerprint.js';

const mostProblemsShown = 100;
/** Rows that are in memory at a time. */
const rowsAtOnce = 2_000;

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
    const teller = new ProgressTeller(this.database, employerId, id, 'committing');
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        const { assessment_id: assessmentId } = found(await findImport(tx, employerId, id));
        found(await lockAssessment(tx, employerId, assessmentId));
        const current = found(await lockImport(tx, employerId, id));
        if (current.state === 'committed') return ok(toImportSummaryView(current));
        assertOpen(current.state);
        if (body.leaveOutRowsWithProblems) await leaveOutRowsWithErrors(tx, employerId, id);
        if (body.leaveOutDuplicates) await leaveOutDuplicates(tx, employerId, assessmentId, id);
        const total = await assertCommittable(tx, employerId, id);
        const batches = readyQuestions(tx, employerId, id, (done) => teller.tell(done, total));
        const by = eventActor(actor);
        const { length } = await this.questions.addAll(tx, employerId, assessmentId, by, batches, id);
        const committed = await markCommitted(tx, employerId, id, length);
        await appendEvent(tx, {
          employerId,
          type: 'import.committed',
          actor: by,
          subject: { type: 'import', id },
          payload: { assessmentId, questionCount: length },
        });
        await teller.settled();
        await appendImportEvent(tx, employerId, id, 'completed', { questionCount: length });
        return ok(toImportSummaryView(committed));
      }),
    );
  }
}

async function* readyQuestions(
  tx: Tx,
  employerId: string,
  id: string,
  onBatch: (done: number) => void,
): AsyncGenerator<QuestionFields[]> {
  let afterOrdinal = 0;
  for (let done = 0; ;) {
    const rows = await listReadyRows(tx, employerId, id, { afterOrdinal, limit: rowsAtOnce });
    if (rows.length === 0) return;
    onBatch(done);
    yield rows.map(({ question }) => question);
    done += rows.length;
    afterOrdinal = rows.at(-1)!.ordinal;
  }
}

/** Under the assessment's lock, so against what it holds now, not when the file was read. */
async function leaveOutDuplicates(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  id: string,
): Promise<void> {
  const seen = new Set((await listWordings(tx, employerId, assessmentId)).map(questionFingerprint));
  const repeated: number[] = [];
  let afterOrdinal = 0;
  for (;;) {
    const rows = await listReadyRows(tx, employerId, id, { afterOrdinal, limit: rowsAtOnce });
    if (rows.length === 0) break;
    for (const { ordinal, question } of rows) {
      const fingerprint = questionFingerprint(question);
      if (seen.has(fingerprint)) repeated.push(ordinal);
      seen.add(fingerprint);
    }
    afterOrdinal = rows.at(-1)!.ordinal;
  }
  await leaveOutRows(tx, employerId, id, repeated);
}

/** Answers with the number of rows that will be added. */
async function assertCommittable(tx: Tx, employerId: string, id: string): Promise<number> {
  const counts = await countRows(tx, employerId, id);
  if (counts.blocking_count > 0) {
    const problems = await listBlockingProblems(tx, employerId, id, mostProblemsShown);
    throw new AppError('import-not-ready', {
      detail: `${counts.blocking_count} rows have errors. Leave them out, put their cells right, or correct the file and import it again.`,
      members: { blockingCount: counts.blocking_count, problems: problems.map(toProblemView) },
    });
  }
  if (counts.ready_count === 0) {
    const detail =
      counts.left_out_count > 0
        ? 'Every row is left out, so there is nothing to add.'
        : 'The import has no row that could be added.';
    throw new AppError('import-not-ready', { detail });
  }
  return counts.ready_count;
}
