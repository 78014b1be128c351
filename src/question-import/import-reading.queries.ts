import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { ImportFailure } from './import.rules.js';
import type { CellCorrection, ReadSettings } from './parsers/read-settings.js';
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

/** A file and how it is to be read; what comes of it counts only while the import has this revision. */
export interface ReadingTask {
  readonly bytes: Buffer;
  readonly settings: ReadSettings;
  readonly corrections: readonly CellCorrection[];
  readonly revision: number;
}

export interface UnparsedImport extends ReadingTask {
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
    `SELECT bytes, settings, corrections, revision,
            read_settings IS NULL AND coalesce(parse_started_at > created_at + interval '1 hour', false) AS hopeless
       FROM imports
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

/**
 * True for the one who leaves the state 'received'; whoever read the same file meanwhile, or read it before somebody
 * changed how it is to be read, changes nothing.
 */
export async function markReady(
  tx: Tx,
  employerId: string,
  id: string,
  revision: number,
  file: StoredFile,
): Promise<boolean> {
  const changed = await execute(
    tx,
    `UPDATE imports SET state = 'ready', format = $4, layout = $5, error_count = $6, warning_count = $7, loss_count = $8,
       problems = $9::jsonb, understanding = $10::jsonb, read_settings = settings, read_corrections = corrections
      WHERE employer_id = $1 AND id = $2 AND state = 'received' AND revision = $3`,
    [
      employerId,
      id,
      revision,
      file.format,
      file.layout,
      file.errorCount,
      file.warningCount,
      file.lossCount,
      JSON.stringify(file.problems),
      JSON.stringify(file.understanding),
    ],
  );
  return changed > 0;
}

/** The file cannot be read at all: its bytes go. True for the one who finds it out. */
export async function markFailed(
  tx: Tx,
  employerId: string,
  id: string,
  failure: ImportFailure,
): Promise<boolean> {
  const changed = await execute(
    tx,
    `UPDATE imports SET state = 'failed', bytes = NULL, failure_code = $3, failure_message = $4
      WHERE employer_id = $1 AND id = $2 AND state = 'received' AND read_settings IS NULL`,
    [employerId, id, failure.code, failure.message],
  );
  return changed > 0;
}

/** The file cannot be read as wished, but was read before: the earlier wishes come back, to which the rows belong. */
export async function takeBackWishes(
  tx: Tx,
  employerId: string,
  id: string,
  revision: number,
): Promise<boolean> {
  const changed = await execute(
    tx,
    `UPDATE imports SET state = 'ready', settings = read_settings, corrections = read_corrections, revision = revision + 1
      WHERE employer_id = $1 AND id = $2 AND state = 'received' AND revision = $3 AND read_settings IS NOT NULL`,
    [employerId, id, revision],
  );
  return changed > 0;
}
