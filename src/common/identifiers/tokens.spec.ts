import { describe, expect, it } from 'vitest';
import { newId } from './identifiers.js';
import {
  employerOfSlug,
  equalHashes,
  formatToken,
  hashSecret,
  newSecret,
  newSlug,
  parseToken,
} from './tokens.js';

describe('tokens', () => {
  it('gives back the identifiers and the hash of the secret', () => {
    const secret = newSecret();
    const identifiers = [newId(), newId()];
    const parts = parseToken('attempt', formatToken('attempt', identifiers, secret));
    expect(parts?.identifiers).toEqual(identifiers);
    expect(equalHashes(parts?.secretHash ?? Buffer.alloc(0), hashSecret(secret))).toBe(true);
  });

  it('refuses another prefix, another length and another spelling of the same bytes', () => {
    const token = formatToken('invite', [newId()], newSecret());
    expect(parseToken('session', token)).toBeUndefined();
    expect(parseToken('invite', token.slice(0, -4))).toBeUndefined();
    expect(parseToken('invite', `${token}=`)).toBeUndefined();
    expect(parseToken('invite', 'invite_')).toBeUndefined();
  });

  it('names the employer of a slug', () => {
    const employerId = newId();
    expect(employerOfSlug(newSlug(employerId))).toBe(employerId);
    expect(employerOfSlug('short')).toBeUndefined();
  });
});
