import { createHash } from 'node:crypto';
import type { Client } from 'pg';

export interface ChainedEvent {
  readonly employer_id: string;
  readonly sequence: string;
  readonly id: string;
  readonly type: string;
  /** Seconds since 1970 with six decimals, as the database prints them. */
  readonly epoch: string;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly payload: string;
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
}

export async function readJournal(admin: Client, employerId: string): Promise<ChainedEvent[]> {
  const { rows } = await admin.query<ChainedEvent>(
    `SELECT employer_id, sequence, id, type, extract(epoch FROM occurred_at)::text AS epoch, actor_type, actor_id, subject_type,
            subject_id, payload, previous_hash, hash FROM events WHERE employer_id = $1 ORDER BY sequence`,
    [employerId],
  );
  return rows;
}

/** The hash of an event, computed here and not by the database: what an auditor with a copy of the journal does. */
export function hashOf(event: ChainedEvent, previousHash: Buffer): Buffer {
  const sequence = Buffer.alloc(8);
  sequence.writeBigInt64BE(BigInt(event.sequence));
  const text = [
    event.id,
    event.type,
    event.epoch,
    event.actor_type,
    event.actor_id ?? '-',
    event.subject_type,
    event.subject_id,
    event.payload,
  ].join('\n');
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(uuidBytes(event.employer_id))
    .update(sequence)
    .update(previousHash)
    .update(text, 'utf8')
    .digest();
}

/** Where the journal stops being whole: the sequence number that does not follow, or undefined. */
export function firstBreak(
  events: readonly ChainedEvent[],
  employerId: string,
  head: Buffer,
): number | undefined {
  let previous: Buffer = createHash('sha256').update(uuidBytes(employerId)).digest();
  for (const [index, event] of events.entries()) {
    const isNext = event.sequence === String(index + 1) && event.previous_hash.equals(previous);
    if (!isNext || !event.hash.equals(hashOf(event, previous))) return index + 1;
    previous = event.hash;
  }
  return previous.equals(head) ? undefined : events.length + 1;
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
