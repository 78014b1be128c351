import type { Client, PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';

/** Ends whatever transaction is open; answers whether the connection is still good for another. */
export async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

/**
 * Always through the runner: it may have given the connection back already, when it broke, and a second time is an error
 * that would hide the first. A connection that is ending is not lent again.
 */
export async function giveBack(runner: QueryRunner, client: PoolClient, usable: boolean): Promise<void> {
  if (!usable) (client as unknown as Client).end().catch(() => undefined);
  await runner.release();
}
