import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptAs, type Outcome } from '../support/as-role.js';
import { listTables } from '../support/catalogue.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import { seedRows, type SeededRows } from '../support/seed-rows.js';

let database: ScratchDatabase;
let ours: SeededRows;
let theirs: SeededRows;
let tables: string[];
beforeAll(async () => {
  database = await createScratchDatabase();
  ours = await seedRows(database.admin);
  theirs = await seedRows(database.admin);
  tables = (await listTables(database.admin)).filter((table) => table.is_tenant).map((table) => table.name);
  // Row-level security is what is tested: neither a missing privilege nor a trigger may be what refuses.
  await database.admin.query('GRANT ALL ON ALL TABLES IN SCHEMA assay TO assay_app');
  for (const table of tables) await database.admin.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
});
afterAll(() => database.drop());

const rowsOf = (outcome: Outcome): number => ('rows' in outcome ? outcome.rows : Number.NaN);
const roles = ['assay_owner', 'assay_app'] as const;

describe.each(roles)('row-level security for %s', (role) => {
  it('shows nothing without a tenant, or with an empty one', async () => {
    for (const table of tables) {
      expect(rowsOf(await attemptAs(database.admin, role, {}, `SELECT 1 FROM ${table}`)), table).toBe(0);
      const never = await attemptAs(database.admin, role, {}, `RESET assay.employer; SELECT 1 FROM ${table}`);
      expect(rowsOf(never), table).toBe(0);
    }
  });

  it('refuses a tenant that is no identifier instead of showing something', async () => {
    const outcome = await attemptAs(
      database.admin,
      role,
      {},
      `SET LOCAL assay.employer = 'x'' OR true'; SELECT 1 FROM assessments`,
    );
    expect(outcome).toMatchObject({ refused: '22P02' });
  });

  it('shows, changes and removes the rows of the tenant only, whatever the statement asks for', async () => {
    const scope = { employerId: ours.employerId };
    for (const table of tables) {
      const { rows } = await database.admin.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} WHERE employer_id = $1`,
        [ours.employerId],
      );
      const own = rows[0]!.count;
      expect(own, table).toBeGreaterThan(0);
      expect(rowsOf(await attemptAs(database.admin, role, scope, `SELECT 1 FROM ${table}`)), table).toBe(own);
      const asked = `SELECT 1 FROM ${table} WHERE employer_id = '${theirs.employerId}'`;
      expect(rowsOf(await attemptAs(database.admin, role, scope, asked)), table).toBe(0);
      const updated = `UPDATE ${table} SET employer_id = employer_id`;
      expect(rowsOf(await attemptAs(database.admin, role, scope, updated)), table).toBe(own);
      const removed = `DELETE FROM ${table} WHERE employer_id = '${theirs.employerId}'`;
      expect(rowsOf(await attemptAs(database.admin, role, scope, removed)), table).toBe(0);
    }
  });

  it('takes no row into another tenant, by insert or by update', async () => {
    const scope = { employerId: ours.employerId };
    for (const table of tables) {
      const moved = `UPDATE ${table} SET employer_id = '${theirs.employerId}'`;
      expect(await attemptAs(database.admin, role, scope, moved), table).toMatchObject({ refused: '42501' });
      const copied = `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('employer_id', '${theirs.employerId}'))).* FROM ${table} t`;
      expect(await attemptAs(database.admin, role, scope, copied), table).toMatchObject({ refused: '42501' });
    }
  });

  it('would let all of this through if it were off: the tests above can fail', async () => {
    for (const table of tables) {
      const mutation = `ALTER TABLE assay.${table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY`;
      const seen = await attemptAs(database.admin, role, { mutation }, `SELECT 1 FROM ${table}`);
      expect(rowsOf(seen), table).toBeGreaterThan(0);
    }
  });
});

describe('the owner of the tables', () => {
  it('is under row-level security only because it is forced', async () => {
    for (const table of tables) {
      const mutation = `ALTER TABLE assay.${table} NO FORCE ROW LEVEL SECURITY`;
      const seen = await attemptAs(database.admin, 'assay_owner', { mutation }, `SELECT 1 FROM ${table}`);
      expect(rowsOf(seen), table).toBeGreaterThan(0);
    }
  });
});

describe('the openings for the worker and for signing in', () => {
  it('show a person the own memberships and employers, and only with the person’s setting', async () => {
    const scope = { personId: ours.personId };
    for (const table of ['members', 'employers', 'sessions']) {
      const statement = `SELECT 1 FROM ${table} WHERE employer_id = '${ours.employerId}'`;
      expect(rowsOf(await attemptAs(database.admin, 'assay_app', scope, statement)), table).toBe(1);
      const all = await attemptAs(database.admin, 'assay_app', scope, `SELECT 1 FROM ${table}`);
      expect(rowsOf(all), table).toBe(1);
    }
    for (const table of tables.filter((name) => !['members', 'employers', 'sessions'].includes(name))) {
      expect(
        rowsOf(await attemptAs(database.admin, 'assay_app', scope, `SELECT 1 FROM ${table}`)),
        table,
      ).toBe(0);
    }
  });

  it('show the worker what is due, and nothing else', async () => {
    const sweep = (statement: string): Promise<Outcome> =>
      attemptAs(database.admin, 'assay_app', {}, `SET LOCAL assay.sweep = 'on'; ${statement}`);
    const ofWebhooks = ['webhook_endpoints', 'webhook_health', 'webhook_deliveries'];
    const open = ['imports', 'events', 'event_heads', 'notification_heads', 'jobs', ...ofWebhooks];
    for (const table of tables.filter((name) => !open.includes(name))) {
      expect(rowsOf(await sweep(`SELECT 1 FROM ${table}`)), table).toBe(0);
    }
    expect(rowsOf(await sweep('SELECT 1 FROM imports')), 'uploads that nobody parsed').toBe(2);
    expect(rowsOf(await sweep('SELECT 1 FROM events')), 'the journals of both').toBe(2);
    expect(rowsOf(await sweep('SELECT 1 FROM event_heads')), 'how far both are').toBe(2);
    expect(rowsOf(await sweep('SELECT 1 FROM notification_heads')), 'how far their members are').toBe(2);
    expect(rowsOf(await sweep('SELECT 1 FROM jobs')), 'the jobs of both').toBe(2);
    for (const table of ofWebhooks) {
      expect(rowsOf(await sweep(`SELECT 1 FROM ${table}`)), 'those of both, to give out lanes').toBe(2);
      expect(rowsOf(await sweep(`DELETE FROM ${table}`)), 'none of which is old').toBe(0);
    }
    const taken = await sweep(`UPDATE webhook_deliveries SET job_id = NULL`);
    expect(rowsOf(taken), 'changed in the scope of their employer').toBe(0);
    expect(rowsOf(await sweep('DELETE FROM jobs')), 'none of which has ended').toBe(0);
    const done = await sweep(`UPDATE jobs SET state = 'done', finished_at = now()`);
    expect(done, 'whose end is written in the scope of their employer').toMatchObject({ refused: '42501' });
    const late = `UPDATE assay.attempts SET started_at = now() - interval '1 hour', deadline_at = now() - interval '1 minute' WHERE id = '${ours.runningAttemptId}'`;
    const due = await attemptAs(
      database.admin,
      'assay_app',
      { mutation: late },
      `SET LOCAL assay.sweep = 'on'; SELECT 1 FROM attempts`,
    );
    expect(rowsOf(due)).toBe(1);
  });
});
