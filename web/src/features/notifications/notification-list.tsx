import { Badge, Button, Divider, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { EventActor, EventSentence } from '../activity/event-sentence.js';
import type { Names } from '../activity/event-facts.js';
import { markRead, notificationListQuery, unreadQuery, type Notification } from './notifications.queries.js';

export function NotificationList() {
  const { t } = useTranslation(['notifications', 'common']);
  const cache = useQueryClient();
  const list = useInfiniteQuery(notificationListQuery);
  const pages = list.data?.pages ?? [];
  const names: Names = Object.assign({}, ...pages.map((page) => page.names));
  const notifications = pages.flatMap((page) => page.items);
  const read = useMutation({
    // Up to what is shown: what comes in the meantime stays unread.
    mutationFn: () => markRead(notifications[0]?.sequence ?? 0),
    onSuccess: (view) => {
      cache.setQueryData(unreadQuery.queryKey, view);
      return cache.invalidateQueries({ queryKey: notificationListQuery.queryKey });
    },
  });
  return (
    <Stack gap={0}>
      <Group justify="space-between" px="md" py="sm" mih={52}>
        <Title order={2} size="h5">
          {t('title')}
        </Title>
        {notifications.some((each) => !each.read) && (
          <Button size="compact-sm" variant="default" loading={read.isPending} onClick={() => read.mutate()}>
            {t('markRead')}
          </Button>
        )}
      </Group>
      <Divider />
      {read.isError && <Failure error={read.error} />}
      {list.isPending && <PageLoading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && notifications.length === 0 && (
        <Text c="dimmed" p="md">
          {t('nothing')}
        </Text>
      )}
      <ScrollArea.Autosize mah="60vh" viewportProps={{ tabIndex: 0, 'aria-label': t('title') }}>
        {notifications.map((each) => (
          <NotificationRow key={each.sequence} notification={each} names={names} />
        ))}
        {list.hasNextPage && (
          <Button
            variant="subtle"
            fullWidth
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common:more')}
          </Button>
        )}
      </ScrollArea.Autosize>
    </Stack>
  );
}

interface NotificationRowProps {
  readonly notification: Notification;
  readonly names: Names;
}

function NotificationRow({ notification, names }: NotificationRowProps) {
  const { t } = useTranslation('notifications');
  return (
    <Stack gap={2} px="md" py="sm">
      <Text size="sm" fw={notification.read ? 400 : 600} style={{ overflowWrap: 'anywhere' }}>
        {!notification.read && (
          <Badge size="sm" mr={6}>
            {t('new')}
          </Badge>
        )}
        <EventSentence event={notification} names={names} />
      </Text>
      <Text size="xs" c="dimmed">
        <EventActor event={notification} names={names} /> · <Moment at={notification.occurredAt} />
      </Text>
    </Stack>
  );
}
