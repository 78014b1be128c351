import type { Client } from 'pg';

/**
 * The schema as text, the same for the same schema: what migrations/schema.sql holds, so that a review sees the effect
 * of a migration and not only its statements. Our own, because the embedded server brings no pg_dump. It is for reading
 * and comparing; databases are made by the migrations. Call it in a transaction, so that all of it is of one moment.
 */
export async function dumpSchema(client: Client): Promise<string> {
  // How definitions are printed depends on the path: what is in it is printed without its schema.
  await client.query('SET LOCAL search_path = assay, pg_catalog');
  await refuseUnknownObjects(client);
  const sections = [heading];
  for (const statement of [rolesQuery, schemaQuery, functionsQuery, sequencesQuery]) {
    sections.push(await linesOf(client, statement));
  }
  const { rows: tables } = await client.query<{ oid: number; name: string }>(
    `SELECT c.oid::int, c.relname AS name FROM pg_class c
      WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r' ORDER BY c.relname COLLATE "C"`,
  );
  for (const { oid, name } of tables) sections.push(await dumpTable(client, oid, name));
  return sections.filter((section) => section !== '').join('\n\n') + '\n';
}

const heading = `-- Written by 'npm run schema:dump'; do not edit. Every test run compares it with what the migrations make.`;

async function dumpTable(client: Client, oid: number, name: string): Promise<string> {
  const part = (statement: string): Promise<string> => linesOf(client, statement, [oid]);
  const columns = await part(columnsQuery);
  const constraints = await part(constraintsQuery);
  const body = [columns, constraints].filter((lines) => lines !== '').join(',\n');
  const rest = [await part(tableSettingsQuery), await part(indexesQuery), await part(policiesQuery)];
  rest.push(await part(triggersQuery), await part(tableGrantsQuery), await part(columnGrantsQuery));
  return [`CREATE TABLE ${name} (\n${body}\n);`, ...rest].filter((lines) => lines !== '').join('\n');
}

async function linesOf(client: Client, statement: string, values: unknown[] = []): Promise<string> {
  const { rows } = await client.query<{ line: string }>(statement, values);
  return rows
    .map((row) => row.line)
    .join(statement === columnsQuery || statement === constraintsQuery ? ',\n' : '\n');
}

/** A kind of object that the dump does not print would be changed unseen. */
async function refuseUnknownObjects(client: Client): Promise<void> {
  const { rows } = await client.query<{ object: string }>(
    `SELECT 'relation ' || relname AS object FROM pg_class
      WHERE relnamespace = 'assay'::regnamespace AND (relkind NOT IN ('r', 'i', 'S') OR relispartition OR relpersistence <> 'p')
     UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'assay'::regnamespace AND typtype IN ('d', 'e', 'r', 'm')
     UNION ALL SELECT 'routine ' || proname FROM pg_proc WHERE pronamespace = 'assay'::regnamespace AND prokind <> 'f'
     UNION ALL SELECT 'rule ' || rulename FROM pg_rules WHERE schemaname = 'assay'
     UNION ALL SELECT 'statistics ' || stxname FROM pg_statistic_ext WHERE stxnamespace = 'assay'::regnamespace
     UNION ALL SELECT 'operator ' || oprname FROM pg_operator WHERE oprnamespace = 'assay'::regnamespace
     UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
     UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'
     UNION ALL SELECT 'inheritance of ' || inhrelid::regclass FROM pg_inherits
       JOIN pg_class c ON c.oid = inhrelid WHERE c.relnamespace = 'assay'::regnamespace`,
  );
  if (rows.length > 0) {
    throw new Error(`dumpSchema does not know how to print: ${rows.map((row) => row.object).join(', ')}`);
  }
}

/** Who may do what, as one GRANT per grantee; the owner's own rights are not worth a line. */
const grants = (acl: string, owner: string, object: string): string => `
  SELECT format('GRANT %s ON %s TO %s%s;', string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type COLLATE "C"), o.name,
           CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END,
           CASE WHEN bool_or(g.is_grantable) THEN ' WITH GRANT OPTION' ELSE '' END) AS line
    FROM aclexplode(${acl}) g, LATERAL (SELECT ${object} AS name) o WHERE g.grantee <> ${owner}
   GROUP BY g.grantee, o.name ORDER BY 1`;

const rolesQuery = `
  SELECT format('CREATE ROLE %I %s;', rolname, concat_ws(' ',
           CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END,
           CASE WHEN rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END,
           CASE WHEN rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
           CASE WHEN rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END,
           CASE WHEN rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END,
           CASE WHEN rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END)) AS line
    FROM pg_roles WHERE rolname IN ('assay_owner', 'assay_app', 'assay_candidate') ORDER BY rolname COLLATE "C"`;

const schemaQuery = `
  SELECT line FROM (
    SELECT 1 AS place, format('CREATE SCHEMA %I AUTHORIZATION %I;', nspname, pg_get_userbyid(nspowner)) AS line
      FROM pg_namespace WHERE nspname = 'assay'
    UNION ALL SELECT 2, g.line FROM pg_namespace n,
      LATERAL (${grants(`coalesce(n.nspacl, acldefault('n', n.nspowner))`, 'n.nspowner', `'SCHEMA assay'`)}) g WHERE n.nspname = 'assay'
    UNION ALL SELECT 3, format('DEFAULT PRIVILEGES OF %I%s ON OBJECTS OF TYPE %s: %s', pg_get_userbyid(defaclrole),
        coalesce(' IN SCHEMA ' || nullif(defaclnamespace, 0)::regnamespace, ''), defaclobjtype, defaclacl)
      FROM pg_default_acl
  ) lines ORDER BY place, line COLLATE "C"`;

const functionsQuery = `
  SELECT concat_ws(E'\\n', rtrim(pg_get_functiondef(p.oid), E'\\n') || ';',
           CASE WHEN p.proowner <> 'assay_owner'::regrole THEN format('ALTER FUNCTION %s OWNER TO %I;', p.oid::regprocedure, pg_get_userbyid(p.proowner)) END,
           (SELECT string_agg(g.line, E'\\n' ORDER BY g.line COLLATE "C") FROM (${grants(
             `coalesce(p.proacl, acldefault('f', p.proowner))`,
             'p.proowner',
             `format('FUNCTION %s', p.oid::regprocedure)`,
           )}) g)) || E'\\n' AS line
    FROM pg_proc p WHERE p.pronamespace = 'assay'::regnamespace ORDER BY p.oid::regprocedure::text COLLATE "C"`;

const sequencesQuery = `
  SELECT concat_ws(E'\\n', format('CREATE SEQUENCE %I;', c.relname),
           (SELECT string_agg(g.line, E'\\n' ORDER BY g.line COLLATE "C") FROM (${grants(
             `coalesce(c.relacl, acldefault('s', c.relowner))`,
             'c.relowner',
             `format('SEQUENCE %I', c.relname)`,
           )}) g)) AS line
    FROM pg_class c WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'S' ORDER BY c.relname COLLATE "C"`;

const columnsQuery = `
  SELECT concat_ws(' ', '  ' || quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
           CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
           CASE WHEN a.attidentity <> '' THEN 'IDENTITY ' || a.attidentity::text END,
           CASE WHEN a.attgenerated <> '' THEN 'GENERATED ' || a.attgenerated::text || ' AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
                WHEN d.adbin IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
           CASE WHEN a.attnotnull THEN 'NOT NULL' END) AS line
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

// NOT NULL stands at its column; a constraint trigger stands with the triggers.
const constraintsQuery = `
  SELECT format('  CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint
   WHERE conrelid = $1 AND contype NOT IN ('n', 't') ORDER BY position(contype::text IN 'pufcx'), conname COLLATE "C"`;

const tableSettingsQuery = `
  SELECT line FROM pg_class c, LATERAL (VALUES
      (c.relowner <> 'assay_owner'::regrole, format('ALTER TABLE %I OWNER TO %I;', c.relname, pg_get_userbyid(c.relowner))),
      (c.relrowsecurity, format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY;', c.relname)),
      (c.relforcerowsecurity, format('ALTER TABLE %I FORCE ROW LEVEL SECURITY;', c.relname)),
      (c.reloptions IS NOT NULL, format('ALTER TABLE %I SET (%s);', c.relname, array_to_string(c.reloptions, ', ')))
    ) settings (applies, line) WHERE c.oid = $1 AND applies`;

const indexesQuery = `
  SELECT pg_get_indexdef(i.indexrelid) || ';' || CASE WHEN i.indisvalid THEN '' ELSE ' -- invalid' END AS line
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
   WHERE i.indrelid = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
   ORDER BY c.relname COLLATE "C"`;

const policiesQuery = `
  SELECT format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s;', p.polname, p.polrelid::regclass,
           CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
           CASE p.polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END,
           (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r)::text END, ', ' ORDER BY pg_get_userbyid(r) COLLATE "C") FROM unnest(p.polroles) r),
           E'\\n  USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
           E'\\n  WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS line
    FROM pg_policy p WHERE p.polrelid = $1 ORDER BY p.polname COLLATE "C"`;

const triggersQuery = `
  SELECT pg_get_triggerdef(t.oid) || ';' || E'\\nALTER TABLE ' || t.tgrelid::regclass || CASE t.tgenabled
           WHEN 'A' THEN ' ENABLE ALWAYS' WHEN 'R' THEN ' ENABLE REPLICA' WHEN 'D' THEN ' DISABLE' ELSE ' ENABLE' END
         || ' TRIGGER ' || quote_ident(t.tgname) || ';' AS line
    FROM pg_trigger t WHERE t.tgrelid = $1 AND NOT t.tgisinternal ORDER BY t.tgname COLLATE "C"`;

const tableGrantsQuery = `
  SELECT g.line FROM pg_class c, LATERAL (${grants(
    `coalesce(c.relacl, acldefault('r', c.relowner))`,
    'c.relowner',
    'quote_ident(c.relname)',
  )}) g WHERE c.oid = $1`;

const columnGrantsQuery = `
  SELECT format('GRANT %s (%s) ON %s TO %s;', g.privilege_type, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
           a.attrelid::regclass, CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END) AS line
    FROM pg_attribute a, LATERAL aclexplode(a.attacl) g
   WHERE a.attrelid = $1 AND NOT a.attisdropped GROUP BY a.attrelid, g.grantee, g.privilege_type ORDER BY 1`;
