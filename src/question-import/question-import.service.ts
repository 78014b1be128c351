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
import { newOptionId } from '../questions/question.rules.js';
import { findImportView } from './import-view.js';
import { abandonedFailure, internalFailure, refusalOf, type ImportFailure } from './import.rules.js';
import { insertRows } from './import-rows.queries.js';
import {
  clearParseStarted,
  listAbandoned,
  lockUnparsed,
  markFailed,
  markReady,
  setParseStarted,
} from './import-reading.queries.js';
import { insertImport } from './imports.queries.js';
import { parseInWorker } from './parse-in-worker.js';
import { ImportRefused } from './parsers/import-refused.js';
import { toStoredFile, type StoredFile } from './stored-rows.js';
import type { Upload } from './upload.decorator.js';

/**
 * Takes in a file and reads it. The bytes are stored first, then read outside any transaction, then the rows are saved
 * and the bytes dropped. If the process dies in between, the import stays 'received', and whoever comes next finishes
 * it: the worker, a look at it, or the same request sent again. Several may read one file; one of them saves it.
 */
@Injectable()
export class QuestionImportService {
  constructor(private readonly database: Database) {}

  async receive(actor: Actor, assessmentId: string, upload: Upload): Promise<Reply> {
    const { employerId } = actor;
    const { request, bytes } = upload;
    const stored = await this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, () =>
        this.store(tx, actor, assessmentId, upload),
      ),
    );
    const isRepeat = stored.headers['idempotent-replayed'] !== undefined;
    const { id } = (typeof stored.body === 'string' ? JSON.parse(stored.body) : stored.body) as {
      id: string;
    };
    await (isRepeat ? this.finish(employerId, id) : this.read(employerId, id, bytes));
    const view = found(await this.database.read({ employerId }, (db) => findImportView(db, employerId, id)));
    if (view.failure !== null) throw refusalOf(id, view.failure);
    return new Reply(stored.status, view, stored.headers);
  }

  /** Reads the file of an import that nobody is reading. */
  async finish(employerId: string, id: string): Promise<void> {
    const unparsed = await this.database.transaction({ employerId }, async (tx) => {
      const row = await lockUnparsed(tx, employerId, id);
      if (row?.hopeless) await markFailed(tx, employerId, id, abandonedFailure);
      else if (row) await setParseStarted(tx, employerId, id);
      return row;
    });
    if (unparsed && !unparsed.hopeless) await this.read(employerId, id, unparsed.bytes);
  }

  /** Finishes what dead processes left behind; called by the worker now and then. Answers how many it took up. */
  async parseAbandoned(limit = 20): Promise<number> {
    const abandoned = await this.database.read({ sweep: true }, (db) => listAbandoned(db, limit));
    const failures: unknown[] = [];
    for (const { employer_id: employerId, id } of abandoned) {
      await this.finish(employerId, id).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} imports could not be read`);
    return abandoned.length;
  }

  private async store(tx: Tx, actor: Actor, assessmentId: string, upload: Upload): Promise<Reply> {
    const { employerId } = actor;
    const { bytes, fileName } = upload;
    const assessment = found(await findAssessment(tx, employerId, assessmentId));
    if (!isEditable(assessment.status)) {
      throw new AppError('not-editable', { detail: 'An archived assessment is not changed.' });
    }
    const id = newId();
    const sha256 = createHash('sha256').update(bytes).digest();
    await insertImport(tx, employerId, { id, assessmentId, fileName, bytes, sha256 });
    await appendEvent(tx, {
      employerId,
      type: 'import.received',
      actor: eventActor(actor),
      subject: { type: 'import', id },
      payload: { assessmentId, byteCount: bytes.length },
    });
    return created({ id }, `/api/v1/imports/${id}`);
  }

  /** The caller has the claim. */
  private async read(employerId: string, id: string, bytes: Buffer): Promise<void> {
    let file: StoredFile;
    try {
      file = await toStoredFile(await parseInWorker(bytes), newOptionId);
    } catch (error) {
      if (error instanceof ImportRefused && error.code === 'import_busy') {
        await this.database.transaction({ employerId }, (tx) => clearParseStarted(tx, employerId, id));
        throw new AppError('service-unavailable', {
          detail: error.message,
          headers: { 'retry-after': '30' },
        });
      }
      const refused = error instanceof ImportRefused;
      await this.fail(employerId, id, refused ? error : internalFailure);
      if (!refused) throw error;
      return;
    }
    await this.database.transaction({ employerId }, async (tx) => {
      if (await markReady(tx, employerId, id, file)) await insertRows(tx, employerId, id, file.rows);
    });
  }

  private fail(employerId: string, id: string, failure: ImportFailure): Promise<void> {
    return this.database.transaction({ employerId }, (tx) => markFailed(tx, employerId, id, failure));
  }
}
