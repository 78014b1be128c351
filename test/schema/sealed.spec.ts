import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptAs, type DatabaseRole, type Settings } from '../support/as-role.js';
import { connectAs } from '../support/role-connection.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import {
  refusedBefore,
  sealedDigest,
  sealedStatements,
  sealedTables,
  type SealedStatement,
} from '../support/sealed-statements.js';
import { seedRows, type SeededRows } from '../support/seed-rows.js';

let database: ScratchDatabase;
let seeded: SeededRows;
let statements: SealedStatement[];
let scope: Settings;
beforeAll(async () => {
  database = await createScratchDatabase();
  seeded = await seedRows(database.admin);
  statements = await sealedStatements(database.admin);
  scope = { employerId: seeded.employerId, attemptId: seeded.attemptId };
});
afterAll(() => database.drop());

/** Refused by the trigger, under the name that the catalogue of errors knows. */
async function expectTriggerRefuses(role: DatabaseRole, settings: Settings): Promise<void> {
  const before = await sealedDigest(database.admin);
  for (const { table, text, does } of statements) {
    const outcome = await attemptAs(database.admin, role, settings, text);
    const names =
      does === 'empty'
        ? sealedTables.map((name) => `${name}_immutable`)
        : [`${table}_immutable`, ...(text.startsWith('INSERT') ? [refusedBefore[table]] : [])];
    expect(outcome, `${role}: ${text}`).toMatchObject({ refused: '23000' });
    expect(names, `${role}: ${text}`).toContain((outcome as { constraint?: string }).constraint);
  }
  expect(await sealedDigest(database.admin)).toBe(before);
}

async function expectPrivilegeRefuses(role: DatabaseRole): Promise<void> {
  for (const { text } of statements) {
    expect(await attemptAs(database.admin, role, scope, text), `${role}: ${text}`).toMatchObject({
      refused: '42501',
    });
  }
}

describe('the sealed tables', () => {
  it('are covered: a statement for every column, and every table has a row that the owner sees', async () => {
    expect(statements.length).toBeGreaterThan(200);
    for (const table of sealedTables) {
      const seen = await attemptAs(database.admin, 'assay_owner', scope, `SELECT 1 FROM ${table}`);
      expect(seen, table).toEqual({ rows: expect.any(Number) });
      expect((seen as { rows: number }).rows, table).toBeGreaterThan(0);
    }
  });

  it('refuse the owner of the tables', () => expectTriggerRefuses('assay_owner', scope));

  it('refuse the superuser', () => expectTriggerRefuses('superuser', scope));

  it('refuse the superuser who has switched ordinary triggers off', () =>
    expectTriggerRefuses('superuser', { ...scope, replica: true }));

  it('refuse the application and the candidate, who lack the privilege', async () => {
    await expectPrivilegeRefuses('assay_app');
    await expectPrivilegeRefuses('assay_candidate');
  });

  it('refuse the application and the candidate even if somebody grants everything', async () => {
    const granted = await createScratchDatabase();
    const rows = await seedRows(granted.admin);
    await granted.admin.query(`GRANT ALL ON ALL TABLES IN SCHEMA assay TO assay_app, assay_candidate;
      GRANT ALL ON ALL SEQUENCES IN SCHEMA assay TO assay_app, assay_candidate`);
    const before = await sealedDigest(granted.admin);
    for (const role of ['assay_app', 'assay_candidate'] as const) {
      for (const { text } of statements) {
        const outcome = await attemptAs(
          granted.admin,
          role,
          { employerId: rows.employerId, attemptId: rows.attemptId },
          text,
        );
        expect(outcome, `${role}: ${text}`).toMatchObject({ refused: '23000' });
      }
    }
    expect(await sealedDigest(granted.admin)).toBe(before);
    await granted.drop();
  });

  it('cannot be unsealed by the application or the candidate', async () => {
    const unsealing = [
      `SET session_replication_role = replica`,
      ...sealedTables.flatMap((table) => [
        `ALTER TABLE ${table} DISABLE TRIGGER ${table}_immutable`,
        `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
        `DROP TRIGGER ${table}_immutable ON ${table}`,
        `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
        `CREATE RULE silent AS ON UPDATE TO ${table} DO INSTEAD NOTHING`,
        `DROP TABLE ${table} CASCADE`,
      ]),
      `CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
      `SET ROLE assay_owner`,
      `SET SESSION AUTHORIZATION postgres`,
    ];
    for (const role of ['assay_app', 'assay_candidate'] as const) {
      const connection = await connectAs(database, role);
      for (const statement of unsealing) {
        await expect(connection.query(statement), `${role}: ${statement}`).rejects.toMatchObject({
          code: '42501',
        });
      }
      await connection.end();
    }
    await expect(
      attemptAs(database.admin, 'assay_owner', scope, `SET LOCAL session_replication_role = replica`),
    ).resolves.toMatchObject({ refused: '42501' });
  });
});

describe('with the triggers dropped', () => {
  it('every one of the statements takes effect: the tests above can fail', async () => {
    const unsealed = await createScratchDatabase();
    const { employerId } = await seedRows(unsealed.admin);
    const { rows: triggers } = await unsealed.admin.query<{ drop: string }>(
      `SELECT format('DROP TRIGGER %I ON %I', t.tgname, c.relname) AS drop
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'assay'::regnamespace AND c.relname = ANY ($1)`,
      [sealedTables],
    );
    for (const { drop } of triggers) await unsealed.admin.query(drop);
    // Foreign keys would refuse to remove rows that others point at; they are not what is tested here.
    for (const { text, does } of statements) {
      const outcome = await attemptAs(unsealed.admin, 'superuser', { employerId, replica: true }, text);
      expect(outcome, text).toEqual({ rows: does === 'empty' ? 0 : expect.any(Number) });
      if (does !== 'empty') expect((outcome as { rows: number }).rows, text).toBeGreaterThan(0);
    }
    await unsealed.drop();
  });
});
