import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type Webhook = components['schemas']['WebhookView'];
export type NewWebhook = components['schemas']['CreateWebhook'];
export type WebhookChange = components['schemas']['ChangeWebhook'];
export type Delivery = components['schemas']['DeliveryView'];
export type DeliveryDetail = components['schemas']['DeliveryDetailView'];
export type DeliveryState = Delivery['state'];

export const webhookListQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/webhooks', { signal })),
});

export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ['webhook', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/webhooks/{id}', { params: { path: { id } }, signal })),
  });
}

export const webhookEventsQuery = queryOptions({
  queryKey: ['webhook-events'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/webhooks/event-types', { signal })),
  staleTime: Infinity,
});

/** Not one whose next attempt is hours away. */
function isUnderWay({ state, nextAttemptAt }: Delivery): boolean {
  return state === 'pending' && nextAttemptAt !== null && Date.parse(nextAttemptAt) < Date.now() + 30_000;
}

export function deliveryListQuery(webhookId: string, state: DeliveryState | undefined) {
  return infiniteQueryOptions({
    queryKey: ['webhook', webhookId, 'deliveries', { state }],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/webhooks/{webhookId}/deliveries', {
          params: {
            path: { webhookId },
            query: { limit: 25, ...(state && { state }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Something is on its way: look again until it has arrived or failed.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isUnderWay)) ? 3_000 : false,
  });
}

export function deliveryQuery(webhookId: string, id: string) {
  return queryOptions({
    queryKey: ['webhook', webhookId, 'delivery', id],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/webhooks/{webhookId}/deliveries/{id}', {
          params: { path: { webhookId, id } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? 3_000 : false),
  });
}

const once = (key: string) => ({ header: { 'Idempotency-Key': key } });

export function createWebhook(body: NewWebhook, key: string) {
  return bodyOf(api.POST('/api/v1/webhooks', { body, params: once(key) }));
}

export function changeWebhook(id: string, etag: string, body: WebhookChange) {
  return answerOf(
    api.PATCH('/api/v1/webhooks/{id}', {
      body,
      params: { path: { id }, header: { 'If-Match': etag } },
    }),
  );
}

export function removeWebhook(id: string, etag: string) {
  return bodyOf(
    api.DELETE('/api/v1/webhooks/{id}', { params: { path: { id }, header: { 'If-Match': etag } } }),
  );
}

export function rotateSecret(id: string, key: string) {
  return bodyOf(api.POST('/api/v1/webhooks/{id}/rotate-secret', { params: { path: { id }, ...once(key) } }));
}

export function pingWebhook(webhookId: string) {
  return bodyOf(api.POST('/api/v1/webhooks/{webhookId}/test', { params: { path: { webhookId } } }));
}

export function redeliver(webhookId: string, { id, redeliveries }: Delivery) {
  return bodyOf(
    api.POST('/api/v1/webhooks/{webhookId}/deliveries/{id}/redeliver', {
      body: { redeliveries },
      params: { path: { webhookId, id } },
    }),
  );
}

export function redeliverFailed(webhookId: string, since: string) {
  return bodyOf(
    api.POST('/api/v1/webhooks/{webhookId}/redeliver', {
      body: { since },
      params: { path: { webhookId } },
    }),
  );
}
