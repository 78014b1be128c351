import { Badge, Button, Divider, Group, Paper, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventStream } from '../../api/use-event-stream.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { Moment, readerZone } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import { ActivityFilters } from './activity-filters.js';
import { activityQuery, activityStream, isLookedFor, type ActivityEvent } from './activity.queries.js';
import type { ActivitySearch } from './activity-search.js';
import { EventActor, EventSentence } from './event-sentence.js';
import type { Names } from './event-facts.js';

export function ActivityPage() {
  const { t } = useTranslation(['activity', 'common']);
  const search = useSearch({ from: '/members/activity' });
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <ActivityFilters search={search} />
      <ActivityList key={JSON.stringify(search)} search={search} />
      <Text size="sm" c="dimmed" mt="lg">
        {t('common:times', { zone: readerZone() })}
      </Text>
    </>
  );
}

function ActivityList({ search }: { readonly search: ActivitySearch }) {
  const { t } = useTranslation(['activity', 'common']);
  const list = useInfiniteQuery(activityQuery(search));
  const pages = list.data?.pages ?? [];
  const events = pages.flatMap((page) => page.items);
  const names: Names = Object.assign({}, ...pages.map((page) => page.names));
  const newest = pages[0]?.lastSequence;
  if (list.isPending) return <PageLoading />;
  if (list.isError && pages.length === 0)
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  return (
    <Stack>
      {newest !== undefined && (
        <News newest={newest} search={search} onShow={() => void list.refetch()} isBusy={list.isRefetching} />
      )}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {events.length === 0 ? (
        <EmptyState title={t(list.hasNextPage ? 'nothingNear' : 'nothing')}>
          {list.hasNextPage ? t('nothingNearText') : undefined}
        </EmptyState>
      ) : (
        <EventList events={events} names={names} newest={newest ?? 0} />
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('further')}
        </Button>
      )}
    </Stack>
  );
}

interface NewsProps {
  /** What the list has. */
  readonly newest: number;
  readonly search: ActivitySearch;
  readonly isBusy: boolean;
  readonly onShow: () => void;
}

/** What has happened since the list was fetched: counted, and shown when the reader wants it. */
function News({ newest, search, isBusy, onShow }: NewsProps) {
  const { t } = useTranslation('activity');
  const [arrived, setArrived] = useState<readonly number[]>([]);
  const state = useEventStream(activityStream(search), {
    lastEventId: String(newest),
    onMessage: ({ type, data }) => {
      if (type === 'reset') onShow();
      else if (isLookedFor(data as ActivityEvent, search))
        setArrived((before) => [...before.filter((each) => each > newest), (data as ActivityEvent).sequence]);
    },
  });
  const count = arrived.filter((sequence) => sequence > newest).length;
  return (
    <Group justify="space-between" mih={36}>
      <div role="status">
        {count > 0 && (
          <Button size="compact-md" variant="light" loading={isBusy} onClick={onShow}>
            {t('showNew', { count })}
          </Button>
        )}
      </div>
      <Badge variant="default">{t(state === 'live' ? 'live' : 'notLive')}</Badge>
    </Group>
  );
}

interface EventListProps {
  readonly events: readonly ActivityEvent[];
  readonly names: Names;
  readonly newest: number;
}

function EventList({ events, names, newest }: EventListProps) {
  const { t } = useTranslation('activity');
  const [cameAt] = useState(newest);
  const firstOld = events.findIndex(({ sequence }) => sequence <= cameAt);
  return (
    <Paper withBorder component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('title')}>
      {events.map((event, index) => (
        <Fragment key={event.sequence}>
          {index > 0 && index !== firstOld && <Divider component="li" role="presentation" aria-hidden />}
          {index > 0 && index === firstOld && (
            <Divider component="li" label={t('newAbove')} labelPosition="center" color="blue" />
          )}
          <Stack component="li" gap={2} px="md" py="sm">
            <Text style={{ overflowWrap: 'anywhere' }}>
              <EventSentence event={event} names={names} />
            </Text>
            <Text size="sm" c="dimmed">
              <EventActor event={event} names={names} /> · <Moment at={event.occurredAt} />
            </Text>
          </Stack>
        </Fragment>
      ))}
    </Paper>
  );
}
