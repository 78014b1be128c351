import { query, type Tx } from './database.js';

/**
 * What follows in this transaction runs in the scope of this employer. For the act of a person that the journals of several
 * employers tell of: it is one act, so it is one transaction. Take the employers in the order of their identifiers, because each
 * event holds the head of its journal until the commit.
 */
export async function enterEmployer(tx: Tx, employerId: string): Promise<void> {
  await query(tx, `SELECT set_config('assay.employer', $1::uuid::text, true)`, [employerId]);
}
