import { execute, query, type Tx } from '../database/database.js';

/**
 * Closes the races on what an employer has only so many of: assessments that are active at once, and owners, of whom
 * one must remain. First in the order of src/database/locks.ts after the idempotency key; keep what follows short.
 * Proven by test/concurrency/last-owner.spec.ts and test/concurrency/quota.spec.ts.
 */
export async function lockEmployer(tx: Tx, employerId: string): Promise<void> {
  const rows = await query(tx, `SELECT 1 FROM employers WHERE employer_id = $1 FOR NO KEY UPDATE`, [
    employerId,
  ]);
  if (rows.length === 0) throw new Error('The employer to be locked does not exist in this scope.');
}

export async function insertEmployer(
  tx: Tx,
  employer: { employerId: string; name: string; activeSlots: number },
): Promise<void> {
  await execute(tx, `INSERT INTO employers (employer_id, name) VALUES ($1, $2)`, [
    employer.employerId,
    employer.name,
  ]);
  await execute(tx, `INSERT INTO active_slots (employer_id, slot) SELECT $1, generate_series(1, $2::int)`, [
    employer.employerId,
    employer.activeSlots,
  ]);
}
