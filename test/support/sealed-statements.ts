import type { Client } from 'pg';

export const sealedTables = [
  'versions',
  'items',
  'answer_keys',
  'submissions',
  'scores',
  'events',
  'attempt_time_changes',
  'superseded_submissions',
] as const;
export type SealedTable = (typeof sealedTables)[number];

export interface SealedStatement {
  readonly table: SealedTable;
  readonly text: string;
  readonly does: 'change' | 'remove' | 'empty';
}

/** Insert triggers that may refuse a repeated row before its conflict is looked at. */
export const refusedBefore: Partial<Record<SealedTable, string>> = {
  items: 'items_sealed',
  answer_keys: 'answer_keys_revision_step',
};

/** Every way in which SQL changes or removes a row, for every column of every sealed table, read from the catalogue. */
export async function sealedStatements(admin: Client): Promise<SealedStatement[]> {
  const { rows: columns } = await admin.query<{ table: SealedTable; column: string }>(
    `SELECT c.relname AS table, quote_ident(a.attname) AS column
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = 'assay'::regnamespace AND c.relname = ANY ($1) ORDER BY c.relname, a.attnum`,
    [sealedTables],
  );
  const { rows: ancestors } = await admin.query<{ table: SealedTable; ancestor: string }>(
    `WITH RECURSIVE reached AS (
       SELECT c.oid AS table, c.oid AS ancestor FROM pg_class c
        WHERE c.relnamespace = 'assay'::regnamespace AND c.relname = ANY ($1)
       UNION
       SELECT r.table, k.confrelid FROM reached r JOIN pg_constraint k ON k.conrelid = r.ancestor AND k.contype = 'f'
     ) SELECT t.relname AS table, a.relname AS ancestor
         FROM reached r JOIN pg_class t ON t.oid = r.table JOIN pg_class a ON a.oid = r.ancestor`,
    [sealedTables],
  );
  const conflictOn: Partial<Record<SealedTable, string>> = { events: 'events_id_key' };
  return [
    ...columns.flatMap(({ table, column }) => [
      change(table, `UPDATE ${table} SET ${column} = ${column}`),
      change(
        table,
        `MERGE INTO ${table} t USING (SELECT 1) one ON true WHEN MATCHED THEN UPDATE SET ${column} = t.${column}`,
      ),
      change(
        table,
        `INSERT INTO ${table} SELECT * FROM ${table} ON CONFLICT ON CONSTRAINT ${conflictOn[table] ?? `${table}_pkey`}
           DO UPDATE SET ${column} = excluded.${column}`,
      ),
    ]),
    ...sealedTables.flatMap((table) => [
      remove(table, `DELETE FROM ${table}`),
      remove(table, `WITH gone AS (DELETE FROM ${table} RETURNING 1) SELECT * FROM gone`),
      remove(table, `MERGE INTO ${table} USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE`),
      empty(table, `TRUNCATE ${table} CASCADE`),
    ]),
    ...ancestors.map(({ table, ancestor }) => empty(table, `TRUNCATE ${ancestor} RESTART IDENTITY CASCADE`)),
  ];
}

const change = (table: SealedTable, text: string): SealedStatement => ({ table, text, does: 'change' });
const remove = (table: SealedTable, text: string): SealedStatement => ({ table, text, does: 'remove' });
const empty = (table: SealedTable, text: string): SealedStatement => ({ table, text, does: 'empty' });

/** A digest of every row of the sealed tables. */
export async function sealedDigest(admin: Client): Promise<string> {
  const parts = sealedTables.map(
    (table) => `SELECT '${table}' AS t, to_jsonb(${table})::text AS row FROM ${table}`,
  );
  const { rows } = await admin.query<{ digest: string }>(
    `SELECT count(*) || ' rows ' || md5(string_agg(t || row, '|' ORDER BY t, row)) AS digest FROM (${parts.join(' UNION ALL ')}) all_rows`,
  );
  return rows[0]!.digest;
}
