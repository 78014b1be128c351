import type { Socket } from 'node:net';
import pg from 'pg';
import { sqlState } from './transaction-errors.js';

export interface SilenceLimits {
  /** So long after a statement was sent without a byte of an answer, the server is asked about the connection. */
  readonly suspiciousMilliseconds: number;
  /** The question itself may take so long: without an answer, the server is away. */
  readonly probeMilliseconds: number;
  /** No statement lasts so long: statement_timeout would have ended it. */
  readonly impossibleMilliseconds: number;
  readonly betweenLooksMilliseconds: number;
}

export const silenceLimits: SilenceLimits = {
  suspiciousMilliseconds: 3_000,
  probeMilliseconds: 4_000,
  impossibleMilliseconds: 20_000,
  betweenLooksMilliseconds: 1_000,
};

interface Watched {
  readonly socket: Socket;
  readonly processId: number | null;
  /** What had been sent when the last answer was complete: with more, something is awaited. */
  sentWhenAnswered: number;
  heardBytes: number;
  /** The first look that found something awaited and no byte more than before. */
  silentSince: number | undefined;
}

/**
 * Ends connections that are half open: a machine or a network path that vanished says no word, and the kernel would wait for a
 * quarter of an hour. A connection that was sent something and answers nothing is looked up by a new connection: where the
 * server cannot be reached, or says that this session has nothing to do, nothing will ever come. Whoever waits for it then
 * fails at once, as for any lost connection, and the pool opens another.
 *
 * @param url without a role: only the log-in user sees what its own sessions do.
 */
export function endSilentConnections(pool: pg.Pool, url: string, limits = silenceLimits): void {
  const watched = new Map<pg.PoolClient, Watched>();
  let isProbing = false;
  pool.on('acquire', (client) => {
    if (!watched.has(client)) watched.set(client, watch(client));
  });
  pool.on('remove', (client) => watched.delete(client));

  const look = async (): Promise<void> => {
    const now = performance.now();
    const silent = [...watched.values()].filter(
      (each) => silenceOf(each, now) >= limits.suspiciousMilliseconds,
    );
    if (pool.ended) clearInterval(timer);
    if (isProbing || silent.length === 0) return;
    isProbing = true;
    try {
      const idle = await findIdle(url, silent, limits.probeMilliseconds);
      for (const each of silent) {
        const silence = silenceOf(each, performance.now());
        const isLost =
          idle === undefined || idle.has(each.processId ?? -1) || silence >= limits.impossibleMilliseconds;
        if (silence > 0 && isLost) each.socket.destroy(new Error('Connection terminated: no answer came'));
      }
    } finally {
      isProbing = false;
    }
  };
  const timer = setInterval(() => void look(), limits.betweenLooksMilliseconds);
  timer.unref();
}

function watch(client: pg.PoolClient): Watched {
  const { connection, processID } = client as unknown as {
    connection: { stream: Socket };
    processID: number | null;
  };
  const socket = connection.stream;
  const each: Watched = {
    socket,
    processId: processID,
    sentWhenAnswered: socket.bytesWritten,
    heardBytes: socket.bytesRead,
    silentSince: undefined,
  };
  client.on('drain', () => (each.sentWhenAnswered = socket.bytesWritten));
  return each;
}

function silenceOf(each: Watched, now: number): number {
  const { bytesRead, bytesWritten } = each.socket;
  const isAwaited = bytesWritten !== each.sentWhenAnswered;
  if (!isAwaited || bytesRead !== each.heardBytes) {
    each.heardBytes = bytesRead;
    each.silentSince = isAwaited ? now : undefined;
    return 0;
  }
  each.silentSince ??= now;
  return now - each.silentSince;
}

/**
 * Which of these sessions the server holds to be idle.
 *
 * @returns undefined where the server does not answer in time. A session that it does not know may belong to a pooler between
 *   us, whose numbers are its own: of that it says nothing.
 */
async function findIdle(
  url: string,
  silent: readonly Watched[],
  milliseconds: number,
): Promise<Set<number> | undefined> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: milliseconds,
    query_timeout: milliseconds,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE pid = ANY ($1::int[]) AND state LIKE 'idle%'
         AND state_change < clock_timestamp() - make_interval(secs => 1)`,
      [silent.map(({ processId }) => processId)],
    );
    return new Set(rows.map(({ pid }) => pid));
  } catch (error) {
    // A server that refuses, as one that has no connection left, is there.
    return sqlState(error) === undefined ? undefined : new Set();
  } finally {
    void client.end().catch(() => undefined);
  }
}
