import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type ServerKey,
  SecretUnreadable,
  decryptSecret,
  encryptSecret,
  isEncryptedWith,
  readServerKeys,
} from './secret-encryption.js';

const key: ServerKey = { id: '2026-a', bytes: randomBytes(32) };
const other: ServerKey = { id: '2026-b', bytes: randomBytes(32) };
const secret = randomBytes(32);

describe('a secret at rest', () => {
  it('reads back with its key, among others', () => {
    const stored = encryptSecret(secret, key, 'endpoint-1');
    expect(decryptSecret(stored, [other, key], 'endpoint-1')).toEqual(secret);
    expect(isEncryptedWith(stored, key)).toBe(true);
    expect(isEncryptedWith(stored, other)).toBe(false);
  });

  it('does not stand in what is stored, and looks different each time', () => {
    const stored = encryptSecret(secret, key, 'endpoint-1');
    expect(stored.includes(secret)).toBe(false);
    expect(encryptSecret(secret, key, 'endpoint-1')).not.toEqual(stored);
  });

  it('is not read for another owner', () => {
    const stored = encryptSecret(secret, key, 'endpoint-1');
    expect(() => decryptSecret(stored, [key], 'endpoint-2')).toThrow(SecretUnreadable);
  });

  it('is not read with another key of the same name, or without its key', () => {
    const stored = encryptSecret(secret, key, 'endpoint-1');
    expect(() => decryptSecret(stored, [{ ...other, id: key.id }], 'endpoint-1')).toThrow(SecretUnreadable);
    expect(() => decryptSecret(stored, [other], 'endpoint-1')).toThrow('a key that is not configured');
  });

  it('is not read with any bit turned or any byte missing', () => {
    const stored = encryptSecret(secret, key, 'endpoint-1');
    for (let bit = 0; bit < stored.length * 8; bit += 1) {
      const changed = Buffer.from(stored);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => decryptSecret(changed, [key, other], 'endpoint-1'), `bit ${bit}`).toThrow(
        SecretUnreadable,
      );
    }
    for (let length = 0; length < stored.length; length += 1) {
      expect(() => decryptSecret(stored.subarray(0, length), [key], 'endpoint-1')).toThrow(SecretUnreadable);
    }
  });
});

describe('the setting with the keys', () => {
  const encoded = key.bytes.toString('base64');

  it('may hold several, of which the first encrypts', () => {
    const keys = readServerKeys(`new:${other.bytes.toString('base64')}, old:${encoded}`);
    expect(keys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(keys[1]?.bytes).toEqual(key.bytes);
  });

  it.each([
    ['', 'Key 1 must be written'],
    [encoded, 'Key 1 must be written'],
    [`a:${encoded},`, 'Key 2 must be written'],
    [`A:${encoded}`, 'Key 1 must be written'],
    [`a:${encoded}:b`, 'Key 1 must be written'],
    ['a:', 'The key "a" must be the base64 of 32 bytes'],
    [`a:${encoded.slice(0, -4)}`, 'The key "a" must be the base64 of 32 bytes'],
    [`a:${encoded.replace(/.$/, '!')}`, 'The key "a" must be the base64 of 32 bytes'],
    [`a:${encoded},a:${encoded}`, 'The key "a" is there twice.'],
  ])('is refused with a message without the key', (setting, message) => {
    expect(() => readServerKeys(setting)).toThrow(message);
    expect(() => readServerKeys(setting)).not.toThrow(encoded.slice(0, 10));
  });
});
