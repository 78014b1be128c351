import { execute, query, type Reader, type Tx } from '../database/database.js';
import { passwordResetLimits } from './password-reset.rules.js';

/** One statement, whoever the address belongs to: it is looked up later, by the worker. */
export async function insertResetRequest(tx: Tx, id: string, emailCanonical: string): Promise<void> {
  await execute(tx, `INSERT INTO password_resets (id, email_canonical) VALUES ($1, $2)`, [
    id,
    emailCanonical,
  ]);
}

export interface WaitingReset {
  readonly id: string;
  readonly email_canonical: string;
  /** Asked for while no worker ran; a link that comes so late is not expected any more. */
  readonly is_stale: boolean;
}

export async function listWaitingResets(db: Reader, limit: number): Promise<WaitingReset[]> {
  return query<WaitingReset>(
    db,
    `SELECT id, email_canonical, requested_at < now() - interval '${passwordResetLimits.validMinutes} minutes' AS is_stale
       FROM password_resets WHERE person_id IS NULL ORDER BY requested_at, id LIMIT $1`,
    [limit],
  );
}

/** `false` where another worker has dealt with the request. */
export async function lockWaitingReset(tx: Tx, id: string): Promise<boolean> {
  const rows = await query(
    tx,
    `SELECT 1 FROM password_resets WHERE id = $1 AND person_id IS NULL FOR NO KEY UPDATE`,
    [id],
  );
  return rows.length === 1;
}

export async function deleteReset(tx: Tx, id: string): Promise<void> {
  await execute(tx, `DELETE FROM password_resets WHERE id = $1 AND person_id IS NULL`, [id]);
}

/** Of the last day. The caller holds the person's lock, under which links are made. */
export async function countResetsOf(tx: Tx, personId: string): Promise<number> {
  const rows = await query<{ count: number }>(
    tx,
    `SELECT count(*)::integer AS count FROM password_resets
      WHERE person_id = $1 AND requested_at > clock_timestamp() - interval '1 day'`,
    [personId],
  );
  return rows[0]?.count ?? 0;
}

export async function setResetLink(tx: Tx, id: string, personId: string, tokenHash: Buffer): Promise<void> {
  await execute(
    tx,
    `UPDATE password_resets SET person_id = $2, token_hash = $3,
        expires_at = clock_timestamp() + interval '${passwordResetLimits.validMinutes} minutes'
      WHERE id = $1`,
    [id, personId, tokenHash],
  );
}

export interface LiveReset {
  readonly person_id: string;
  readonly token_hash: Buffer;
}

const live = 'id = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()';

export async function findLiveReset(db: Reader, id: string): Promise<LiveReset | undefined> {
  const rows = await query<LiveReset>(db, `SELECT person_id, token_hash FROM password_resets WHERE ${live}`, [
    id,
  ]);
  return rows[0];
}

/**
 * Uses the link. The caller holds the person's lock: of two who use it at the same moment the second finds it ended.
 * Proven by test/api/password-reset.spec.ts.
 */
export async function endLiveReset(tx: Tx, id: string, tokenHash: Buffer): Promise<boolean> {
  const ended = await execute(
    tx,
    `UPDATE password_resets SET ended_at = clock_timestamp() WHERE ${live} AND token_hash = $2`,
    [id, tokenHash],
  );
  return ended === 1;
}

/** A password that was just set is not to be replaced by a link that was asked for before. */
export async function endResetsOf(tx: Tx, personId: string): Promise<void> {
  await execute(
    tx,
    `UPDATE password_resets SET ended_at = clock_timestamp() WHERE person_id = $1 AND ended_at IS NULL`,
    [personId],
  );
}

/** For the worker, in batches. They count for a day. */
export async function purgeResets(tx: Tx, limit: number): Promise<number> {
  return execute(
    tx,
    `DELETE FROM password_resets WHERE id = ANY (ARRAY(
       SELECT id FROM password_resets WHERE requested_at < now() - interval '2 days' LIMIT $1))`,
    [limit],
  );
}
