import { Injectable } from '@nestjs/common';
import { lockEmployer } from '../auth/employers.queries.js';
import { AppError } from '../common/errors/app-error.js';
import { Database, type Tx } from '../database/database.js';
import {
  activate,
  findFreeSlot,
  listActiveAssessments,
  readQuota,
  type AssessmentRow,
} from './assessments.queries.js';

/**
 * At most so many active assessments as the employer has slots. Two independent fences: the employer's row lock, under
 * which a free slot is chosen, and the unique index on the slot, which refuses a second holder.
 */
@Injectable()
export class QuotaService {
  constructor(private readonly database: Database) {}

  /** First in the transaction, before the assessment is locked. */
  async lock(tx: Tx, employerId: string): Promise<void> {
    await lockEmployer(tx, employerId);
  }

  async activate(tx: Tx, employerId: string, assessmentId: string): Promise<AssessmentRow> {
    const slot = await findFreeSlot(tx, employerId);
    if (slot === undefined) throw new AppError('active-assessment-limit');
    return activate(tx, employerId, assessmentId, slot);
  }

  /** Runs what may need a slot; a refusal, whichever fence gave it, leaves with the list of what is active. */
  async explainRefusal<Result>(employerId: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'active-assessment-limit') throw error;
      const [active, { limit }] = await this.database.read({ employerId }, async (db) => [
        await listActiveAssessments(db, employerId),
        await readQuota(db, employerId),
      ]);
      throw new AppError('active-assessment-limit', {
        cause: error,
        detail: `${limit} assessments can be active at once. Close one of these to activate another.`,
        members: { limit, active },
      });
    }
  }
}
