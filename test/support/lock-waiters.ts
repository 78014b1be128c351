import type { Client } from 'pg';

/**
 * Waits until so many connections wait for a lock: a race is only forced when everybody stands at the line. Ask over
 * another connection than the one that holds the lock: a transaction sees one picture of the activity.
 */
export async function lockWaiters(admin: Client, count: number): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { rows } = await admin.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Fewer than ${count} connections came to wait for a lock.`);
}
