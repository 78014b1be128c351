import { createHash } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import { Reply } from '../common/http/reply.js';
import { withCommit, type Tx } from '../database/database.js';
import type { IdempotencyRequest } from './idempotency.decorators.js';
import { findReply, insertReply, lockKey, type StoredReply } from './idempotency.queries.js';

interface OnceScope {
  readonly employerId: string;
  /** The member, API key or attempt: a key is nobody else's. */
  readonly principal: string;
  readonly request: IdempotencyRequest | undefined;
  /** What is stored instead of the body where the body shows a secret once. */
  readonly withoutSecret?: (body: object) => object;
}

/**
 * Runs `work` once per key. The first statement of the transaction takes the key; the answer is stored in the same
 * transaction, so that after a crash either both are there or neither. Refusals are not stored: they had no effect and
 * are judged anew.
 */
export async function once(tx: Tx, scope: OnceScope, work: () => Promise<Reply>): Promise<Reply> {
  if (!scope.request) return work();
  const { key, fingerprint } = scope.request;
  const keyScope = { employerId: scope.employerId, principal: scope.principal, keyHash: hashKey(key) };
  const [locked, stored] = await Promise.all([lockKey(tx, keyScope), findReply(tx, keyScope)]);
  if (!locked) throw inFlight();
  if (stored) return replay(stored, fingerprint);
  const reply = await work();
  const kept =
    scope.withoutSecret && typeof reply.body === 'object' ? scope.withoutSecret(reply.body) : reply.body;
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  withCommit(
    tx,
    insertReply(tx, keyScope, {
      fingerprint,
      status: reply.status,
      headers: { ...reply.headers },
      body: kept === reply.body ? text : JSON.stringify(kept),
    }),
  );
  return new Reply(reply.status, text, reply.headers);
}

/** Keys are stored hashed: that of a start by link is the secret behind an attempt's token. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

export function inFlight(): AppError {
  return new AppError('idempotency-in-flight', { headers: { 'retry-after': '1' } });
}

/** The stored answer, byte for byte, for the same request; a refusal for another one under the same key. */
export function replay(stored: StoredReply, fingerprint: Buffer): Reply {
  if (!stored.fingerprint.equals(fingerprint)) throw new AppError('idempotency-key-reused');
  return new Reply(stored.status, stored.body, { ...stored.headers, 'idempotent-replayed': 'true' });
}
