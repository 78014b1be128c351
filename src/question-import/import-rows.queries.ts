import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { QuestionFields } from '../questions/questions.queries.js';
import type { ImportProblem } from './parsers/imported-question.js';

export interface ImportRowRow {
  readonly ordinal: number;
  readonly sheet: string | null;
  readonly row_number: number;
  readonly line: number | null;
  readonly cells: readonly string[] | null;
  readonly question: QuestionFields | null;
  readonly problems: readonly ImportProblem[];
  readonly has_error: boolean;
  readonly left_out: boolean;
  readonly duplicate_of: DuplicateOf | null;
}

export type DuplicateOf = 'file' | 'assessment';

export type NewImportRow = Omit<ImportRowRow, 'left_out'>;

export interface RowCounts {
  readonly row_count: number;
  readonly ready_count: number;
  readonly blocking_count: number;
  readonly left_out_count: number;
  /** Among those that a commit would add. */
  readonly duplicate_count: number;
}

/** What a list of rows may be narrowed to. */
export type RowFilter = 'ready' | 'errors' | 'problems' | 'duplicates' | 'leftOut';

const columns = `ordinal, sheet, row_number, line, cells, question, problems, has_error, left_out, duplicate_of`;

/** One parameter of fifty thousand rows would be beyond what a jsonb array may hold. */
const rowsPerStatement = 2_000;

/**
 * Puts the rows of a new reading in the place of an older one's. A row that was left out stays left out where the same
 * row of the file is there again.
 */
export async function replaceRows(
  tx: Tx,
  employerId: string,
  importId: string,
  rows: readonly NewImportRow[],
): Promise<void> {
  const leftOut = await query<{ places: object }>(
    tx,
    `WITH gone AS (DELETE FROM import_rows WHERE employer_id = $1 AND import_id = $2 RETURNING sheet, row_number, left_out)
     SELECT coalesce(jsonb_agg(jsonb_build_object('sheet', sheet, 'row_number', row_number)), '[]') AS places
       FROM gone WHERE left_out`,
    [employerId, importId],
  );
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await execute(
      tx,
      `INSERT INTO import_rows (employer_id, import_id, ordinal, sheet, row_number, line, cells, question, problems, has_error,
         duplicate_of, left_out)
       SELECT $1, $2, r.ordinal, r.sheet, r.row_number, r.line, r.cells, r.question, r.problems, r.has_error, r.duplicate_of,
              EXISTS (SELECT 1 FROM jsonb_to_recordset($4::jsonb) AS o (sheet text, row_number integer)
                       WHERE o.sheet IS NOT DISTINCT FROM r.sheet AND o.row_number = r.row_number)
         FROM jsonb_to_recordset($3::jsonb) AS r (ordinal integer, sheet text, row_number integer, line integer, cells jsonb,
              question jsonb, problems jsonb, has_error boolean, duplicate_of text)`,
      [
        employerId,
        importId,
        JSON.stringify(rows.slice(start, start + rowsPerStatement)),
        JSON.stringify(leftOut[0]!.places),
      ],
    );
  }
}

export async function deleteRows(tx: Tx, employerId: string, importId: string): Promise<void> {
  await execute(tx, `DELETE FROM import_rows WHERE employer_id = $1 AND import_id = $2`, [
    employerId,
    importId,
  ]);
}

export async function countRows(db: Reader, employerId: string, importId: string): Promise<RowCounts> {
  const rows = await query<RowCounts>(
    db,
    `SELECT count(*)::integer AS row_count,
            (count(*) FILTER (WHERE NOT has_error AND NOT left_out))::integer AS ready_count,
            (count(*) FILTER (WHERE has_error AND NOT left_out))::integer AS blocking_count,
            (count(*) FILTER (WHERE left_out))::integer AS left_out_count,
            (count(*) FILTER (WHERE duplicate_of IS NOT NULL AND NOT has_error AND NOT left_out))::integer AS duplicate_count
       FROM import_rows WHERE employer_id = $1 AND import_id = $2`,
    [employerId, importId],
  );
  return rows[0]!;
}

export async function listRows(
  db: Reader,
  employerId: string,
  importId: string,
  filter: { readonly afterOrdinal: number; readonly limit: number; readonly only?: RowFilter | undefined },
): Promise<ImportRowRow[]> {
  return query<ImportRowRow>(
    db,
    `SELECT ${columns} FROM import_rows
      WHERE employer_id = $1 AND import_id = $2 AND ordinal > $3
        AND CASE $5 WHEN 'ready' THEN NOT has_error AND NOT left_out WHEN 'errors' THEN has_error WHEN 'problems' THEN has_error OR problems <> '[]'
              WHEN 'duplicates' THEN duplicate_of IS NOT NULL WHEN 'leftOut' THEN left_out ELSE true END
      ORDER BY ordinal LIMIT $4`,
    [employerId, importId, filter.afterOrdinal, filter.limit, filter.only ?? null],
  );
}

export async function setLeftOut(
  tx: Tx,
  employerId: string,
  importId: string,
  ordinal: number,
  leftOut: boolean,
): Promise<ImportRowRow | undefined> {
  const rows = await query<ImportRowRow>(
    tx,
    `UPDATE import_rows SET left_out = $4 WHERE employer_id = $1 AND import_id = $2 AND ordinal = $3 RETURNING ${columns}`,
    [employerId, importId, ordinal, leftOut],
  );
  return rows[0];
}

export async function leaveOutRowsWithErrors(tx: Tx, employerId: string, importId: string): Promise<void> {
  await execute(
    tx,
    `UPDATE import_rows SET left_out = true WHERE employer_id = $1 AND import_id = $2 AND has_error AND NOT left_out`,
    [employerId, importId],
  );
}

/** The errors that stand in the way of a commit, in the order of the rows. */
export async function listBlockingProblems(
  db: Reader,
  employerId: string,
  importId: string,
  limit: number,
): Promise<ImportProblem[]> {
  const rows = await query<{ problem: ImportProblem }>(
    db,
    `SELECT p.problem FROM import_rows r, jsonb_array_elements(r.problems) WITH ORDINALITY AS p (problem, place)
      WHERE r.employer_id = $1 AND r.import_id = $2 AND r.has_error AND NOT r.left_out AND p.problem ->> 'severity' = 'error'
      ORDER BY r.ordinal, p.place LIMIT $3`,
    [employerId, importId, limit],
  );
  return rows.map((row) => row.problem);
}

export interface ReadyRow {
  readonly ordinal: number;
  readonly question: QuestionFields;
}

/** The rows that a commit adds, in the order of the file, a batch at a time. */
export async function listReadyRows(
  db: Reader,
  employerId: string,
  importId: string,
  filter: { readonly afterOrdinal: number; readonly limit: number },
): Promise<ReadyRow[]> {
  return query<ReadyRow>(
    db,
    `SELECT ordinal, question FROM import_rows
      WHERE employer_id = $1 AND import_id = $2 AND NOT has_error AND NOT left_out AND ordinal > $3 ORDER BY ordinal LIMIT $4`,
    [employerId, importId, filter.afterOrdinal, filter.limit],
  );
}

export async function findRow(
  db: Reader,
  employerId: string,
  importId: string,
  ordinal: number,
): Promise<ImportRowRow | undefined> {
  const rows = await query<ImportRowRow>(
    db,
    `SELECT ${columns} FROM import_rows WHERE employer_id = $1 AND import_id = $2 AND ordinal = $3`,
    [employerId, importId, ordinal],
  );
  return rows[0];
}

/** The same row of the file after another reading, which may count the rows otherwise. */
export async function findRowAt(
  db: Reader,
  employerId: string,
  importId: string,
  place: { readonly sheet: string | null; readonly row: number },
): Promise<ImportRowRow | undefined> {
  const rows = await query<ImportRowRow>(
    db,
    `SELECT ${columns} FROM import_rows
      WHERE employer_id = $1 AND import_id = $2 AND sheet IS NOT DISTINCT FROM $3 AND row_number = $4 ORDER BY ordinal LIMIT 1`,
    [employerId, importId, place.sheet, place.row],
  );
  return rows[0];
}

export async function leaveOutRows(
  tx: Tx,
  employerId: string,
  importId: string,
  ordinals: readonly number[],
): Promise<void> {
  await execute(
    tx,
    `UPDATE import_rows SET left_out = true WHERE employer_id = $1 AND import_id = $2 AND ordinal = ANY ($3::integer[])`,
    [employerId, importId, ordinals],
  );
}
