import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource, poolOf } from '../../src/database/data-sources.js';
import * as catalogue from '../support/catalogue.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import { seedRows, type SeededRows } from '../support/seed-rows.js';

/** The only tables of which an attempt needs anything; which columns stands in migrations/schema.sql. */
const readable = [
  'answers',
  'assessments',
  'attempts',
  'employers',
  'items',
  'scores',
  'submissions',
  'versions',
];

/** What the functions that it may call answer with; none of them is a key or an explanation. */
const callable = [
  'advance_revision()',
  'attempt_grace()',
  'find_invite(uuid,bytea)',
  'find_landing(uuid,text,uuid)',
  'find_landings(jsonb)',
  'is_canonical_email(text)',
  'is_plain_text(text,integer)',
  'link_places_taken(uuid,uuid,integer)',
  'open_attempt(uuid,uuid,bytea)',
  'open_attempts(jsonb)',
  'refuse_change()',
  'save_answer(uuid,uuid,bytea,uuid,jsonb,bigint,integer)',
  'save_answers(jsonb)',
  'start_attempt(uuid,uuid,bytea,text,text,text,bytea,uuid,uuid,uuid,bytea[])',
  'take_attempt_over(uuid,uuid,bytea)',
  'watch_attempts(uuid[],uuid[],bytea[])',
];

const canary = 'CANARY-b1f7';

let database: ScratchDatabase;
let seeded: SeededRows;
let source: DataSource;
let pool: Pool;
beforeAll(async () => {
  database = await createScratchDatabase();
  seeded = await seedRows(database.admin);
  await database.admin.query(
    `UPDATE questions SET key = '{"correct": "${canary}"}', explanation = '${canary}'`,
  );
  await database.admin.query(`
    SELECT set_config('assay.employer', '${seeded.employerId}', true);
    INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key, explanation)
      SELECT employer_id, version_id, id, 2, '{"correct": "${canary}"}', '${canary}' FROM items`);
  await database.admin.query('ANALYZE');
  // The pool that candidates' requests use.
  source = await createDataSource({ url: database.url, role: 'assay_candidate', poolSize: 2 }).initialize();
  pool = poolOf(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Asks in the scope of a running attempt, and takes everything back. */
async function ask(statement: string): Promise<unknown[]> {
  const client = await pool.connect();
  try {
    await client.query(
      `BEGIN; SELECT set_config('assay.employer', '${seeded.employerId}', true), set_config('assay.attempt', '${seeded.attemptId}', true)`,
    );
    return [await client.query(statement)].flat().flatMap((answer) => answer.rows);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function privilegesOf(role: string): Promise<Record<string, string[]>> {
  const { rows } = await database.admin.query<{ name: string; privileges: string[] }>(
    `SELECT c.relname AS name, ARRAY(
        SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) privilege
         WHERE has_table_privilege($1, c.oid, privilege)
            OR privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege($1, c.oid, privilege)) AS privileges
       FROM pg_class c WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f') ORDER BY 1`,
    [role],
  );
  return Object.fromEntries(
    rows.filter((row) => row.privileges.length > 0).map((row) => [row.name, row.privileges]),
  );
}

describe('the candidate’s role', () => {
  it('has no privilege on any table that an attempt does not need, and only reads the others', async () => {
    const expected = Object.fromEntries(readable.map((table) => [table, ['SELECT']]));
    expect(await privilegesOf('assay_candidate')).toEqual(expected);
    await database.admin.query('BEGIN; GRANT SELECT (key) ON answer_keys TO assay_candidate');
    expect(await privilegesOf('assay_candidate'), 'a grant on one column is seen').not.toEqual(expected);
    await database.admin.query('ROLLBACK');
  });

  it('may call only these functions', async () => {
    const functions = await catalogue.listFunctions(database.admin);
    const granted = functions.filter(({ grantees }) => grantees.includes('assay_candidate'));
    expect(granted.map(({ signature }) => signature)).toEqual(callable);
    for (const { answers } of granted) expect(answers).not.toMatch(/\b(key|explanation)/);
  });

  it('creates nothing in the schema', async () => {
    const { rows } = await database.admin.query(
      `SELECT has_schema_privilege('assay_candidate', 'assay', 'CREATE') OR has_schema_privilege('assay_app', 'assay', 'CREATE') AS may`,
    );
    expect(rows).toEqual([{ may: false }]);
  });

  it.each([
    'SELECT key FROM answer_keys',
    'SELECT count(*) FROM answer_keys',
    'SELECT answer_keys FROM answer_keys',
    'TABLE answer_keys',
    'SELECT ctid FROM answer_keys',
    'SELECT key FROM questions',
    'SELECT explanation FROM questions',
    'SELECT i.id, k.key FROM items i JOIN answer_keys k ON k.item_id = i.id',
    'SELECT content FROM versions',
    'SELECT * FROM versions',
    'SELECT * FROM attempts',
    'EXPLAIN SELECT key FROM answer_keys',
    'EXPLAIN ANALYZE SELECT key FROM answer_keys',
    'COPY answer_keys TO STDOUT',
    'COPY (SELECT key FROM answer_keys) TO STDOUT',
    `COPY answer_keys TO PROGRAM 'cat'`,
    'PREPARE p AS SELECT key FROM answer_keys; EXECUTE p',
    'DECLARE c CURSOR FOR SELECT key FROM answer_keys; FETCH c',
    `SELECT query_to_xml('SELECT key FROM answer_keys', true, true, '')`,
    `SELECT table_to_xml('answer_keys', true, true, '')`,
    'CREATE TEMP VIEW peep AS SELECT key FROM answer_keys; SELECT * FROM peep',
    'CREATE TEMP TABLE peep AS SELECT key FROM answer_keys',
    `DO $$ BEGIN PERFORM key FROM answer_keys; END $$`,
    'CREATE FUNCTION pg_temp.peep() RETURNS SETOF jsonb LANGUAGE sql AS $$ SELECT key FROM assay.answer_keys $$; SELECT pg_temp.peep()',
    'LOCK TABLE answer_keys IN ACCESS SHARE MODE',
    'SELECT * FROM persons',
    'SELECT * FROM members',
    'SELECT * FROM sessions',
    'SELECT * FROM api_keys',
    'SELECT * FROM candidates',
    'SELECT * FROM invites',
    'SELECT * FROM one_time_codes',
    'SELECT * FROM password_resets',
    'SELECT * FROM events',
    'SELECT * FROM attempt_time_changes',
    'SELECT * FROM superseded_submissions',
    `SELECT extend_attempts(gen_random_uuid(), gen_random_uuid(), ARRAY[gen_random_uuid()], 1, true, 'x', gen_random_uuid(), 'member', gen_random_uuid())`,
    `SELECT reopen_attempt(gen_random_uuid(), gen_random_uuid(), 1, 'x', gen_random_uuid(), 'member', gen_random_uuid())`,
    'SELECT * FROM idempotency_keys',
    `INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
       VALUES (gen_random_uuid(), gen_random_uuid(), 'a.b', 'system', 'x', gen_random_uuid(), '{}')`,
    'SELECT * FROM pg_statistic',
    `SELECT pg_read_file('PG_VERSION')`,
    `SELECT lo_import('/etc/passwd')`,
    `SELECT check_answer()`,
    `SELECT link_event()`,
  ])('is refused: %s', async (statement) => {
    await expect(ask(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|0A000)$/) });
  });

  it('finds the key in nothing that it may read, not even in the planner’s statistics', async () => {
    const { rows: granted } = await database.admin.query<{ table: string; columns: string }>(
      `SELECT a.attrelid::regclass::text AS table, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns FROM pg_attribute a
         JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = 'assay'::regnamespace AND c.relkind = 'r'
        WHERE a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege('assay_candidate', c.oid, a.attnum, 'SELECT') GROUP BY 1`,
    );
    expect(granted).toHaveLength(readable.length);
    for (const { table, columns } of granted) {
      const rows = await ask(`SELECT ${columns} FROM ${table}`);
      expect(rows.length, table).toBeGreaterThan(0);
      expect(JSON.stringify(rows), table).not.toContain(canary);
    }
    expect(JSON.stringify(await ask('SELECT * FROM pg_stats'))).not.toContain(canary);
    expect(JSON.stringify(await ask('SELECT query FROM pg_stat_activity'))).not.toContain(canary);
    const { rows } = await database.admin.query('SELECT key::text, explanation FROM answer_keys');
    expect(JSON.stringify(rows), 'the canary is where it should be').toContain(canary);
  });

  it('sees no attempt, answer, submission or score but its own, and without an attempt none', async () => {
    for (const table of ['attempts', 'answers', 'submissions', 'scores']) {
      const column = table === 'attempts' ? 'id' : table === 'scores' ? 'submission_id' : 'attempt_id';
      const own = table === 'scores' ? seeded.submissionId : seeded.attemptId;
      expect(await ask(`SELECT ${column} AS id FROM ${table}`)).toEqual([{ id: own }]);
      expect(await ask(`SET LOCAL assay.attempt = ''; SELECT ${column} FROM ${table}`)).toEqual([]);
    }
  });
});
