import type { Database } from '../database/database.js';
import { decideAfterLeaseLoss } from './backoff.rules.js';
import {
  buryOrphan,
  lockOrphanedJobs,
  removeSilentWorkers,
  requeueOrphan,
  type OrphanedJob,
} from './claims.queries.js';

export interface Released {
  readonly workers: readonly string[];
  readonly jobs: number;
  readonly poisoned: readonly OrphanedJob[];
  /** There may be more. */
  readonly full: boolean;
}

const batch = 200;
const poisonText = 'Three workers in a row ended while they ran this job.';

/**
 * Takes from workers that no longer renew their lease what they held. Any worker does it, and several may at once. A job
 * whose row its old worker still has locked, in a transaction that was stopped half-way, is left for a later round: the
 * server ends such a transaction after ten seconds.
 */
export function releaseOrphans(database: Database): Promise<Released> {
  return database.transaction({ sweep: true }, async (tx) => {
    const workers = await removeSilentWorkers(tx);
    const orphans = await lockOrphanedJobs(tx, batch);
    const poisoned: OrphanedJob[] = [];
    for (const orphan of orphans) {
      const decision = decideAfterLeaseLoss({ inARow: orphan.leaseLosses });
      if (decision.kind === 'again') await requeueOrphan(tx, orphan, decision.losses.inARow);
      else {
        await buryOrphan(tx, orphan, poisonText);
        poisoned.push(orphan);
      }
    }
    return { workers, jobs: orphans.length, poisoned, full: orphans.length === batch };
  });
}
