import { execute, query, type Reader, type Tx } from '../database/database.js';

/** What a page is told about an import, in the order of `sequence`. Only `failed`, `completed` and `discarded` end it. */
export const importEventTypes = [
  'received',
  'reading',
  'ready',
  'failed',
  'committing',
  'completed',
  'discarded',
] as const;
export type ImportEventType = (typeof importEventTypes)[number];

const terminalTypes: readonly ImportEventType[] = ['failed', 'completed', 'discarded'];
const phases: Partial<Record<ImportEventType, number>> = { reading: 1, committing: 2 };

export interface ImportEventRow {
  readonly sequence: number;
  readonly type: ImportEventType;
  readonly data: object;
}

export interface ImportStreamRow {
  readonly sequence: number;
  readonly ended: boolean;
  /** Of the oldest event that is still kept. */
  readonly first: number;
}

export async function insertStream(tx: Tx, employerId: string, importId: string): Promise<void> {
  await execute(tx, `INSERT INTO import_streams (employer_id, import_id) VALUES ($1, $2)`, [
    employerId,
    importId,
  ]);
}

/**
 * Tells of a change in the transaction that makes it, as its last statement but for the journal: it locks the stream's
 * head until commit, so an end can never be told before it is true. What comes after the end is not told.
 */
export async function appendImportEvent(
  tx: Tx,
  employerId: string,
  importId: string,
  type: Exclude<ImportEventType, 'reading' | 'committing'>,
  data: object,
): Promise<void> {
  await execute(
    tx,
    `WITH head AS (
       UPDATE import_streams SET sequence = sequence + 1, ended = $5
        WHERE employer_id = $1 AND import_id = $2 AND NOT ended RETURNING sequence)
     INSERT INTO import_events (employer_id, import_id, sequence, type, data)
     SELECT $1, $2, sequence, $3, $4::jsonb FROM head`,
    [employerId, importId, type, JSON.stringify(data), terminalTypes.includes(type)],
  );
}

/** Says nothing where more was said before: work that a crash repeats starts again from its beginning. */
export async function appendImportProgress(
  tx: Tx,
  employerId: string,
  importId: string,
  type: 'reading' | 'committing',
  done: number,
  data: object,
): Promise<void> {
  await execute(
    tx,
    `WITH head AS (
       UPDATE import_streams SET sequence = sequence + 1, phase = $4, done = $5
        WHERE employer_id = $1 AND import_id = $2 AND NOT ended AND (phase, done) < ($4::smallint, $5::integer)
        RETURNING sequence)
     INSERT INTO import_events (employer_id, import_id, sequence, type, data)
     SELECT $1, $2, sequence, $3, $6::jsonb FROM head`,
    [employerId, importId, type, phases[type], done, JSON.stringify(data)],
  );
}

export async function findStream(
  db: Reader,
  employerId: string,
  importId: string,
): Promise<ImportStreamRow | undefined> {
  const rows = await query<ImportStreamRow>(
    db,
    `SELECT s.sequence, s.ended,
            coalesce((SELECT min(e.sequence) FROM import_events e WHERE e.employer_id = $1 AND e.import_id = $2), s.sequence + 1) AS first
       FROM import_streams s WHERE s.employer_id = $1 AND s.import_id = $2`,
    [employerId, importId],
  );
  return rows[0];
}

export async function listImportEvents(
  db: Reader,
  employerId: string,
  importId: string,
  after: number,
): Promise<ImportEventRow[]> {
  return query<ImportEventRow>(
    db,
    `SELECT sequence, type, data FROM import_events
      WHERE employer_id = $1 AND import_id = $2 AND sequence > $3 ORDER BY sequence LIMIT 500`,
    [employerId, importId, after],
  );
}

/** Across tenants: a page that was away for a day is told the present state instead. Needs the sweep scope. */
export async function deleteOldImportEvents(tx: Tx): Promise<void> {
  await execute(tx, `DELETE FROM import_events WHERE created_at < now() - interval '24 hours'`);
}
