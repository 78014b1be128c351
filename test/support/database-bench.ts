import { expect } from 'vitest';
import { openDataSource } from '../../src/database/data-sources.js';
import { Database, execute, query, type Tx } from '../../src/database/database.js';
import type { Scope } from '../../src/database/scope.js';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database.js';
import { seedRows, type SeededRows } from './seed-rows.js';

/** The class Database with its two pools and nothing else of the application, on a database with one employer. */
export class DatabaseBench {
  private readonly pools = new Map<Database, () => Promise<void>>();

  private constructor(
    readonly scratch: ScratchDatabase,
    readonly rows: SeededRows,
    readonly scope: Scope,
  ) {}

  database!: Database;

  static async open(): Promise<DatabaseBench> {
    const scratch = await createScratchDatabase();
    const rows = await seedRows(scratch.admin);
    const bench = new DatabaseBench(scratch, rows, { employerId: rows.employerId });
    bench.database = await bench.connect(scratch.url, 4);
    return bench;
  }

  async connect(url: string, poolSize: number): Promise<Database> {
    const app = await openDataSource({ url, role: 'assay_app', poolSize });
    const candidate = await openDataSource({ url, role: 'assay_candidate', poolSize });
    const database = new Database(app, candidate);
    this.pools.set(database, () => database.onApplicationShutdown());
    return database;
  }

  async disconnect(database: Database): Promise<void> {
    await this.pools.get(database)?.();
    this.pools.delete(database);
  }

  async close(): Promise<void> {
    for (const database of this.pools.keys()) await this.disconnect(database);
    await this.scratch.drop();
  }

  /** The name of the employer, as committed. */
  async nameNow(): Promise<string> {
    const { rows } = await this.scratch.admin.query('SELECT name FROM employers WHERE employer_id = $1', [
      this.rows.employerId,
    ]);
    return rows[0].name;
  }

  /** That each connection of the pool serves. */
  async expectUsable(database: Database, size: number): Promise<void> {
    const answers = Array.from({ length: size * 2 }, () =>
      database.read(this.scope, (reader) => query(reader, 'SELECT pg_sleep(0.01), 1 AS one')),
    );
    expect(await Promise.all(answers)).toHaveLength(size * 2);
  }
}

export const setName = (tx: Tx, name: string): Promise<number> =>
  execute(tx, 'UPDATE employers SET name = $1', [name]);

/** An error of ours, whatever else it says. */
export const code = (expected: string): unknown => expect.objectContaining({ code: expected });
