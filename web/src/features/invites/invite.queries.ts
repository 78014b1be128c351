import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import type { ShareSearch } from './share-search.js';

export type Invite = components['schemas']['InviteView'];
export type InviteResult = components['schemas']['InviteResult'];
export type InviteMail = components['schemas']['InviteMailView'];
export type ReminderSchedule = components['schemas']['ReminderScheduleView'];
export type ReminderScheduleBody = components['schemas']['ReminderScheduleBody'];

export const invitesKey = (assessmentId: string) => ['invites', assessmentId] as const;

export function inviteListQuery(assessmentId: string, { status, q }: ShareSearch) {
  return infiniteQueryOptions({
    queryKey: [...invitesKey(assessmentId), { status, q }],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{assessmentId}/invites', {
          params: {
            path: { assessmentId },
            query: { ...(status && { status }), ...(q && { q }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** With its ETag, which a change sends back. */
export function remindersQuery(assessmentId: string) {
  return queryOptions({
    queryKey: ['reminders', assessmentId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/assessments/{assessmentId}/reminders', {
          params: { path: { assessmentId } },
          signal,
        }),
      ),
  });
}
