import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import {
  execute,
  query,
  withCommit,
  type Database,
  type Reader,
  type Tx,
} from '../../src/database/database.js';
import type { Scope } from '../../src/database/scope.js';
import { code, DatabaseBench, setName } from '../support/database-bench.js';
import { barrier } from '../support/interleave.js';
import type { SeededRows } from '../support/seed-rows.js';

let bench: DatabaseBench;
let rows: SeededRows;
let scope: Scope;
let database: Database;

beforeAll(async () => {
  bench = await DatabaseBench.open();
  ({ rows, scope, database } = bench);
});
afterAll(() => bench.close());

const raise = (tx: Tx, state: string): Promise<number> =>
  execute(tx, `DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '${state}'; END $$`);

describe('a transaction that PostgreSQL asks to repeat', () => {
  it('is run again as a whole after a real deadlock, and both sides succeed', async () => {
    const bothHaveOne = barrier(2);
    let runs = 0;
    const lockBoth = (first: string, second: string, suffix: string): Promise<void> => {
      let isFirstRun = true;
      return database.transaction(scope, async (tx) => {
        runs += 1;
        const lock = (id: string) =>
          execute(tx, 'UPDATE assessments SET description = description || $2 WHERE id = $1', [id, suffix]);
        await lock(first);
        if (isFirstRun) await bothHaveOne();
        isFirstRun = false;
        await lock(second);
      });
    };
    await Promise.all([
      lockBoth(rows.assessmentId, rows.draftId, 'a'),
      lockBoth(rows.draftId, rows.assessmentId, 'b'),
    ]);
    expect(runs).toBe(3);
    const { rows: written } = await bench.scratch.admin.query(
      'SELECT description FROM assessments WHERE id IN ($1, $2)',
      [rows.assessmentId, rows.draftId],
    );
    expect(written.map((row) => [...row.description].toSorted().join(''))).toEqual(['ab', 'ab']);
  });

  it.each(['40001', '40P01'])(
    'for %s runs three times at most, and leaves nothing of the failed runs',
    async (state) => {
      const name = randomUUID();
      let runs = 0;
      await database.transaction(scope, async (tx) => {
        runs += 1;
        await execute(tx, 'UPDATE employers SET name = $1', [`${name} run ${runs}`]);
        if (runs < 3) await raise(tx, state);
      });
      expect(await bench.nameNow()).toBe(`${name} run 3`);
      runs = 0;
      const given = database.transaction(scope, async (tx) => {
        runs += 1;
        await raise(tx, state);
      });
      await expect(given).rejects.toEqual(code('service-unavailable'));
      expect(runs).toBe(3);
    },
  );

  it('for a lock that could not be had in time, only where the caller says so', async () => {
    for (const retryLockTimeout of [false, true]) {
      let runs = 0;
      const work = async (tx: Tx): Promise<void> => {
        runs += 1;
        await raise(tx, '55P03');
      };
      await expect(database.transaction(scope, work, { retryLockTimeout })).rejects.toEqual(
        code('service-unavailable'),
      );
      expect(runs).toBe(retryLockTimeout ? 3 : 1);
    }
  });

  it('is repeated for what failed first, though the work heard of a later statement first', async () => {
    let runs = 0;
    await database.transaction(scope, async (tx) => {
      runs += 1;
      const failing = runs === 1 ? raise(tx, '40001') : Promise.resolve(0);
      failing.catch(() => undefined);
      await setName(tx, 'after the failure');
      await failing;
    });
    expect(runs).toBe(2);
  });

  it('is repeated for a statement that left with COMMIT, whose answer nobody awaited', async () => {
    let runs = 0;
    await database.transaction(scope, async (tx) => {
      runs += 1;
      if (runs === 1) withCommit(tx, raise(tx, '40001'));
      withCommit(tx, setName(tx, `left with COMMIT in run ${runs}`));
    });
    expect(runs).toBe(2);
    expect(await bench.nameNow()).toBe('left with COMMIT in run 2');
    const refused = database.transaction(scope, async (tx) => withCommit(tx, setName(tx, ' ')));
    await expect(refused).rejects.toEqual(code('validation-failed'));
  });

  it('is not repeated for anything else', async () => {
    let runs = 0;
    const work = async (tx: Tx): Promise<void> => {
      runs += 1;
      await execute(tx, 'SELECT 1 / 0');
    };
    await expect(database.transaction(scope, work)).rejects.toMatchObject({ code: '22012' });
    expect(runs).toBe(1);
  });
});

describe('the borders of a transaction', () => {
  it('a transaction in a transaction is refused', async () => {
    const nested = database.transaction(scope, () => database.transaction(scope, () => Promise.resolve()));
    await expect(nested).rejects.toThrow('already open');
    const reading = database.read(scope, () => database.transaction(scope, () => Promise.resolve()));
    await expect(reading).rejects.toThrow('already open');
  });

  it('a statement after the end is refused', async () => {
    let kept: Tx | undefined;
    await database.transaction(scope, async (tx) => {
      kept = tx;
      await setName(tx, 'inside');
    });
    await expect(setName(kept!, 'outside')).rejects.toThrow('has ended');
    expect(await bench.nameNow()).toBe('inside');
  });

  it('a branch of failed work that goes on writes nothing outside', async () => {
    const { rows: before } = await bench.scratch.admin.query(
      'SELECT count(*)::int AS count FROM sign_in_counters',
    );
    let branch: Promise<unknown> = Promise.resolve();
    const work = async (tx: Tx): Promise<void> => {
      const stopped = raise(tx, 'P0001');
      // As soon as the failure is known, ROLLBACK leaves; this statement, of a table without tenants, comes behind it.
      branch = stopped
        .catch(() => Promise.resolve())
        .then(async () => {
          for (let turn = 0; turn < 10; turn += 1) {
            await Promise.resolve();
            await execute(
              tx,
              `INSERT INTO sign_in_counters VALUES (sha256(gen_random_uuid()::text::bytea), 1)`,
            );
          }
        });
      branch.catch(() => undefined);
      await stopped;
    };
    await expect(database.transaction(scope, work)).rejects.toMatchObject({ code: 'P0001' });
    await expect(branch).rejects.toThrow();
    const { rows: after } = await bench.scratch.admin.query(
      'SELECT count(*)::int AS count FROM sign_in_counters',
    );
    expect(after).toEqual(before);
  });

  it('work that swallows the failure of a statement does not commit in silence', async () => {
    const before = await bench.nameNow();
    const work = async (tx: Tx): Promise<string> => {
      await setName(tx, 'swallowed');
      await raise(tx, 'P0001').catch(() => undefined);
      return 'all is well';
    };
    await expect(database.transaction(scope, work)).rejects.toThrow();
    expect(await bench.nameNow()).toBe(before);
  });

  it('a reader cannot write', async () => {
    await expect(
      database.read(scope, (reader: Reader) => setName(reader as Tx, 'read')),
    ).rejects.toMatchObject({
      code: '25006',
    });
  });
});

describe('the scope of a transaction', () => {
  it('ends with it, on the same connection too', async () => {
    const single = await bench.connect(bench.scratch.url, 1);
    const count = (reader: Reader) =>
      query<{ count: number; pid: number }>(
        reader,
        'SELECT count(*)::int AS count, pg_backend_pid() AS pid FROM assessments',
      );
    const within = await single.transaction({ ...scope, personId: rows.personId, sweep: true }, count);
    expect(within[0]!.count).toBe(2);
    for (const role of ['app', 'candidate'] as const) {
      const without = await single.read(
        {},
        (reader) => query<{ count: number }>(reader, 'SELECT count(*)::int AS count FROM attempts'),
        role,
      );
      expect(without[0]!.count).toBe(0);
    }
    const next = await single.transaction({}, count);
    expect(next).toEqual([{ count: 0, pid: within[0]!.pid }]);
    await expect(single.transaction(scope, (tx) => raise(tx, 'P0001'))).rejects.toThrow();
    expect(await single.transaction({}, count), 'after a failure').toEqual(next);
    const other = await single.transaction({ employerId: randomUUID() }, count);
    expect(other[0]!.count).toBe(0);
  });

  it('is no place for SQL', async () => {
    const injected = { employerId: `${rows.employerId}', true); DROP TABLE scores; --` };
    await expect(database.transaction(injected, () => Promise.resolve())).rejects.toThrow(TypeError);
    await bench.expectUsable(database, 4);
  });
});

describe('what a client is told', () => {
  it('is decided by the name of the constraint', async () => {
    const invite = (email: string) =>
      database.transaction(scope, (tx) =>
        execute(
          tx,
          `INSERT INTO invites (employer_id, id, assessment_id, email_canonical, email, name, token_hash, expires_at)
           VALUES ($1, $2, $3, $4, $4, '', sha256(gen_random_uuid()::text::bytea), now())`,
          [rows.employerId, randomUUID(), rows.draftId, email],
        ),
      );
    await invite('once@example.org');
    await expect(invite('once@example.org')).rejects.toEqual(code('invite-exists'));
    await expect(invite('Not Canonical')).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/email' }],
    });
  });

  it('of a constraint that no request can break is nothing: the error stays a failure of ours', async () => {
    const work = (tx: Tx) => execute(tx, `UPDATE assessments SET active_slot = NULL WHERE status = 'active'`);
    const failure = await database.transaction(scope, work).catch((error: unknown) => error);
    expect(failure).not.toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: '23514', constraint: 'assessments_active_slot_check' });
  });

  it('of a row of another tenant is that it does not exist', async () => {
    const work = (tx: Tx) =>
      execute(tx, `INSERT INTO employers (employer_id, name) VALUES ($1, 'Other')`, [randomUUID()]);
    await expect(database.transaction(scope, work)).rejects.toEqual(code('not-found'));
  });
});
