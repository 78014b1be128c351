import { describe, expect, it } from 'vitest';
import { deriveSecret } from './derived-secret.js';

const key = { id: 'a', bytes: Buffer.alloc(32, 1) };
const other = { id: 'a', bytes: Buffer.alloc(32, 2) };

describe('a derived secret', () => {
  it('is the same each time, for the same key, purpose and parts', () => {
    const secret = deriveSecret(key, 'invite-link', ['one', '1']);
    expect(secret).toHaveLength(32);
    expect(deriveSecret(key, 'invite-link', ['one', '1'])).toEqual(secret);
  });

  it('differs with the key, the purpose and each part', () => {
    const secrets = [
      deriveSecret(key, 'invite-link', ['one', '1']),
      deriveSecret(other, 'invite-link', ['one', '1']),
      deriveSecret(key, 'reset-link', ['one', '1']),
      deriveSecret(key, 'invite-link', ['one', '2']),
      deriveSecret(key, 'invite-link', ['one1']),
      deriveSecret(key, 'invite-link', ['one1', '']),
      deriveSecret(key, 'invite-link', ['on', 'e1']),
    ].map((secret) => secret.toString('hex'));
    expect(new Set(secrets).size).toBe(secrets.length);
  });
});
