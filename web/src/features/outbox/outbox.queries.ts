import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type OutboxMail = components['schemas']['OutboxMailView'];
export type OutboxEntry = components['schemas']['OutboxEntryView'];

export const outboxQuery = infiniteQueryOptions({
  queryKey: ['outbox'],
  queryFn: ({ pageParam, signal }) =>
    bodyOf(api.GET('/api/v1/outbox', { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export function outboxMailQuery(id: string) {
  return queryOptions({
    queryKey: ['outbox', id],
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/outbox/{id}', { params: { path: { id } }, signal })),
    // A mail never changes.
    staleTime: Infinity,
  });
}
