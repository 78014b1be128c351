import type { ApiKeyScope } from '../common/access/permissions.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string[];
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

const columns = 'id, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at';

export async function listApiKeys(
  db: Reader,
  employerId: string,
  afterId: string | undefined,
  limit: number,
): Promise<ApiKeyRow[]> {
  return query<ApiKeyRow>(
    db,
    `SELECT ${columns} FROM api_keys
      WHERE employer_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [employerId, afterId ?? null, limit],
  );
}

export async function readClock(db: Reader): Promise<Date> {
  const rows = await query<{ now: Date }>(db, `SELECT now() AS now`);
  if (!rows[0]) throw new Error('The database has no clock.');
  return rows[0].now;
}

interface NewApiKey {
  readonly employerId: string;
  readonly id: string;
  readonly name: string;
  readonly tokenHash: Buffer;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdBy: string;
  readonly expiresAt: Date;
}

export async function insertApiKey(tx: Tx, key: NewApiKey): Promise<ApiKeyRow> {
  const rows = await query<ApiKeyRow>(
    tx,
    `INSERT INTO api_keys (employer_id, id, name, token_hash, scopes, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
    [key.employerId, key.id, key.name, key.tokenHash, key.scopes, key.createdBy, key.expiresAt],
  );
  const [row] = rows;
  if (!row) throw new Error('The API key was not stored.');
  return row;
}

/** `undefined` where there is no such key, `false` where it was revoked before. */
export async function revokeApiKey(tx: Tx, employerId: string, id: string): Promise<boolean | undefined> {
  const revoked = await execute(
    tx,
    `UPDATE api_keys SET revoked_at = now() WHERE employer_id = $1 AND id = $2 AND revoked_at IS NULL`,
    [employerId, id],
  );
  if (revoked === 1) return true;
  const rows = await query(tx, `SELECT 1 FROM api_keys WHERE employer_id = $1 AND id = $2`, [employerId, id]);
  return rows.length === 1 ? false : undefined;
}
