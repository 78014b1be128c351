import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { QuestionFields } from '../questions/questions.queries.js';
import type { ImportProblem } from './parsers/imported-question.js';

export interface ImportRowRow {
  readonly ordinal: number;
  readonly sheet: string | null;
  readonly row_number: number;
  readonly question: QuestionFields | null;
  readonly problems: readonly ImportProblem[];
  readonly has_error: boolean;
  readonly left_out: boolean;
}

export type NewImportRow = Omit<ImportRowRow, 'left_out'>;

export interface RowCounts {
  readonly row_count: number;
  readonly ready_count: number;
  readonly blocking_count: number;
  readonly left_out_count: number;
}

const columns = `ordinal, sheet, row_number, question, problems, has_error, left_out`;

/** One parameter of fifty thousand rows would be beyond what a jsonb array may hold. */
const rowsPerStatement = 2_000;

export async function insertRows(
  tx: Tx,
  employerId: string,
  importId: string,
  rows: readonly NewImportRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await execute(
      tx,
      `INSERT INTO import_rows (employer_id, import_id, ordinal, sheet, row_number, question, problems, has_error)
       SELECT $1, $2, r.ordinal, r.sheet, r.row_number, r.question, r.problems, r.has_error
         FROM jsonb_to_recordset($3::jsonb) AS r (ordinal integer, sheet text, row_number integer, question jsonb,
              problems jsonb, has_error boolean)`,
      [employerId, importId, JSON.stringify(rows.slice(start, start + rowsPerStatement))],
    );
  }
}

export async function countRows(db: Reader, employerId: string, importId: string): Promise<RowCounts> {
  const rows = await query<RowCounts>(
    db,
    `SELECT count(*)::integer AS row_count,
            (count(*) FILTER (WHERE NOT has_error AND NOT left_out))::integer AS ready_count,
            (count(*) FILTER (WHERE has_error AND NOT left_out))::integer AS blocking_count,
            (count(*) FILTER (WHERE left_out))::integer AS left_out_count
       FROM import_rows WHERE employer_id = $1 AND import_id = $2`,
    [employerId, importId],
  );
  return rows[0]!;
}

export async function listRows(
  db: Reader,
  employerId: string,
  importId: string,
  filter: { readonly afterOrdinal: number; readonly limit: number },
): Promise<ImportRowRow[]> {
  return query<ImportRowRow>(
    db,
    `SELECT ${columns} FROM import_rows WHERE employer_id = $1 AND import_id = $2 AND ordinal > $3 ORDER BY ordinal LIMIT $4`,
    [employerId, importId, filter.afterOrdinal, filter.limit],
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

export async function listReadyQuestions(
  db: Reader,
  employerId: string,
  importId: string,
): Promise<QuestionFields[]> {
  const rows = await query<{ question: QuestionFields }>(
    db,
    `SELECT question FROM import_rows WHERE employer_id = $1 AND import_id = $2 AND NOT has_error AND NOT left_out ORDER BY ordinal`,
    [employerId, importId],
  );
  return rows.map((row) => row.question);
}
