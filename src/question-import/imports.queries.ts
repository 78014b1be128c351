import type { NewestFirstPlace } from '../common/pagination/newest-first.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { ImportState } from './import.rules.js';
import type { ImportProblem } from './parsers/imported-question.js';

export interface ImportRow {
  readonly id: string;
  readonly assessment_id: string;
  readonly file_name: string;
  readonly byte_count: number;
  readonly state: ImportState;
  readonly format: string | null;
  readonly layout: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly error_count: number;
  readonly warning_count: number;
  readonly created_at: Date;
  readonly created_key: string;
  readonly committed_at: Date | null;
  readonly committed_count: number | null;
}

const columns = `id, assessment_id, file_name, byte_count, state, format, layout, failure_code, failure_message, error_count,
  warning_count, created_at, created_at::text AS created_key, committed_at, committed_count`;

/** The bytes are there before anybody reads them. Whoever inserts reads at once, and so has the claim. */
export async function insertImport(
  tx: Tx,
  employerId: string,
  row: {
    readonly id: string;
    readonly assessmentId: string;
    readonly fileName: string;
    readonly bytes: Buffer;
    readonly sha256: Buffer;
  },
): Promise<void> {
  await execute(
    tx,
    `INSERT INTO imports (employer_id, id, assessment_id, file_name, bytes, byte_count, sha256, parse_started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
    [employerId, row.id, row.assessmentId, row.fileName, row.bytes, row.bytes.length, row.sha256],
  );
}

export async function findImport(db: Reader, employerId: string, id: string): Promise<ImportRow | undefined> {
  const rows = await query<ImportRow>(
    db,
    `SELECT ${columns} FROM imports WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
  return rows[0];
}

export async function listProblems(
  db: Reader,
  employerId: string,
  id: string,
): Promise<readonly ImportProblem[]> {
  const rows = await query<{ problems: ImportProblem[] }>(
    db,
    `SELECT problems FROM imports WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
  return rows[0]?.problems ?? [];
}

export async function listImports(
  db: Reader,
  employerId: string,
  assessmentId: string,
  filter: { readonly before: NewestFirstPlace | undefined; readonly limit: number },
): Promise<ImportRow[]> {
  return query<ImportRow>(
    db,
    `SELECT ${columns} FROM imports
      WHERE employer_id = $1 AND assessment_id = $2 AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $5`,
    [employerId, assessmentId, filter.before?.createdAt ?? null, filter.before?.id ?? null, filter.limit],
  );
}

/**
 * Makes commits of one import, and a commit and a change of its rows, wait for each other. Proven by
 * test/concurrency/import-commit.spec.ts.
 */
export async function lockImport(tx: Tx, employerId: string, id: string): Promise<ImportRow | undefined> {
  const rows = await query<ImportRow>(
    tx,
    `SELECT ${columns} FROM imports WHERE employer_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [employerId, id],
  );
  return rows[0];
}

export async function markCommitted(
  tx: Tx,
  employerId: string,
  id: string,
  count: number,
): Promise<ImportRow> {
  const rows = await query<ImportRow>(
    tx,
    `UPDATE imports SET state = 'committed', committed_at = now(), committed_count = $3
      WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id, count],
  );
  return rows[0]!;
}
