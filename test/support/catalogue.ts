import type { Client } from 'pg';

export interface TableFacts {
  readonly name: string;
  readonly owner: string;
  readonly row_security: boolean;
  readonly forced: boolean;
  readonly is_tenant: boolean;
  readonly employer_not_null: boolean;
}

export async function listTables(admin: Client): Promise<TableFacts[]> {
  const { rows } = await admin.query<TableFacts>(
    `SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AS row_security, c.relforcerowsecurity AS forced,
            a.attname IS NOT NULL AS is_tenant, coalesce(a.attnotnull AND a.atttypid = 'uuid'::regtype, false) AS employer_not_null
       FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'employer_id'
      WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
  );
  return rows;
}

export type KeyKind = 'primary' | 'unique' | 'foreign' | 'check' | 'not null';

export interface ConstraintFacts {
  readonly table: string;
  readonly name: string;
  readonly kind: KeyKind;
  readonly columns: string[];
  readonly on_delete: string;
  readonly on_update: string;
  readonly validated: boolean;
}

/** Constraints, and the unique indexes that are none but act like one. */
export async function listConstraints(admin: Client): Promise<ConstraintFacts[]> {
  const { rows } = await admin.query<ConstraintFacts>(
    `SELECT k.conrelid::regclass::text AS table, k.conname AS name,
            CASE k.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign' WHEN 'c' THEN 'check' ELSE 'not null' END AS kind,
            ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY c (number, place)
                    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.number ORDER BY c.place) AS columns,
            k.confdeltype AS on_delete, k.confupdtype AS on_update, k.convalidated AS validated
       FROM pg_constraint k WHERE k.connamespace = 'assay'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c', 'n')
     UNION ALL
     SELECT i.indrelid::regclass::text, c.relname, 'unique', ${indexColumns}, '', '', i.indisvalid
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE c.relnamespace = 'assay'::regnamespace AND i.indisunique
        AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
      ORDER BY 1, 2`,
  );
  return rows;
}

const indexColumns = `ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY c (number, place)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = c.number WHERE c.place <= i.indnkeyatts ORDER BY c.place)`;

/** The names that triggers report, read from the functions' bodies. */
export async function listTriggerErrors(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT m[1] AS name FROM pg_proc p, regexp_matches(p.prosrc, 'CONSTRAINT = ''([a-z_]+)''', 'g') m
      WHERE p.pronamespace = 'assay'::regnamespace
     UNION
     SELECT DISTINCT c.relname || '_immutable' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE t.tgfoid = 'assay.refuse_change'::regproc
     ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** Foreign keys whose rows no index finds: a change of the row they point at would read the whole table. */
export async function listUnindexedForeignKeys(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT k.conname AS name FROM pg_constraint k
      WHERE k.connamespace = 'assay'::regnamespace AND k.contype = 'f' AND NOT EXISTS (
        SELECT 1 FROM pg_index i, LATERAL (SELECT ${indexColumns} AS columns) x,
          -- Of a key with more columns than identify the row, those that identify it are enough.
          LATERAL (SELECT array_agg(a.attname::text) AS needed FROM unnest(k.conkey, k.confkey) c (number, target)
                     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.number
                     JOIN pg_constraint p ON p.conrelid = k.confrelid AND p.contype = 'p' WHERE c.target = ANY (p.conkey)) n
         WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
           AND n.needed <@ x.columns[1:cardinality(n.needed)]) ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

export interface FunctionFacts {
  readonly signature: string;
  readonly owner: string;
  readonly language: string;
  readonly definer: boolean;
  readonly settings: string[] | null;
  readonly grantees: string[];
  readonly answers: string;
}

export async function listFunctions(admin: Client): Promise<FunctionFacts[]> {
  const { rows } = await admin.query<FunctionFacts>(
    `SELECT p.oid::regprocedure::text AS signature, pg_get_userbyid(p.proowner) AS owner, l.lanname AS language, p.prosecdef AS definer,
            p.proconfig AS settings, pg_get_function_result(p.oid) AS answers,
            ARRAY(SELECT CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END
                    FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g WHERE g.grantee <> p.proowner ORDER BY 1) AS grantees
       FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'assay'::regnamespace ORDER BY 1`,
  );
  return rows;
}

export interface TriggerFacts {
  readonly table: string;
  readonly name: string;
  readonly enabled: string;
}

export async function listTriggers(admin: Client): Promise<TriggerFacts[]> {
  const { rows } = await admin.query<TriggerFacts>(
    `SELECT t.tgrelid::regclass::text AS table, t.tgname AS name, t.tgenabled AS enabled FROM pg_trigger t
       JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'assay'::regnamespace ORDER BY 1, 2`,
  );
  return rows;
}

export interface PolicyFacts {
  readonly table: string;
  readonly name: string;
  readonly permissive: boolean;
  readonly command: string;
  readonly roles: string[];
  readonly using: string | null;
  readonly check: string | null;
}

export async function listPolicies(admin: Client): Promise<PolicyFacts[]> {
  const { rows } = await admin.query<PolicyFacts>(
    `SELECT tablename AS table, policyname AS name, permissive = 'PERMISSIVE' AS permissive, cmd AS command, roles::text[],
            qual AS using, with_check AS check FROM pg_policies WHERE schemaname = 'assay' ORDER BY 1, 2`,
  );
  return rows;
}

export async function listIndexes(
  admin: Client,
): Promise<{ table: string; name: string; unique: boolean }[]> {
  const { rows } = await admin.query(
    `SELECT i.indrelid::regclass::text AS table, c.relname AS name, i.indisunique AS unique FROM pg_index i
       JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'assay'::regnamespace ORDER BY 2`,
  );
  return rows;
}

/** Columns that hold text of any length and kind, as far as the database is asked: no check looks at them. */
export async function listUnboundedTexts(admin: Client): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        AND a.atttypid IN ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype, 'json'::regtype, 'varchar'::regtype, 'bytea'::regtype)
        AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey))
      ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}
