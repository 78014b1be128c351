import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database, type Tx } from '../database/database.js';
import { newOptionId } from '../questions/question.rules.js';
import { listWordings } from '../questions/questions.queries.js';
import { abandonedFailure, internalFailure, refusalOf, type ImportFailure } from './import.rules.js';
import {
  clearParseStarted,
  listAbandoned,
  lockUnparsed,
  markFailed,
  markReady,
  setParseStarted,
  takeBackWishes,
  type ReadingTask,
} from './import-reading.queries.js';
import { replaceRows } from './import-rows.queries.js';
import { appendImportEvent } from './import-stream.queries.js';
import { findImport, wasCommittedBefore } from './imports.queries.js';
import { parseInWorker } from './parse-in-worker.js';
import { ImportRefused } from './parsers/import-refused.js';
import { ProgressTeller } from './progress-teller.js';
import { questionFingerprint } from './question-fingerprint.js';
import { toStoredFile, type PresentQuestions, type StoredFile } from './stored-rows.js';

/**
 * Reads the file of an import, outside any transaction, and saves its rows in one. If the process dies in between, the
 * import stays 'received', and whoever comes next finishes it: the worker, a look at it, or the same request sent again.
 * Several may read one file; one of them saves it.
 */
@Injectable()
export class ReadingService {
  constructor(private readonly database: Database) {}

  /** Reads the file of an import that nobody is reading. */
  async finish(employerId: string, id: string): Promise<void> {
    const task = await this.database.transaction({ employerId }, async (tx) => {
      const unparsed = await lockUnparsed(tx, employerId, id);
      if (unparsed?.hopeless) await this.tellFailed(tx, employerId, id, abandonedFailure);
      else if (unparsed) await setParseStarted(tx, employerId, id);
      return unparsed;
    });
    if (task && !task.hopeless) await this.read(employerId, id, task);
  }

  /** Finishes what dead processes left behind; called by the worker now and then. Answers how many it took up. */
  async readAbandoned(limit = 20): Promise<number> {
    const abandoned = await this.database.read({ sweep: true }, (db) => listAbandoned(db, limit));
    const failures: unknown[] = [];
    for (const { employer_id: employerId, id } of abandoned) {
      await this.finish(employerId, id).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `${failures.length} imports could not be read`);
    return abandoned.length;
  }

  /**
   * The caller has the claim.
   *
   * @throws AppError where the file was read before and cannot be read as it is wished now: the earlier reading stands
   */
  async read(employerId: string, id: string, task: ReadingTask): Promise<void> {
    let file: StoredFile;
    try {
      file = await this.parse(employerId, id, task);
    } catch (error) {
      if (error instanceof ImportRefused && error.code === 'import_busy') {
        await this.database.transaction({ employerId }, (tx) => clearParseStarted(tx, employerId, id));
        throw new AppError('service-unavailable', {
          detail: error.message,
          headers: { 'retry-after': '30' },
        });
      }
      await this.refuse(employerId, id, task, error);
      return;
    }
    await this.database.transaction({ employerId }, async (tx) => {
      if (!(await markReady(tx, employerId, id, task.revision, file))) return;
      await replaceRows(tx, employerId, id, file.rows);
      const { errorCount, warningCount, lossCount, rows } = file;
      const counts = { rowCount: rows.length, errorCount, warningCount, lossCount };
      await appendImportEvent(tx, employerId, id, 'ready', counts);
    });
  }

  private async parse(employerId: string, id: string, task: ReadingTask): Promise<StoredFile> {
    const teller = new ProgressTeller(this.database, employerId, id, 'reading');
    const { bytes, settings, corrections } = task;
    const parsed = await parseInWorker(bytes, {
      settings,
      corrections,
      onProgress: (rowsRead) => teller.tell(rowsRead),
    });
    await teller.settled();
    const { present, wasImportedBefore } = await this.lookAround(employerId, id);
    return toStoredFile(parsed, newOptionId, present, wasImportedBefore);
  }

  private lookAround(
    employerId: string,
    id: string,
  ): Promise<{ present: PresentQuestions; wasImportedBefore: boolean }> {
    return this.database.read({ employerId }, async (db) => {
      const current = await findImport(db, employerId, id);
      const wordings = current ? await listWordings(db, employerId, current.assessment_id) : [];
      return {
        present: new Map(wordings.map((question) => [questionFingerprint(question), question.position])),
        wasImportedBefore: await wasCommittedBefore(db, employerId, id),
      };
    });
  }

  private async refuse(employerId: string, id: string, task: ReadingTask, error: unknown): Promise<void> {
    const refused = error instanceof ImportRefused;
    const failure: ImportFailure = refused ? error : internalFailure;
    const wasReadBefore = await this.database.transaction({ employerId }, async (tx) => {
      if (await takeBackWishes(tx, employerId, id, task.revision)) {
        await appendImportEvent(tx, employerId, id, 'ready', { code: failure.code });
        return true;
      }
      await this.tellFailed(tx, employerId, id, failure);
      return false;
    });
    if (!refused) throw error;
    if (wasReadBefore) throw refusalOf(id, failure);
  }

  private async tellFailed(tx: Tx, employerId: string, id: string, failure: ImportFailure): Promise<void> {
    if (await markFailed(tx, employerId, id, failure))
      await appendImportEvent(tx, employerId, id, 'failed', { code: failure.code });
  }
}
