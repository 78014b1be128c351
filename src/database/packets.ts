import type { Writable } from 'node:stream';
import type { PoolClient } from 'pg';

const gathering = new WeakSet<Writable>();

/**
 * Call before sending. Statements that are sent before control goes back to the event loop leave in one packet: a write
 * costs more than many a statement's own work, and one packet wakes the server once.
 */
export function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  process.nextTick(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}
