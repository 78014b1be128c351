import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attemptAs, type Settings } from '../support/as-role.js';
import * as catalogue from '../support/catalogue.js';
import { checkViolations } from '../support/check-violations.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import { seedRows, type SeededRows } from '../support/seed-rows.js';
import { testedElsewhere, triggerViolations } from '../support/trigger-violations.js';

/**
 * For every rule that has a name: direct SQL that breaks it is refused under that name, and with the rule dropped (the
 * mutant, in a transaction that is taken back) the same SQL takes effect, so the test can fail.
 */

let database: ScratchDatabase;
let rows: SeededRows;
let scope: Settings;
let constraints: catalogue.ConstraintFacts[];
beforeAll(async () => {
  database = await createScratchDatabase();
  await seedRows(database.admin);
  rows = await seedRows(database.admin);
  scope = { employerId: rows.employerId };
  constraints = await catalogue.listConstraints(database.admin);
});
afterAll(() => database.drop());

const namesOf = (kind: catalogue.KeyKind): string[] =>
  constraints.filter((constraint) => constraint.kind === kind).map(({ name }) => name);

const constraintNamed = (name: string): catalogue.ConstraintFacts =>
  constraints.find((constraint) => constraint.name === name)!;

async function dropping(...names: string[]): Promise<string> {
  const { rows: drops } = await database.admin.query<{ drop: string }>(
    `SELECT format('ALTER TABLE assay.%I DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname) AS drop
       FROM pg_constraint WHERE connamespace = 'assay'::regnamespace AND conname = ANY ($1)
     UNION ALL SELECT format('DROP INDEX assay.%I', c.relname) FROM pg_class c
      WHERE c.relnamespace = 'assay'::regnamespace AND c.relkind = 'i' AND c.relname = ANY ($1)
        AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)`,
    [names],
  );
  expect(drops.length, `nothing to drop for ${names.join(', ')}`).toBe(names.length);
  return drops.map(({ drop }) => drop).join('; ');
}

const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join('; ');

/** Foreign keys and indexes are tested without the triggers, which would refuse first. */
const withoutTriggers = (table: string): string => `ALTER TABLE assay.${table} DISABLE TRIGGER USER`;

async function expectOnlyRefusal(
  refused: { refused: string; constraint: string },
  before: string,
  mutation: string,
  sql: string,
  role: 'assay_owner' | 'superuser' = 'assay_owner',
): Promise<void> {
  expect(await attemptAs(database.admin, role, { ...scope, mutation: before }, sql), sql).toEqual(refused);
  const mutant = await attemptAs(database.admin, role, { ...scope, mutation: joined(before, mutation) }, sql);
  expect(mutant, `with the rule dropped: ${sql}`).toEqual({ rows: expect.any(Number) });
  expect((mutant as { rows: number }).rows, `with the rule dropped: ${sql}`).toBeGreaterThan(0);
}

describe('check constraints', () => {
  it('each have a violation', () => {
    const tested = new Set(checkViolations.map(([name]) => name));
    expect(namesOf('check').filter((name) => !tested.has(name))).toEqual([]);
  });

  const each = checkViolations.map(([constraint, assignments, where = 'true']) => ({
    constraint,
    assignments,
    where,
  }));

  it.each(each)('$constraint refuses $assignments', async ({ constraint, assignments, where }) => {
    const { table } = constraintNamed(constraint);
    const sql = `UPDATE ${table} SET ${assignments} WHERE ctid = (SELECT ctid FROM ${table} WHERE ${where} LIMIT 1)`;
    const refused = { refused: '23514', constraint };
    await expectOnlyRefusal(refused, withoutTriggers(table), await dropping(constraint), sql);
  });
});

describe('unique keys', () => {
  it('each refuse a second row, and nothing else does', async () => {
    for (const name of [...namesOf('primary'), ...namesOf('unique')]) {
      const { table, columns } = constraintNamed(name);
      const others = constraints.filter(
        (other) => other.table === table && other.name !== name && ['primary', 'unique'].includes(other.kind),
      );
      const before = joined(
        withoutTriggers(table),
        others.length > 0 ? await dropping(...others.map((o) => o.name)) : '',
      );
      const filled = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
      const { rows: predicates } = await database.admin.query<{ predicate: string }>(
        `SELECT coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS predicate FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          WHERE c.relname = $1 AND c.relnamespace = 'assay'::regnamespace`,
        [name],
      );
      const sql = `INSERT INTO ${table} SELECT * FROM ${table} WHERE ${filled} AND ${predicates[0]!.predicate}`;
      await expectOnlyRefusal({ refused: '23505', constraint: name }, before, await dropping(name), sql);
    }
  });
});

describe('foreign keys', () => {
  it('each refuse a row of another employer, and nothing else does', async () => {
    for (const name of namesOf('foreign')) {
      const { table, columns } = constraintNamed(name);
      const column = columns.at(-1)!;
      const { rows: related } = await database.admin.query<{ name: string; type: string }>(
        `SELECT k.conname AS name FROM pg_constraint k WHERE k.contype = 'f' AND k.conname <> $2
            AND $1::regclass IN (k.conrelid, k.confrelid) AND k.connamespace = 'assay'::regnamespace`,
        [table, name],
      );
      const before = joined(
        withoutTriggers(table),
        related.length > 0 ? await dropping(...related.map((r) => r.name)) : '',
      );
      // A real row, but of the other employer; slots and people are numbered alike for all, so those get an unused one.
      const foreign =
        column === 'active_slot'
          ? '999'
          : ['employer_id', 'person_id'].includes(column)
            ? 'gen_random_uuid()'
            : `(SELECT ${column} FROM ${table} WHERE employer_id <> '${rows.employerId}' AND ${column} IS NOT NULL LIMIT 1)`;
      const tenant = columns[0] === 'employer_id' ? `employer_id = '${rows.employerId}' AND` : '';
      const sql = `UPDATE ${table} SET ${column} = ${foreign}
        WHERE ctid = (SELECT ctid FROM ${table} WHERE ${tenant} ${column} IS NOT NULL LIMIT 1)`;
      await expectOnlyRefusal(
        { refused: '23503', constraint: name },
        before,
        await dropping(name),
        sql,
        'superuser',
      );
    }
  });
});

describe('triggers', () => {
  it('each have a violation for every name that they report', async () => {
    const tested = new Set([...triggerViolations.map(({ name }) => name), ...Object.keys(testedElsewhere)]);
    const reported = await catalogue.listTriggerErrors(database.admin);
    expect(reported.filter((name) => !tested.has(name))).toEqual([]);
    expect(Object.keys(testedElsewhere).filter((name) => !reported.includes(name))).toEqual([]);
  });

  it.each(triggerViolations)('$name: $what', async ({ name, sql, alsoHeldBy = [] }) => {
    const { rows: triggers } = await database.admin.query<{ disable: string }>(
      `SELECT format('ALTER TABLE assay.%I DISABLE TRIGGER %I', c.relname, t.tgname) AS disable
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND p.prosrc LIKE '%''' || $1 || '''%'`,
      [name],
    );
    const second = alsoHeldBy.length > 0 ? await dropping(...alsoHeldBy) : '';
    const mutation = joined(...triggers.map(({ disable }) => disable), second);
    await expectOnlyRefusal({ refused: '23000', constraint: name }, '', mutation, sql(rows));
  });
});
