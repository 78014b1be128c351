import type { ServerKey } from '../common/secrets/secret-encryption.js';
import { deriveSecret } from '../common/secrets/derived-secret.js';

const codeCount = 1_000_000n;
const digits = 6;

/** Which code: the row of an address and the number of the code that was made for it. */
export interface CodeName {
  readonly employerId: string;
  readonly id: string;
  readonly serial: number;
}

/** What the code is entered for: it gets nobody in anywhere else. */
export interface CodePlace {
  readonly employerId: string;
  readonly assessmentId: string;
  readonly emailCanonical: string;
}

/** Derived, so that a mail that is sent again holds the same code, although no code stands anywhere. */
export function oneTimeCode(key: ServerKey, { employerId, id, serial }: CodeName): string {
  const secret = deriveSecret(key, 'one-time-code', [employerId, id, String(serial)]);
  // Of 2^64 numbers, so that no code is likelier than another by more than one in 10^13.
  return String(secret.readBigUInt64BE() % codeCount).padStart(digits, '0');
}

/**
 * What stands in the database for a code. With a plain hash whoever reads a backup would try a million codes and have them all; this
 * takes the key of the installation too.
 */
export function codeMac(key: ServerKey, place: CodePlace, code: string): Buffer {
  const { employerId, assessmentId, emailCanonical } = place;
  return deriveSecret(key, 'one-time-code-check', [employerId, assessmentId, emailCanonical, code]);
}

/** The code that this stands for, where one of the keys makes it: the first may have been replaced since. */
export function codeOf(
  keys: readonly ServerKey[],
  name: CodeName,
  place: CodePlace,
  mac: Buffer,
): string | undefined {
  return keys
    .map((key) => ({ key, code: oneTimeCode(key, name) }))
    .find(({ key, code }) => codeMac(key, place, code).equals(mac))?.code;
}
