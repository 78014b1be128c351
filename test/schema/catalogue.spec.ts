import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constraintErrors } from '../../src/database/constraint-errors.js';
import * as catalogue from '../support/catalogue.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';

/** Keys of a tenant table that do not begin with employer_id. */
const keysAcrossTenants: Readonly<Record<string, string>> = {
  members_person_id_fkey: 'one person may be a member of several employers, so persons is not a tenant table',
};

/** Permissive policies beside <table>_tenant; each opens rows, so each is named here. */
const openings: Readonly<Record<string, string>> = {
  members_of_person: 'signing in asks for the memberships of one person before a tenant is known',
  employers_of_person: 'and for the names of those employers',
  sessions_of_person_seen: 'a new password ends the sessions of its person wherever they are a member',
  sessions_of_person_ended: 'the same',
  idempotency_keys_expired: 'the worker removes what is older than a day',
  attempts_due: 'the worker finds the attempts that nobody ended',
  imports_unparsed: 'the worker finds uploads that nobody parsed',
  imports_forgotten: 'the worker drops files that nobody came back to for a month',
  import_events_expired: 'the worker removes what was told more than a day ago',
  jobs_seen: 'the worker takes the jobs of every employer in turn',
  jobs_moved: 'and claims, releases and buries them; what a job does happens in the scope of its employer',
  jobs_expired: 'and removes those that ended long ago',
  mails_expired_seen: 'the worker removes what is older than a week',
  mails_expired: 'the same',
  webhook_endpoints_seen: 'the worker gives out the lanes in which the webhooks of every employer are sent',
  webhook_health_seen: 'the same',
  webhook_deliveries_seen: 'the same',
  webhook_attempts_seen: 'to remove a row one has to see it',
  webhook_endpoints_expired: 'the worker removes what was removed a month ago',
  webhook_health_expired: 'the same',
  webhook_deliveries_expired: 'and deliveries that ended a month ago',
  webhook_attempts_expired: 'with their log',
  one_time_codes_expired_seen: 'the worker finds the addresses of people who asked for a code a day ago',
  one_time_codes_expired: 'and removes them',
  reminder_plans_due: 'the worker finds the reminders that are due',
  submission_notices_due: 'and the notices about submissions',
  event_inbox_old_seen: 'the worker finds what a consumer has had a week ago',
  event_inbox_old: 'and forgets it',
  events_followed: 'readers in commit order follow the journals of all employers',
  event_heads_followed: 'one look for the streams of all employers asks how far their journals are',
  notification_heads_followed: 'the same for what members are told',
  notifications_old: 'the worker removes what was told long ago',
  notifications_expired: 'the same',
};

/** Triggers that are skipped where session_replication_role is replica, which only a superuser sets. */
const ordinaryTriggers: Readonly<Record<string, string>> = {
  employers_open_journal: 'makes a row; where rows are replicated, that row comes along',
  members_owner_required:
    'looks at other rows at the commit; where rows are replicated, they come in another order',
  versions_whole: 'the same',
};

/** Columns of text or bytes that no check bounds. */
const unboundedTexts: Readonly<Record<string, string>> = {
  'answer_keys.explanation': 'copied from questions, where it is bounded',
  'answer_keys.key': 'the same; a correction passes through the same parser',
  'events.hash': 'made by the trigger',
  'events.previous_hash': 'the same',
  'idempotency_keys.headers': 'three headers of our own replies',
  'import_rows.cells': 'written by our parser from a file of at most 10 MiB',
  'import_rows.problems': 'written by our parser from a file of at most 10 MiB',
  'import_rows.sheet': 'the same',
  'imports.failure_message': 'one of our own sentences',
  'imports.format': 'one of our own words',
  'imports.layout': 'the same',
  'imports.read_corrections': 'a copy of corrections, of which there are at most 5,000',
  'imports.read_settings': 'a copy of settings, which are bounded',
  'imports.understanding': 'columns and sheets as our parser names them',
  'imports.problems': 'written by our parser from a file of at most 10 MiB',
  'items.content': 'copied from questions, where it is bounded',
  'items.text': 'the same',
  'migrations.name': 'the name of a class of ours',
  'scores.items': 'computed: one entry for each of at most 2,000 items',
  'versions.description': 'copied from assessments, where it is bounded',
  'versions.title': 'the same',
};

const currentEmployer = `(employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid)`;

let database: ScratchDatabase;
beforeAll(async () => {
  database = await createScratchDatabase();
});
afterAll(() => database.drop());

/** Changes the schema, asks, and takes the change back: whether a rule notices what it is there for. */
async function after<Result>(change: string, ask: () => Promise<Result>): Promise<Result> {
  await database.admin.query('BEGIN');
  try {
    await database.admin.query(change);
    return await ask();
  } finally {
    await database.admin.query('ROLLBACK');
  }
}

/** The names that PostgreSQL may report when it refuses a row. */
async function reportableNames(): Promise<{ needed: string[]; possible: string[] }> {
  const constraints = await catalogue.listConstraints(database.admin);
  const triggers = await catalogue.listTriggerErrors(database.admin);
  const needed = constraints
    .filter(({ kind }) => kind === 'unique' || kind === 'check')
    .map(({ name }) => name);
  return {
    needed: [...needed, ...triggers],
    possible: [...constraints.map(({ name }) => name), ...triggers],
  };
}

describe('src/database/constraint-errors.ts', () => {
  const missing = async () => (await reportableNames()).needed.filter((name) => !(name in constraintErrors));

  it('has every unique index, check and trigger error', async () => {
    expect(await missing()).toEqual([]);
    expect(await after('CREATE UNIQUE INDEX surprise ON invites (employer_id, name)', missing)).toEqual([
      'surprise',
    ]);
  });

  it('has nothing that no longer exists', async () => {
    const stale = async () => {
      const { possible } = await reportableNames();
      return Object.keys(constraintErrors).filter((name) => !possible.includes(name));
    };
    expect(await stale()).toEqual([]);
    expect(await after('ALTER TABLE invites DROP CONSTRAINT invites_name_check', stale)).toEqual([
      'invites_name_check',
    ]);
  });
});

describe('names', () => {
  const suffix = {
    primary: 'pkey',
    unique: 'key',
    foreign: 'fkey',
    check: 'check',
    'not null': 'not_null',
  } as const;

  it('of constraints say their table and kind', async () => {
    for (const { table, name, kind } of await catalogue.listConstraints(database.admin)) {
      expect(name).toMatch(
        kind === 'primary'
          ? new RegExp(`^${table}_pkey$`)
          : new RegExp(`^${table}_[a-z0-9_]+_${suffix[kind]}$`),
      );
    }
  });

  it('of indexes and triggers say their table', async () => {
    for (const { table, name, unique } of await catalogue.listIndexes(database.admin)) {
      expect(name).toMatch(new RegExp(`^${table}_([a-z0-9_]+_)?${unique ? '(key|pkey)' : 'idx'}$`));
    }
    for (const { table, name } of await catalogue.listTriggers(database.admin)) {
      expect(name).toMatch(new RegExp(`^${table}_`));
    }
  });
});

describe('a tenant table', () => {
  const tenantTables = async () =>
    (await catalogue.listTables(database.admin)).filter((table) => table.is_tenant);

  it('has row-level security enabled and forced, and employer_id in every row', async () => {
    const open = async () =>
      (await tenantTables())
        .filter((table) => !table.row_security || !table.forced || !table.employer_not_null)
        .map((table) => table.name);
    expect((await tenantTables()).length).toBeGreaterThan(15);
    expect(await open()).toEqual([]);
    expect(await after('ALTER TABLE answers NO FORCE ROW LEVEL SECURITY', open)).toEqual(['answers']);
    expect(await after('CREATE TABLE assay.new_table (employer_id uuid)', open)).toEqual(['new_table']);
  });

  it('shows and takes only rows of the tenant in the setting', async () => {
    const policies = await catalogue.listPolicies(database.admin);
    for (const { name } of await tenantTables()) {
      expect(policies).toContainEqual({
        table: name,
        name: `${name}_tenant`,
        permissive: true,
        command: 'ALL',
        roles: ['public'],
        using: currentEmployer,
        check: currentEmployer,
      });
    }
    const others = policies.filter((policy) => policy.permissive && policy.name !== `${policy.table}_tenant`);
    expect(others.map((policy) => policy.name).toSorted()).toEqual(Object.keys(openings).toSorted());
    for (const policy of others) expect(policy.roles, policy.name).toEqual(['assay_app']);
  });

  it('has employer_id first in every primary, unique and foreign key', async () => {
    const misplaced = async () => {
      const tables = new Set((await tenantTables()).map((table) => table.name));
      return (await catalogue.listConstraints(database.admin))
        .filter(({ table, kind }) => tables.has(table) && ['primary', 'unique', 'foreign'].includes(kind))
        .filter(({ columns }) => columns[0] !== 'employer_id')
        .map(({ name }) => name);
    };
    expect(await misplaced()).toEqual(Object.keys(keysAcrossTenants));
    expect(await after('CREATE UNIQUE INDEX invites_id_key ON invites (id)', misplaced)).toContain(
      'invites_id_key',
    );
  });
});

describe('a foreign key', () => {
  it('has an index that finds its rows', async () => {
    const unindexed = () => catalogue.listUnindexedForeignKeys(database.admin);
    expect(await unindexed()).toEqual([]);
    expect(await after('DROP INDEX attempts_invite_id_idx', unindexed)).toEqual(['attempts_invite_id_fkey']);
  });

  it('never cascades and holds for every row', async () => {
    const loose = async () =>
      (await catalogue.listConstraints(database.admin))
        .filter(({ kind, on_delete, on_update, validated }) =>
          kind === 'foreign'
            ? !['a', 'r'].includes(on_delete) || !['a', 'r'].includes(on_update)
            : !validated,
        )
        .map(({ name }) => name);
    expect(await loose()).toEqual([]);
    const cascade = `ALTER TABLE scores DROP CONSTRAINT scores_submission_id_fkey, ADD CONSTRAINT scores_submission_id_fkey
      FOREIGN KEY (employer_id, submission_id) REFERENCES submissions (employer_id, id) ON DELETE CASCADE`;
    expect(await after(cascade, loose)).toEqual(['scores_submission_id_fkey']);
  });
});

describe('a function', () => {
  it('is executable by nobody whom no migration names', async () => {
    const open = async () =>
      (await catalogue.listFunctions(database.admin))
        .filter(({ grantees }) => grantees.includes('PUBLIC'))
        .map(({ signature }) => signature);
    expect(await open()).toEqual([]);
    const asOwner = `SET LOCAL ROLE assay_owner; CREATE FUNCTION assay.fresh() RETURNS int LANGUAGE sql RETURN 1; RESET ROLE`;
    expect(await after(asOwner, open), 'made by a migration').toEqual([]);
    expect(await after('GRANT EXECUTE ON FUNCTION link_event() TO PUBLIC', open)).toEqual(['link_event()']);
  });

  it('with the rights of its owner looks up names where nobody else can put one', async () => {
    const loose = async () =>
      (await catalogue.listFunctions(database.admin))
        .filter(({ definer, language }) => definer || language === 'plpgsql')
        .filter(({ settings }) => !settings?.includes('search_path=assay, pg_temp'))
        .map(({ signature }) => signature);
    expect(await loose()).toEqual([]);
    expect(await after('ALTER FUNCTION link_event() RESET search_path', loose)).toEqual(['link_event()']);
  });
});

describe('a column of text or bytes', () => {
  it('is bounded by a check, or there is a reason', async () => {
    const unbounded = () => catalogue.listUnboundedTexts(database.admin);
    expect(await unbounded()).toEqual(Object.keys(unboundedTexts).toSorted());
    const added = 'ALTER TABLE employers ADD COLUMN motto text';
    expect(await after(added, unbounded)).toContain('employers.motto');
  });
});

describe('a trigger', () => {
  it('fires whatever session_replication_role says', async () => {
    const ordinary = async () =>
      (await catalogue.listTriggers(database.admin))
        .filter(({ enabled }) => enabled !== 'A')
        .map(({ name }) => name);
    expect((await ordinary()).toSorted()).toEqual(Object.keys(ordinaryTriggers).toSorted());
    expect(await after('ALTER TABLE scores ENABLE TRIGGER scores_immutable', ordinary)).toContain(
      'scores_immutable',
    );
  });
});

describe('roles', () => {
  it('are neither superusers nor above row-level security, and cannot log in', async () => {
    const { rows } = await database.admin.query(
      `SELECT rolname FROM pg_roles WHERE rolname LIKE 'assay\\_%' AND rolname NOT LIKE 'assay\\_test\\_%'
          AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin) ORDER BY 1`,
    );
    expect(rows.map((row) => row.rolname)).toEqual(['assay_app', 'assay_candidate', 'assay_owner']);
  });

  it('are members of nothing', async () => {
    const { rows } = await database.admin.query(
      `SELECT m.roleid::regrole FROM pg_auth_members m WHERE m.member::regrole::text IN ('assay_owner', 'assay_app', 'assay_candidate')`,
    );
    expect(rows).toEqual([]);
  });

  it('own nothing, but for assay_owner, who owns everything', async () => {
    const { rows: owned } = await database.admin.query(
      `SELECT classid::regclass, objid FROM pg_shdepend WHERE deptype = 'o' AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND refobjid IN ('assay_app'::regrole, 'assay_candidate'::regrole)`,
    );
    expect(owned).toEqual([]);
    for (const table of await catalogue.listTables(database.admin))
      expect(table.owner, table.name).toBe('assay_owner');
    for (const { owner, signature } of await catalogue.listFunctions(database.admin)) {
      expect(owner, signature).toBe('assay_owner');
    }
    const { rows: schemas } = await database.admin.query(
      `SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = 'assay'`,
    );
    expect(schemas).toEqual([{ owner: 'assay_owner' }]);
  });
});
