import type { ApiKey } from './api-keys.queries.js';

export type ApiKeyState = 'valid' | 'expired' | 'revoked';

export function apiKeyState(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: Date): ApiKeyState {
  if (key.revokedAt !== null) return 'revoked';
  return new Date(key.expiresAt) <= now ? 'expired' : 'valid';
}

const dayMilliseconds = 86_400_000;

/** The days a key may live for, as they are offered; the longest is what the server allows. */
export const keyLives = [30, 90, 180, 365] as const;

export function expiryAfter(days: number, now: Date): string {
  return new Date(now.getTime() + days * dayMilliseconds).toISOString();
}
