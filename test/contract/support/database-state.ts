import type { Client } from 'pg';

/** What each table holds, as one word, so that "nothing changed" can be said of a whole database. */
export type DatabaseState = Readonly<Record<string, string>>;

/**
 * Counters of tries count what was refused, and the time when a session or key was last used may move at any request,
 * once a minute; both are left out. Everything else must stand still.
 */
const countsRefusals = new Set(['sign_in_counters']);

export async function databaseState(admin: Client, employerId?: string): Promise<DatabaseState> {
  const tables = await admin.query<{ name: string; of_tenant: boolean }>(
    `SELECT c.relname AS name, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'employer_id') AS of_tenant
       FROM pg_class c WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
  );
  const selected = tables.rows.filter(
    ({ name, of_tenant: ofTenant }) => !countsRefusals.has(name) && (employerId === undefined || ofTenant),
  );
  const parts = selected.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) || ' rows ' || coalesce(md5(string_agg(md5(t.row), '' ORDER BY t.row)), '') AS state
         FROM (SELECT (to_jsonb(r) - ARRAY['last_seen_at', 'last_used_at'])::text AS row, r.* FROM assay."${name}" r) t` +
      (employerId === undefined ? '' : ` WHERE employer_id = '${employerId}'`),
  );
  const { rows } = await admin.query<{ name: string; state: string }>(parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}
