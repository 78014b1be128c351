import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isEditable } from '../assessments/assessment.rules.js';
import { findAssessment } from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { created, Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import { once } from '../idempotency/once.js';
import { findImportView } from './import-view.js';
import { assertOpen, refusalOf } from './import.rules.js';
import { deleteRows } from './import-rows.queries.js';
import { appendImportEvent, deleteOldImportEvents, insertStream } from './import-stream.queries.js';
import { insertImport, listForgotten, lockImport, markDiscarded } from './imports.queries.js';
import type { ImportView } from './question-import.dto.js';
import { ReadingService } from './reading.service.js';
import type { Upload } from './upload.decorator.js';

const forgottenAtOnce = 50;

/** Takes in a file: its bytes are stored first and read then. Takes it out again where nobody wants it. */
@Injectable()
export class QuestionImportService {
  constructor(
    private readonly database: Database,
    private readonly reading: ReadingService,
  ) {}

  /** Later: the page opens the stream of the import first, and starts it then. */
  async receive(
    actor: Actor,
    assessmentId: string,
    upload: Upload,
    start: 'now' | 'later' = 'now',
  ): Promise<Reply> {
    const { employerId } = actor;
    const { request, bytes } = upload;
    const stored = await this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, () =>
        this.store(tx, actor, assessmentId, upload, start),
      ),
    );
    const isRepeat = stored.headers['idempotent-replayed'] !== undefined;
    const { id } = (typeof stored.body === 'string' ? JSON.parse(stored.body) : stored.body) as {
      id: string;
    };
    if (start === 'now') {
      const task = { bytes, settings: {}, corrections: [], revision: 1 };
      await (isRepeat ? this.reading.finish(employerId, id) : this.reading.read(employerId, id, task));
    }
    return new Reply(stored.status, await this.viewUnlessFailed(employerId, id), stored.headers);
  }

  /** Reads a file that waits for it; once it is read, tells what it holds. */
  async start(employerId: string, id: string): Promise<ImportView> {
    await this.viewUnlessFailed(employerId, id);
    await this.reading.finish(employerId, id);
    return this.viewUnlessFailed(employerId, id);
  }

  discard(actor: Actor, id: string): Promise<void> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      const current = found(await lockImport(tx, employerId, id));
      if (current.state === 'discarded') return;
      if (current.state !== 'received' && current.state !== 'failed') assertOpen(current.state);
      await this.drop(tx, employerId, id);
      await appendEvent(tx, {
        employerId,
        type: 'import.discarded',
        actor: eventActor(actor),
        subject: { type: 'import', id },
        payload: { assessmentId: current.assessment_id },
      });
    });
  }

  /** Files that nobody came back to for a month, and what was told of others; called by the worker now and then. */
  async purge(): Promise<void> {
    await this.database.transaction({ sweep: true }, deleteOldImportEvents);
    const forgotten = await this.database.read({ sweep: true }, (db) => listForgotten(db, forgottenAtOnce));
    for (const { employer_id: employerId, id } of forgotten) {
      await this.database.transaction({ employerId }, async (tx) => {
        const current = await lockImport(tx, employerId, id);
        if (current?.state !== 'ready' && current?.state !== 'failed') return;
        await this.drop(tx, employerId, id);
        await appendEvent(tx, {
          employerId,
          type: 'import.discarded',
          actor: { type: 'system', id: null },
          subject: { type: 'import', id },
          payload: { assessmentId: current.assessment_id },
        });
      });
    }
  }

  private async drop(tx: Tx, employerId: string, id: string): Promise<void> {
    await deleteRows(tx, employerId, id);
    await markDiscarded(tx, employerId, id);
    await appendImportEvent(tx, employerId, id, 'discarded', {});
  }

  private async viewUnlessFailed(employerId: string, id: string): Promise<ImportView> {
    const view = found(await this.database.read({ employerId }, (db) => findImportView(db, employerId, id)));
    if (view.failure !== null) throw refusalOf(id, view.failure);
    return view;
  }

  private async store(
    tx: Tx,
    actor: Actor,
    assessmentId: string,
    upload: Upload,
    start: 'now' | 'later',
  ): Promise<Reply> {
    const { employerId } = actor;
    const { bytes, fileName } = upload;
    const assessment = found(await findAssessment(tx, employerId, assessmentId));
    if (!isEditable(assessment.status)) {
      throw new AppError('not-editable', { detail: 'An archived assessment is not changed.' });
    }
    const id = newId();
    const sha256 = createHash('sha256').update(bytes).digest();
    const isClaimed = start === 'now';
    await insertImport(tx, employerId, { id, assessmentId, fileName, bytes, sha256, isClaimed });
    await insertStream(tx, employerId, id);
    await appendImportEvent(tx, employerId, id, 'received', { byteCount: bytes.length });
    await appendEvent(tx, {
      employerId,
      type: 'import.received',
      actor: eventActor(actor),
      subject: { type: 'import', id },
      payload: { assessmentId, byteCount: bytes.length },
    });
    return created({ id }, `/api/v1/imports/${id}`);
  }
}
