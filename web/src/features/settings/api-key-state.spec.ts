import { describe, expect, it } from 'vitest';
import { apiKeyState, expiryAfter } from './api-key-state.js';

const now = new Date('2026-03-01T12:00:00Z');

describe('the state of an API key', () => {
  it.each([
    ['valid', '2026-03-01T12:00:00.001Z', null],
    ['expired', '2026-03-01T12:00:00Z', null],
    ['revoked', '2026-04-01T12:00:00Z', '2026-02-01T12:00:00Z'],
    ['revoked', '2026-02-02T12:00:00Z', '2026-02-01T12:00:00Z'],
  ] as const)('is %s', (state, expiresAt, revokedAt) =>
    expect(apiKeyState({ expiresAt, revokedAt }, now)).toBe(state),
  );

  it('ends so many days of 24 hours from now', () => {
    expect(expiryAfter(30, now)).toBe('2026-03-31T12:00:00.000Z');
  });
});
