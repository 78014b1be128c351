import { createHash } from 'node:crypto';
import { formatToken } from '../src/common/identifiers/tokens.js';
import { idToBytes } from '../src/common/identifiers/identifiers.js';

export const employerCount = 64;
export const itemCount = 20;

/** Every identifier follows from a number, so that SQL, Lua and pgbench name the same rows without a table between them. */
export const idKinds = { employer: 1, assessment: 2, version: 3, candidate: 4, attempt: 5, item: 6 } as const;
export type IdKind = keyof typeof idKinds;

export function idOf(kind: IdKind, number: number): string {
  return `00000000-000${idKinds[kind]}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function employerOf(attempt: number): number {
  return attempt % employerCount;
}

/** The items of employer e are numbered e × itemCount and on. */
export function itemIdOf(employer: number, position: number): string {
  return idOf('item', employer * itemCount + position);
}

export function attemptToken(attempt: number): string {
  const secret = createHash('sha256').update(`bench attempt ${attempt}`).digest();
  return formatToken('attempt', [idOf('employer', employerOf(attempt)), idOf('attempt', attempt)], secret);
}

export function slugOf(employer: number): string {
  const random = createHash('sha256').update(`bench slug ${employer}`).digest().subarray(0, 16);
  return Buffer.concat([idToBytes(idOf('employer', employer)), random]).toString('base64url');
}

/** The same two derivations for the seed: `bench.id('attempt', n)` and `bench.secret_hash(n)`. */
export const identitySql = `
  CREATE SCHEMA bench;
  CREATE FUNCTION bench.id(kind integer, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('00000000-000' || kind || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;
  CREATE FUNCTION bench.secret_hash(attempt bigint) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(sha256(convert_to('bench attempt ' || attempt, 'UTF8')));
`;
