import type { DeliveryState } from './webhooks.queries.js';

export const deliveryStates = [
  'pending',
  'delivered',
  'dead',
  'endpoint_disabled',
] as const satisfies readonly DeliveryState[];

export interface WebhookSearch {
  readonly state?: DeliveryState;
  /** The delivery that is shown. */
  readonly delivery?: string;
}

export function webhookSearch(search: Record<string, unknown>): WebhookSearch {
  const state = deliveryStates.find((each) => each === search['state']);
  const { delivery } = search;
  return {
    ...(state === undefined ? {} : { state }),
    ...(typeof delivery === 'string' && delivery !== '' ? { delivery } : {}),
  };
}
