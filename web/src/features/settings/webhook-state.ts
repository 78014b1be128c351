import type { Webhook } from './webhooks.queries.js';

export type WebhookState = 'working' | 'unused' | 'failing' | 'disabled' | 'gone' | 'gaveUp';

/** How a webhook is, as a word that has a text. */
export function webhookState(
  webhook: Pick<Webhook, 'enabled' | 'disabledReason'> & {
    readonly health: Pick<Webhook['health'], 'failuresInARow' | 'lastDeliveredAt'>;
  },
): WebhookState {
  if (!webhook.enabled) {
    if (webhook.disabledReason === 'gone') return 'gone';
    return webhook.disabledReason === 'failing' ? 'gaveUp' : 'disabled';
  }
  if (webhook.health.failuresInARow > 0) return 'failing';
  return webhook.health.lastDeliveredAt === null ? 'unused' : 'working';
}
