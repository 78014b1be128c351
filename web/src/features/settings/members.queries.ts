import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type Member = components['schemas']['MemberView'];
export type Role = Member['role'];
export type Invitation = components['schemas']['InvitationView'];

export const roles: readonly Role[] = ['owner', 'author', 'reviewer'];

export const memberListQuery = infiniteQueryOptions({
  queryKey: ['members'],
  queryFn: ({ pageParam, signal }) =>
    bodyOf(api.GET('/api/v1/members', { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const invitationListQuery = queryOptions({
  queryKey: ['member-invitations'],
  queryFn: ({ signal }) =>
    bodyOf(api.GET('/api/v1/members/invitations', { params: { query: { limit: 200 } }, signal })),
});

export function inviteMember(body: components['schemas']['InviteMemberBody'], key: string) {
  return bodyOf(api.POST('/api/v1/members', { body, params: { header: { 'Idempotency-Key': key } } }));
}

export function revokeInvitation(id: string) {
  return bodyOf(api.DELETE('/api/v1/members/invitations/{id}', { params: { path: { id } } }));
}

export function changeRole({ id, etag }: Member, role: Role) {
  return bodyOf(
    api.PATCH('/api/v1/members/{id}', {
      body: { role },
      params: { path: { id }, header: { 'If-Match': etag } },
    }),
  );
}

export function removeMember({ id, etag }: Member) {
  return bodyOf(
    api.DELETE('/api/v1/members/{id}', { params: { path: { id }, header: { 'If-Match': etag } } }),
  );
}
