import { describe, expect, it } from 'vitest';
import { webhookState } from './webhook-state.js';

const health = { failuresInARow: 0, lastDeliveredAt: null };
const enabled = { enabled: true, disabledReason: null };

describe('how a webhook is', () => {
  it.each([
    ['unused', { ...enabled, health }],
    ['working', { ...enabled, health: { ...health, lastDeliveredAt: '2026-03-01T12:00:00Z' } }],
    ['failing', { ...enabled, health: { failuresInARow: 1, lastDeliveredAt: '2026-03-01T12:00:00Z' } }],
    ['disabled', { enabled: false, disabledReason: 'by_request' as const, health }],
    ['gone', { enabled: false, disabledReason: 'gone' as const, health }],
    [
      'gaveUp',
      { enabled: false, disabledReason: 'failing' as const, health: { ...health, failuresInARow: 9 } },
    ],
  ])('is %s', (state, webhook) => expect(webhookState(webhook)).toBe(state));
});
