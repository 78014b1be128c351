import { createHmac } from 'node:crypto';

/**
 * The secret of an attempt's token, derived from what the one who starts it holds: the secret of an invite, or the
 * idempotency key that the browser made. A start that is repeated because its answer was lost gives the same token
 * again without the token being stored anywhere; and who knows only somebody's address gets another one, which the
 * attempt does not accept.
 */
export function deriveAttemptSecret(
  held: Buffer | string,
  assessmentId: string,
  emailCanonical: string,
): Buffer {
  return createHmac('sha256', held)
    .update(`assay attempt secret\n${assessmentId}\n${emailCanonical}`)
    .digest();
}
