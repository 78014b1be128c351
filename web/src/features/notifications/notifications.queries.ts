import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type Notification = components['schemas']['NotificationView'];

export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/notifications/unread-count', { signal })),
});

export const notificationListQuery = infiniteQueryOptions({
  queryKey: ['notifications', 'list'],
  queryFn: ({ pageParam, signal }) =>
    bodyOf(
      api.GET('/api/v1/notifications', {
        params: { query: { limit: 20, ...(pageParam === undefined ? {} : { before: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: undefined as number | undefined,
  getNextPageParam: ({ items }) => {
    const last = items.at(-1)?.sequence;
    return items.length === 20 && last !== undefined && last > 1 ? last : undefined;
  },
});

export function markRead(upTo: number) {
  return bodyOf(api.POST('/api/v1/notifications/read', { body: { upTo } }));
}
