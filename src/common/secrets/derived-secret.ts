import { createHmac, hkdfSync } from 'node:crypto';
import type { ServerKey } from './secret-encryption.js';

const secretBytes = 32;

/** What secrets are derived for; each purpose has a key of its own, so that none says anything about another. */
export type SecretPurpose =
  | 'invite-link'
  | 'member-invitation'
  | 'reset-link'
  | 'opt-out-link'
  | 'one-time-code'
  | 'one-time-code-check';

/**
 * A secret that can be had again from what it belongs to: a mail that is written minutes or days after the act, and again
 * where its delivery failed, holds the same link, though the database knows only the hash of it.
 *
 * @param parts what it belongs to, such as the identifier of an invite and the number of its link. Each is written with its
 *   length, so that no two lists run together to the same bytes.
 * @returns 256 bits.
 */
export function deriveSecret(key: ServerKey, purpose: SecretPurpose, parts: readonly string[]): Buffer {
  const purposeKey = Buffer.from(hkdfSync('sha256', key.bytes, '', `assay/${purpose}`, secretBytes));
  const mac = createHmac('sha256', purposeKey);
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    mac.update(length).update(bytes);
  }
  return mac.digest();
}
