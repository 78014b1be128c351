import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { query, type Database } from '../../src/database/database.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { code, DatabaseBench, setName } from '../support/database-bench.js';

let bench: DatabaseBench;
let proxy: CuttingProxy;
let database: Database;

beforeAll(async () => {
  bench = await DatabaseBench.open();
  proxy = await CuttingProxy.start(bench.scratch.url);
  database = await bench.connect(proxy.url, 3);
});
afterEach(() => {
  proxy.swallowsAll = false;
});
afterAll(async () => {
  await bench.close();
  await proxy.stop();
});

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work;
  return (performance.now() - from) / 1_000;
}

const read = (): Promise<unknown> => database.read(bench.scope, (reader) => query(reader, 'SELECT 1'));

describe('a connection that vanished without a word', () => {
  it('is noticed within ten seconds where nothing gets through, and all serve again when the path is back', async () => {
    await bench.expectUsable(database, 3);
    proxy.swallowsAll = true;
    const refused = [read(), read(), database.transaction(bench.scope, (tx) => setName(tx, 'lost'))].map(
      (call) => expect(call).rejects.toEqual(code('service-unavailable')),
    );
    expect(await secondsOf(Promise.all(refused))).toBeLessThan(10);
    proxy.swallowsAll = false;
    expect(await secondsOf(bench.expectUsable(database, 3))).toBeLessThan(2);
    expect(await bench.nameNow()).not.toBe('lost');
  }, 40_000);

  it('is noticed sooner where the server can be asked, and the pool goes on', async () => {
    await bench.expectUsable(database, 3);
    proxy.killPathOfOpenOnes();
    expect(await secondsOf(expect(read()).rejects.toEqual(code('service-unavailable')))).toBeLessThan(8);
    await Promise.allSettled([read(), read(), read()]);
    await bench.expectUsable(database, 3);
  }, 40_000);

  it('is not taken for one whose statement is at work', async () => {
    const slow = database.read(bench.scope, (reader) => query(reader, 'SELECT pg_sleep(9), 1 AS one'));
    expect(await slow).toMatchObject([{ one: 1 }]);
  }, 40_000);
});
