import { createHash } from 'node:crypto';
import { idToBytes, isId } from '../../common/identifiers/identifiers.js';

/**
 * An event of an employer's journal with all that its hash covers. The texts are those of the database
 * (`extract(epoch FROM occurred_at)::text`, the payload as stored): re-serialised ones would hash differently.
 */
export interface JournalEntry {
  readonly employerId: string;
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  /** Seconds since 1970 with six decimals. */
  readonly epoch: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Null after it was erased for privacy. The hash then cannot be computed, only followed. */
  readonly payload: string | null;
  /** 64 hexadecimal digits, as is `hash`. */
  readonly previousHash: string;
  readonly hash: string;
}

const journalDomain = Buffer.of(1);
const hexHash = /^[0-9a-f]{64}$/;

/** What an employer's first event continues. */
export function journalGenesis(employerId: string): string {
  return createHash('sha256').update(idToBytes(employerId)).digest('hex');
}

/**
 * The hash that the entry must have, computed here and not by the database: SHA-256 over the byte 1, the employer's id
 * (16 bytes), the sequence number (8 bytes, most significant first), the hash before, and the fields joined by LF.
 * Undefined if the payload was erased.
 */
export function journalHash(entry: JournalEntry): string | undefined {
  if (entry.payload === null) return undefined;
  const sequence = Buffer.alloc(8);
  sequence.writeBigInt64BE(BigInt(entry.sequence));
  const text = [
    entry.id,
    entry.type,
    entry.epoch,
    entry.actorType,
    entry.actorId ?? '-',
    entry.subjectType,
    entry.subjectId,
    entry.payload,
  ].join('\n');
  return createHash('sha256')
    .update(journalDomain)
    .update(idToBytes(entry.employerId))
    .update(sequence)
    .update(Buffer.from(entry.previousHash, 'hex'))
    .update(text, 'utf8')
    .digest('hex');
}

/** How a journal event stands in the log file: the `json` of `NewEvent`, whose `chain` is the employer's id. */
export function journalEntryJson(entry: JournalEntry): string {
  const { employerId, sequence, id, type, epoch, actorType, actorId, subjectType, subjectId } = entry;
  const { payload, previousHash, hash } = entry;
  return JSON.stringify({
    employerId,
    sequence,
    id,
    type,
    epoch,
    actorType,
    actorId,
    subjectType,
    subjectId,
    payload,
    previousHash,
    hash,
  });
}

/** The entry that this JSON is, or undefined if it is something else: whatever else was logged under the chain's name. */
export function readJournalEntry(json: string): JournalEntry | undefined {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const entry = {
    employerId: fields['employerId'],
    sequence: fields['sequence'],
    id: fields['id'],
    type: fields['type'],
    epoch: fields['epoch'],
    actorType: fields['actorType'],
    actorId: fields['actorId'],
    subjectType: fields['subjectType'],
    subjectId: fields['subjectId'],
    payload: fields['payload'],
    previousHash: fields['previousHash'],
    hash: fields['hash'],
  };
  return isJournalEntry(entry) ? entry : undefined;
}

export function isJournalEntry(entry: {
  readonly [Field in keyof JournalEntry]: unknown;
}): entry is JournalEntry {
  const { employerId, sequence, id, type, epoch, actorType, actorId, subjectType, subjectId } = entry;
  const { payload, previousHash, hash } = entry;
  const texts = [id, type, epoch, actorType, subjectType, subjectId];
  return (
    isId(employerId) &&
    Number.isSafeInteger(sequence) &&
    texts.every((text) => typeof text === 'string') &&
    (actorId === null || typeof actorId === 'string') &&
    (payload === null || typeof payload === 'string') &&
    isHash(previousHash) &&
    isHash(hash)
  );
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && hexHash.test(value);
}
