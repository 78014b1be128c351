import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type ApiKey = components['schemas']['ApiKeyView'];
export type NewApiKey = components['schemas']['CreateApiKeyBody'];
export type Scope = NewApiKey['scopes'][number];

export const scopes: readonly Scope[] = [
  'assessments:read',
  'assessments:write',
  'invites:read',
  'invites:write',
  'results:read',
  'events:read',
  'webhooks:read',
  'webhooks:write',
];

export const apiKeyListQuery = infiniteQueryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ pageParam, signal }) =>
    bodyOf(
      api.GET('/api/v1/api-keys', { params: { query: pageParam ? { cursor: pageParam } : {} }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export function createApiKey(body: NewApiKey, key: string) {
  return bodyOf(api.POST('/api/v1/api-keys', { body, params: { header: { 'Idempotency-Key': key } } }));
}

export function revokeApiKey(id: string) {
  return bodyOf(api.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } }));
}
