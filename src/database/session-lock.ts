import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const patienceMilliseconds = 5_000;

/**
 * A lock of PostgreSQL that lasts as long as a connection: it ends with its process, however that ends, and tells who holds
 * it when the connection breaks. The connection is one of its own, because one lent from the pool would be missing there.
 */
export class SessionLock {
  private lost = false;

  private constructor(private readonly client: Client) {
    const onEnd = (): void => void (this.lost = true);
    client.on('error', onEnd);
    client.on('end', onEnd);
  }

  /** @returns undefined while another session holds it */
  static async tryTake(url: string, key: number): Promise<SessionLock | undefined> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: patienceMilliseconds,
      query_timeout: patienceMilliseconds,
    });
    const lock = new SessionLock(client);
    await client.connect();
    try {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
        key,
      ]);
      if (rows[0]?.taken === true) return lock;
    } catch (error) {
      await lock.release();
      throw error;
    }
    await lock.release();
    return undefined;
  }

  /** False when the connection has ended or answers no more: another session may hold the lock by now. */
  async isHeld(): Promise<boolean> {
    if (this.lost) return false;
    try {
      await this.client.query('SELECT 1');
    } catch {
      this.lost = true;
    }
    return !this.lost;
  }

  async release(): Promise<void> {
    // A connection whose other end has vanished never says that it has ended.
    await Promise.race([this.client.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })]);
  }
}
