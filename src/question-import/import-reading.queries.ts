import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { ImportFailure } from './import.rules.js';
import type { StoredFile } from './stored-rows.js';

/** Across tenants: imports whose process died before it had read the file. Needs the sweep scope. */
export async function listAbandoned(
  db: Reader,
  limit: number,
): Promise<{ employer_id: string; id: string }[]> {
  return query(
    db,
    `SELECT employer_id, id FROM imports
      WHERE state = 'received' AND coalesce(parse_started_at, created_at) < now() - interval '60 seconds'
      ORDER BY created_at LIMIT $1`,
    [limit],
  );
}

export interface UnparsedImport {
  readonly bytes: Buffer;
  /** It was tried for an hour; whatever reads it does not survive. */
  readonly hopeless: boolean;
}

/**
 * Claims an import that nobody reads: of two workers, or a worker and a request, one skips it. A claim lasts a minute.
 * It saves work only; that a file is saved once is the business of markRead. Proven by
 * test/concurrency/import-commit.spec.ts.
 */
export async function lockUnparsed(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<UnparsedImport | undefined> {
  const rows = await query<UnparsedImport>(
    tx,
    `SELECT bytes, coalesce(parse_started_at > created_at + interval '1 hour', false) AS hopeless FROM imports
      WHERE employer_id = $1 AND id = $2 AND state = 'received'
        AND (parse_started_at IS NULL OR parse_started_at < now() - interval '60 seconds')
      FOR NO KEY UPDATE SKIP LOCKED`,
    [employerId, id],
  );
  return rows[0];
}

export async function setParseStarted(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(tx, `UPDATE imports SET parse_started_at = now() WHERE employer_id = $1 AND id = $2`, [
    employerId,
    id,
  ]);
}

/** Gives the claim back, so that the next who asks need not wait for its end. */
export async function clearParseStarted(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(
    tx,
    `UPDATE imports SET parse_started_at = NULL WHERE employer_id = $1 AND id = $2 AND state = 'received'`,
    [employerId, id],
  );
}

/** True for the one who leaves the state 'received'; whoever read the same file meanwhile changes nothing. */
export async function markReady(tx: Tx, employerId: string, id: string, file: StoredFile): Promise<boolean> {
  const changed = await execute(
    tx,
    `UPDATE imports SET state = 'ready', bytes = NULL, format = $3, layout = $4, error_count = $5, warning_count = $6,
       problems = $7::jsonb
      WHERE employer_id = $1 AND id = $2 AND state = 'received'`,
    [
      employerId,
      id,
      file.format,
      file.layout,
      file.errorCount,
      file.warningCount,
      JSON.stringify(file.problems),
    ],
  );
  return changed > 0;
}

export async function markFailed(
  tx: Tx,
  employerId: string,
  id: string,
  failure: ImportFailure,
): Promise<void> {
  await execute(
    tx,
    `UPDATE imports SET state = 'failed', bytes = NULL, failure_code = $3, failure_message = $4
      WHERE employer_id = $1 AND id = $2 AND state = 'received'`,
    [employerId, id, failure.code, failure.message],
  );
}
