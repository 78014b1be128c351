import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute, query, type Database, type Tx } from '../../src/database/database.js';
import type { Scope } from '../../src/database/scope.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { code, DatabaseBench, setName } from '../support/database-bench.js';
import { lockWaiters } from '../support/lock-waiters.js';

let bench: DatabaseBench;
let scope: Scope;
let database: Database;

beforeAll(async () => {
  bench = await DatabaseBench.open();
  ({ scope, database } = bench);
});
afterAll(() => bench.close());

describe('a connection that is lost', () => {
  it('during the work gives a refusal that may be repeated, and the pool goes on', async () => {
    const work = async (tx: Tx): Promise<void> => {
      await setName(tx, 'lost');
      const [{ pid }] = (await query<{ pid: number }>(tx, 'SELECT pg_backend_pid() AS pid')) as [
        { pid: number },
      ];
      await bench.scratch.admin.query('SELECT pg_terminate_backend($1)', [pid]);
      await setName(tx, 'lost again');
    };
    const before = await bench.nameNow();
    await expect(database.transaction(scope, work)).rejects.toEqual(code('service-unavailable'));
    expect(await bench.nameNow()).toBe(before);
    await bench.expectUsable(database, 4);
  });

  it('while it waits for a lock gives the same', async () => {
    await bench.scratch.admin.query('SELECT pg_advisory_lock(4711)');
    const waiting = database.transaction(scope, (tx) => execute(tx, 'SELECT pg_advisory_xact_lock(4711)'));
    const refused = expect(waiting).rejects.toEqual(code('service-unavailable'));
    await lockWaiters(bench.scratch.admin, 1);
    await bench.scratch.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    await refused;
    await bench.scratch.admin.query('SELECT pg_advisory_unlock(4711)');
    await bench.expectUsable(database, 4);
  });

  it.each([
    ['answer', 'committed'],
    ['request', 'not committed'],
  ] as const)('at COMMIT, with its %s, leaves the outcome unknown: it was %s', async (cut, outcome) => {
    const proxy = await CuttingProxy.start(bench.scratch.url);
    const cutOff = await bench.connect(proxy.url, 2);
    const name = `cut at the ${cut}`;
    await cutOff.transaction(scope, (tx) => setName(tx, 'before'));
    proxy.cut = cut;
    await expect(cutOff.transaction(scope, (tx) => setName(tx, name))).rejects.toEqual(
      code('outcome-unknown'),
    );
    proxy.cut = 'nothing';
    await expect.poll(() => bench.nameNow()).toBe(outcome === 'committed' ? name : 'before');
    await bench.expectUsable(cutOff, 2);
    await bench.disconnect(cutOff);
    await proxy.stop();
  });

  it.each([
    ['answer', 'committed'],
    ['request', 'not committed'],
  ] as const)(
    'in a call that is its own transaction, with its %s, leaves the outcome unknown: it was %s',
    async (cut, outcome) => {
      const proxy = await CuttingProxy.start(bench.scratch.url);
      const cutOff = await bench.connect(proxy.url, 2);
      await bench.scratch.admin.query(
        `CREATE OR REPLACE FUNCTION rename_employer(p_name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
           PERFORM set_config('assay.employer', '${bench.rows.employerId}', true);
           UPDATE employers SET name = p_name; END $$;
         GRANT EXECUTE ON FUNCTION rename_employer(text) TO assay_app`,
      );
      const rename = { name: 'rename', text: 'SELECT rename_employer($1)' };
      await cutOff.tryToWrite('app', rename, ['before the call']);
      // The statement is prepared by now, so that only its value travels.
      proxy.cutAt = 'cut off';
      proxy.cut = cut;
      await expect(cutOff.tryToWrite('app', rename, ['cut off'])).rejects.toEqual(code('outcome-unknown'));
      proxy.cut = 'nothing';
      await expect.poll(() => bench.nameNow()).toBe(outcome === 'committed' ? 'cut off' : 'before the call');
      await bench.expectUsable(cutOff, 2);
      await bench.disconnect(cutOff);
      await proxy.stop();
    },
  );

  it('because the server ended it at COMMIT leaves the outcome unknown', async () => {
    // A check at the commit that waits: the time in which COMMIT is under way.
    await bench.scratch.admin.query(
      `CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4712); RETURN NULL; END $$;
       GRANT EXECUTE ON FUNCTION wait_at_commit() TO assay_app;
       CREATE CONSTRAINT TRIGGER employers_wait AFTER UPDATE ON employers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_commit();
       SELECT pg_advisory_lock(4712)`,
    );
    const committing = database.transaction(scope, (tx) => setName(tx, 'terminated'));
    const refused = expect(committing).rejects.toEqual(code('outcome-unknown'));
    await lockWaiters(bench.scratch.admin, 1);
    await bench.scratch.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    await refused;
    await bench.scratch.admin.query(
      `SELECT pg_advisory_unlock(4712); DROP TRIGGER employers_wait ON employers; DROP FUNCTION wait_at_commit()`,
    );
    await bench.expectUsable(database, 4);
  });
});
