import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { bytesToId, idToBytes } from './identifiers.js';

/**
 * A token is `<prefix>_` and the base64url of identifiers followed by a 256-bit secret. The identifiers in front tell
 * the tenant before anything is looked up, so that the look-up itself runs under row-level security; that of a reset, which
 * belongs to no tenant, names its row. Only the SHA-256 of the secret is stored.
 */
export type TokenPrefix =
  'session' | 'key' | 'invite' | 'attempt' | 'join' | 'reset' | 'optout' | 'unsubscribe';

const identifierCount: Record<TokenPrefix, number> = {
  session: 1,
  key: 1,
  invite: 1,
  join: 1,
  attempt: 2,
  reset: 1,
  optout: 2,
  unsubscribe: 2,
};
const identifierBytes = 16;
const secretBytes = 32;

export interface TokenParts {
  readonly identifiers: readonly string[];
  readonly secret: Buffer;
  readonly secretHash: Buffer;
}

export function newSecret(): Buffer {
  return randomBytes(secretBytes);
}

export function hashSecret(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function formatToken(prefix: TokenPrefix, identifiers: readonly string[], secret: Buffer): string {
  return `${prefix}_${Buffer.concat([...identifiers.map(idToBytes), secret]).toString('base64url')}`;
}

/** Answers `undefined` for anything that is not such a token; says nothing about whether it is valid. */
export function parseToken(prefix: TokenPrefix, token: string): TokenParts | undefined {
  const length = identifierCount[prefix] * identifierBytes + secretBytes;
  if (!token.startsWith(`${prefix}_`) || token.length > 200) return undefined;
  const text = token.slice(prefix.length + 1);
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== length || bytes.toString('base64url') !== text) return undefined;
  const identifiers = Array.from({ length: identifierCount[prefix] }, (_, index) =>
    bytesToId(bytes.subarray(index * identifierBytes, (index + 1) * identifierBytes)),
  );
  const secret = bytes.subarray(length - secretBytes);
  return { identifiers, secret, secretHash: hashSecret(secret) };
}

export function equalHashes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A public link names its tenant in the same way: 16 bytes of employer, 16 random ones. */
export function newSlug(employerId: string): string {
  return Buffer.concat([idToBytes(employerId), randomBytes(16)]).toString('base64url');
}

export function employerOfSlug(slug: string): string | undefined {
  const bytes = Buffer.from(slug, 'base64url');
  return bytes.length === 32 && bytes.toString('base64url') === slug
    ? bytesToId(bytes.subarray(0, 16))
    : undefined;
}
