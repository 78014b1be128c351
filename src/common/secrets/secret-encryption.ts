import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key of the operator. Its name stands with what it has encrypted, so that keys can be replaced one by one. */
export interface ServerKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const format = 1;

const keyIdForm = /^[a-z0-9][a-z0-9-]{0,31}$/;

/**
 * Reads the setting with the keys: `<id>:<base64 of 32 bytes>`, several separated by commas. The first encrypts, all
 * decrypt; to replace a key put the new one in front, encrypt anew, then drop the old one.
 *
 * @throws {RangeError} with a message for the operator that never repeats a key.
 */
export function readServerKeys(setting: string): readonly ServerKey[] {
  const keys = setting.split(',').map((text, index) => {
    const [id = '', encoded = '', ...rest] = text.trim().split(':');
    const bytes = Buffer.from(encoded, 'base64');
    if (!keyIdForm.test(id) || rest.length > 0) {
      throw new RangeError(
        `Key ${index + 1} must be written <id>:<base64>, the id in small letters, digits and hyphens.`,
      );
    }
    if (bytes.length !== keyBytes || bytes.toString('base64') !== encoded) {
      throw new RangeError(
        `The key "${id}" must be the base64 of ${keyBytes} bytes (openssl rand -base64 32).`,
      );
    }
    return { id, bytes };
  });
  const twice = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) < index);
  if (twice !== undefined) throw new RangeError(`The key "${twice.id}" is there twice.`);
  return keys;
}

/**
 * AES-256-GCM under a fresh random nonce. Layout: format (1 byte), length of the key's name (1), the name, nonce (12),
 * ciphertext, tag (16).
 *
 * @param owner what the secret belongs to, such as the identifier of the endpoint. It is authenticated and not stored:
 *   a ciphertext that somebody moved to another row does not decrypt.
 */
export function encryptSecret(secret: Buffer, key: ServerKey, owner: string): Buffer {
  const head = Buffer.concat([Buffer.from([format, key.id.length]), Buffer.from(key.id, 'latin1')]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(head, owner));
  return Buffer.concat([head, nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** The key is unknown, or the bytes are not what was encrypted for this owner. Holds nothing secret. */
export class SecretUnreadable extends Error {}

/** @throws {SecretUnreadable} */
export function decryptSecret(stored: Buffer, keys: readonly ServerKey[], owner: string): Buffer {
  const headLength = 2 + (stored[1] ?? 0);
  if (stored[0] !== format || stored.length < headLength + nonceBytes + tagBytes) {
    throw new SecretUnreadable('The stored secret has no known format.');
  }
  const head = stored.subarray(0, headLength);
  const id = head.subarray(2).toString('latin1');
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined)
    throw new SecretUnreadable('The secret was encrypted with a key that is not configured.');
  const nonce = stored.subarray(headLength, headLength + nonceBytes);
  const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  decipher.setAAD(authenticated(head, owner));
  decipher.setAuthTag(stored.subarray(-tagBytes));
  const ciphertext = stored.subarray(headLength + nonceBytes, -tagBytes);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    throw new SecretUnreadable('The stored secret was changed, or belongs to something else.');
  }
}

/** Whether the secret should be encrypted anew: with a key that is not the first any more. */
export function isEncryptedWith(stored: Buffer, key: ServerKey): boolean {
  return stored[0] === format && stored.subarray(2, 2 + (stored[1] ?? 0)).toString('latin1') === key.id;
}

/** The head has its length in it, so that head and owner cannot be cut differently. */
function authenticated(head: Buffer, owner: string): Buffer {
  return Buffer.concat([head, Buffer.from(owner, 'utf8')]);
}
