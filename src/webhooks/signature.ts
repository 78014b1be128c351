import { createHmac, randomBytes } from 'node:crypto';

/** What a receiver gets to verify with: 32 random bytes, in the text form of Standard Webhooks 1.0. */
const secretPrefix = 'whsec_';
const secretBytes = 32;
/** Bounds of the specification for secrets that come from elsewhere. */
const fewestSecretBytes = 24;
const mostSecretBytes = 64;

export function newWebhookSecret(): Buffer {
  return randomBytes(secretBytes);
}

export function formatWebhookSecret(secret: Buffer): string {
  return `${secretPrefix}${secret.toString('base64')}`;
}

/** Undefined for anything that is not `whsec_` and the base64 of 24 to 64 bytes. */
export function readWebhookSecret(text: string): Buffer | undefined {
  if (!text.startsWith(secretPrefix) || text.length > 200) return undefined;
  const encoded = text.slice(secretPrefix.length);
  const secret = Buffer.from(encoded, 'base64');
  // Node skips what is not base64; the comparison does not.
  if (secret.toString('base64') !== encoded) return undefined;
  return secret.length >= fewestSecretBytes && secret.length <= mostSecretBytes ? secret : undefined;
}

export interface SignedMessage {
  /** The same over all attempts, so that a receiver knows a repetition. */
  readonly id: string;
  /** Of this attempt. */
  readonly sentAt: Date;
  /** The bytes that go out: JSON written a second time may differ, and then nothing verifies. */
  readonly body: Buffer;
}

/** A full stop in the identifier would let two different messages have the same signed content. */
const idForm = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * The three headers of Standard Webhooks 1.0 with one `v1` signature for each secret: HMAC-SHA256 over
 * `id.timestamp.body`, the timestamp in whole seconds.
 *
 * @param secrets the newest first; a receiver accepts the message if it knows one of them.
 * @throws {RangeError} for an identifier that could not be signed safely, or without any secret.
 */
export function signatureHeaders(message: SignedMessage, secrets: readonly Buffer[]): Record<string, string> {
  if (!idForm.test(message.id))
    throw new RangeError('The identifier of a webhook message holds letters and digits.');
  if (secrets.length === 0) throw new RangeError('A webhook message is signed with one secret at least.');
  const timestamp = String(Math.floor(message.sentAt.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const code = createHmac('sha256', secret).update(`${message.id}.${timestamp}.`).update(message.body);
    return `v1,${code.digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
