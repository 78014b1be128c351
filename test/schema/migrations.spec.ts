import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-sources.js';
import { migrate, NewerSchemaError } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';

describe('migrations', () => {
  let database: ScratchDatabase;
  beforeAll(async () => {
    database = await createScratchDatabase({ empty: true });
  });
  afterAll(() => database.drop());

  it('go up, find nothing to do, go down to nothing and up again', async () => {
    expect(await migrate(database.url)).toBe(migrations.length);
    expect(await migrate(database.url)).toBe(0);
    const source = await createDataSource({
      url: database.url,
      role: 'assay_owner',
      poolSize: 1,
    }).initialize();
    for (const _ of migrations) await source.undoLastMigration({ transaction: 'each' });
    const { rows } = await database.admin.query(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'assay'::regnamespace AND c.relname NOT LIKE 'migrations%'
       UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'assay'::regnamespace`,
    );
    expect(rows).toEqual([]);
    await source.destroy();
    expect(await migrate(database.url)).toBe(migrations.length);
  });

  it('refuses a database that a newer program has migrated', async () => {
    await database.admin.query(
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(database.url)).rejects.toThrow(NewerSchemaError);
    await database.admin.query(`DELETE FROM migrations WHERE timestamp = 9999999999999`);
  });
});
