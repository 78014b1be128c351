/**
 * The statements that make a table a tenant table. The setting is transaction-local and comes back as an empty
 * string, not NULL, on a reused connection: NULLIF turns that into "no rows" instead of a failing cast.
 */
export const currentEmployer = `NULLIF(current_setting('assay.employer', true), '')::uuid`;

export function tenantTable(table: string): string {
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_tenant ON ${table}
      USING (employer_id = ${currentEmployer}) WITH CHECK (employer_id = ${currentEmployer});
  `;
}

/**
 * Refuses every change of a row once it is written, from every role. ENABLE ALWAYS, because an ordinary trigger
 * is skipped where session_replication_role is 'replica'.
 */
export function sealedTable(table: string): string {
  return `
    CREATE TRIGGER ${table}_immutable BEFORE UPDATE OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER ${table}_immutable_truncate BEFORE TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_immutable;
    ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_immutable_truncate;
  `;
}

/** Editable rows carry a revision that the database moves by one; it is the ETag. */
export function revisedTable(table: string): string {
  return `
    CREATE TRIGGER ${table}_revision BEFORE UPDATE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION advance_revision();
    ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_revision;
  `;
}
