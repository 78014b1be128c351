import type { Reader } from '../database/database.js';
import { countRows } from './import-rows.queries.js';
import { findImport, listProblems } from './imports.queries.js';
import { toImportView, type ImportView } from './question-import.dto.js';

/** An import with its counts and problems. */
export async function findImportView(
  db: Reader,
  employerId: string,
  id: string,
): Promise<ImportView | undefined> {
  const row = await findImport(db, employerId, id);
  if (!row) return undefined;
  const counts = await countRows(db, employerId, id);
  return toImportView(row, counts, await listProblems(db, employerId, id));
}
