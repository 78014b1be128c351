import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpSchema } from '../../src/database/schema-dump.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';

describe('migrations/schema.sql', () => {
  let database: ScratchDatabase;
  let unchanged: string;
  beforeAll(async () => {
    database = await createScratchDatabase();
    unchanged = await dumpAfter();
  });
  afterAll(() => database.drop());

  async function dumpAfter(change = 'SELECT 1'): Promise<string> {
    await database.admin.query('BEGIN');
    try {
      await database.admin.query(change);
      return await dumpSchema(database.admin);
    } finally {
      await database.admin.query('ROLLBACK');
    }
  }

  it('is what the migrations make; otherwise run npm run schema:dump and look at the difference', async () => {
    const written = await readFile(new URL('../../migrations/schema.sql', import.meta.url), 'utf8');
    expect(unchanged).toBe(written);
  });

  it.each([
    ['a column', `ALTER TABLE employers ADD COLUMN color text`],
    ['a default', `ALTER TABLE assessments ALTER COLUMN link_open SET DEFAULT false`],
    ['a constraint', `ALTER TABLE scores DROP CONSTRAINT scores_points_check`],
    [
      'the body of a constraint',
      `ALTER TABLE scores DROP CONSTRAINT scores_points_check, ADD CONSTRAINT scores_points_check CHECK (points >= 0)`,
    ],
    ['an index', `DROP INDEX invites_live_key`],
    ['whether a trigger fires', `ALTER TABLE versions ENABLE TRIGGER versions_immutable`],
    [
      'the body of a function',
      `CREATE OR REPLACE FUNCTION attempt_grace() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '11 seconds'`,
    ],
    ['the rights of a function', `ALTER FUNCTION save_answer SECURITY INVOKER`],
    ['the path of a function', `ALTER FUNCTION save_answer RESET search_path`],
    ['a policy', `ALTER POLICY attempts_own ON attempts USING (true)`],
    ['forced row security', `ALTER TABLE events NO FORCE ROW LEVEL SECURITY`],
    ['a grant on a table', `GRANT DELETE ON invites TO assay_app`],
    ['a grant on a column', `GRANT SELECT (name) ON candidates TO assay_candidate`],
    ['a grant on a function', `GRANT EXECUTE ON FUNCTION link_event() TO PUBLIC`],
    ['a grant on the schema', `GRANT CREATE ON SCHEMA assay TO assay_app`],
    ['an owner', `ALTER TABLE invites OWNER TO CURRENT_USER`],
  ])('shows a change of %s', async (_, change) => {
    expect(await dumpAfter(change)).not.toBe(unchanged);
  });

  it.each([
    ['view', `CREATE VIEW everything AS SELECT * FROM employers`],
    ['type', `CREATE TYPE colour AS ENUM ('red')`],
    ['rule', `CREATE RULE silent AS ON DELETE TO invites DO INSTEAD NOTHING`],
  ])('refuses a %s, which it could not show', async (_, change) => {
    await expect(dumpAfter(change)).rejects.toThrow(/does not know how to print/);
  });
});
