import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type NoticeSettings = components['schemas']['NotificationSettingsView'];

export const noticeSettingsQuery = queryOptions({
  queryKey: ['notice-settings'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/members/me/notifications', { signal })),
});

export function changeNoticeSettings(etag: string, body: NoticeSettings) {
  return answerOf(
    api.PATCH('/api/v1/members/me/notifications', { body, params: { header: { 'If-Match': etag } } }),
  );
}
