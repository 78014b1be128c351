import type { NewestFirstPlace } from '../common/pagination/newest-first.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { ImportState } from './import.rules.js';
import type { ImportProblem, RecognisedColumn, SheetSummary } from './parsers/imported-question.js';
import type { AnswerReading, CellCorrection, ReadSettings } from './parsers/read-settings.js';

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
  readonly loss_count: number;
  readonly revision: number;
  readonly settings: ReadSettings;
  readonly corrections: readonly CellCorrection[];
  readonly understanding: Understanding;
  readonly created_at: Date;
  readonly created_key: string;
  readonly committed_at: Date | null;
  readonly committed_count: number | null;
  readonly undone_at: Date | null;
}

/** How the reader has understood the file: what a person may want to change. */
export interface Understanding {
  readonly columns?: readonly RecognisedColumn[];
  readonly sheets?: readonly SheetSummary[];
  readonly headerRow?: number;
  readonly answerReadings?: readonly AnswerReading[];
  readonly testTitle?: string;
  readonly timeLimitSeconds?: number;
}

const columns = `id, assessment_id, file_name, byte_count, state, format, layout, failure_code, failure_message, error_count,
  warning_count, loss_count, revision, settings, corrections, understanding, created_at, created_at::text AS created_key,
  committed_at, committed_count, undone_at`;

/** The bytes are there before anybody reads them. Whoever inserts and reads at once has the claim. */
export async function insertImport(
  tx: Tx,
  employerId: string,
  row: {
    readonly id: string;
    readonly assessmentId: string;
    readonly fileName: string;
    readonly bytes: Buffer;
    readonly sha256: Buffer;
    readonly isClaimed: boolean;
  },
): Promise<void> {
  await execute(
    tx,
    `INSERT INTO imports (employer_id, id, assessment_id, file_name, bytes, byte_count, sha256, parse_started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN now() END)`,
    [
      employerId,
      row.id,
      row.assessmentId,
      row.fileName,
      row.bytes,
      row.bytes.length,
      row.sha256,
      row.isClaimed,
    ],
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
    `UPDATE imports SET state = 'committed', bytes = NULL, committed_at = now(), committed_count = $3
      WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id, count],
  );
  return rows[0]!;
}

/** The reader's wishes change, so its result is out of date: the file counts as unread, and the caller has the claim. */
export async function setWishes(
  tx: Tx,
  employerId: string,
  id: string,
  wishes: { readonly settings: ReadSettings; readonly corrections: readonly CellCorrection[] },
): Promise<void> {
  await execute(
    tx,
    `UPDATE imports SET settings = $3::jsonb, corrections = $4::jsonb, revision = revision + 1, state = 'received',
       parse_started_at = NULL
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id, JSON.stringify(wishes.settings), JSON.stringify(wishes.corrections)],
  );
}

export async function markUndone(tx: Tx, employerId: string, id: string): Promise<ImportRow> {
  const rows = await query<ImportRow>(
    tx,
    `UPDATE imports SET state = 'undone', undone_at = now() WHERE employer_id = $1 AND id = $2 RETURNING ${columns}`,
    [employerId, id],
  );
  return rows[0]!;
}

/** Keeps that there was an import, and nothing of its file. */
export async function markDiscarded(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(
    tx,
    `UPDATE imports SET state = 'discarded', bytes = NULL, problems = '[]', failure_code = NULL, failure_message = NULL,
       corrections = '[]', read_corrections = NULL
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
}

export async function wasCommittedBefore(db: Reader, employerId: string, id: string): Promise<boolean> {
  const rows = await query(
    db,
    `SELECT 1 FROM imports i JOIN imports earlier USING (employer_id, assessment_id, sha256)
      WHERE i.employer_id = $1 AND i.id = $2 AND earlier.state = 'committed' LIMIT 1`,
    [employerId, id],
  );
  return rows.length > 0;
}

/** Across tenants: imports that nobody came back to. Needs the sweep scope. */
export async function listForgotten(
  db: Reader,
  limit: number,
): Promise<{ employer_id: string; id: string }[]> {
  return query(
    db,
    `SELECT employer_id, id FROM imports
      WHERE state IN ('ready', 'failed') AND created_at < now() - interval '30 days' ORDER BY created_at LIMIT $1`,
    [limit],
  );
}
