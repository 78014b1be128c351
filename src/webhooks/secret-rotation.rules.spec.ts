import { describe, expect, it } from 'vitest';
import { rotated, signingSecrets } from './secret-rotation.rules.js';

const noon = new Date('2026-03-28T12:00:00Z');
const later = (milliseconds: number): Date => new Date(noon.getTime() + milliseconds);
const day = 86_400_000;

describe('the secrets to sign with', () => {
  it('is the one there is', () => {
    expect(signingSecrets({ current: 'a' }, noon)).toEqual(['a']);
  });

  it('are both for 24 hours after a rotation, the new one first', () => {
    const secrets = rotated({ current: 'a' }, 'b', noon);
    expect(signingSecrets(secrets, noon)).toEqual(['b', 'a']);
    expect(signingSecrets(secrets, later(day - 1))).toEqual(['b', 'a']);
    expect(signingSecrets(secrets, later(day))).toEqual(['b']);
  });

  it('are two at most, however often somebody rotates', () => {
    const twice = rotated(rotated({ current: 'a' }, 'b', noon), 'c', later(1_000));
    expect(signingSecrets(twice, later(2_000))).toEqual(['c', 'b']);
  });
});
