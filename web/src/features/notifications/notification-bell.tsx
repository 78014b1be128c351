import { ActionIcon, Indicator, Popover, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useEventStream } from '../../api/use-event-stream.js';
import { NotificationList } from './notification-list.js';
import { unreadQuery } from './notifications.queries.js';

/** How much is unread, as it changes, on every page; the list is fetched when it is opened. */
export function NotificationBell() {
  const { t } = useTranslation('notifications');
  const cache = useQueryClient();
  const unread = useQuery(unreadQuery);
  const [isOpen, popover] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.href });
  const refresh = (): void => void cache.invalidateQueries({ queryKey: ['notifications'] });
  useEventStream(unread.data && '/api/v1/notifications/stream', {
    lastEventId: unread.data && String(unread.data.lastSequence),
    onMessage: refresh,
    // A session that has ended is then found out by the question.
    onEnd: refresh,
  });
  const { close } = popover;
  // Who has followed a link is done with the list.
  useEffect(() => close(), [path, close]);
  const count = unread.data?.unread ?? 0;
  const label = count === 0 ? t('title') : t('unread', { count });
  return (
    <Popover
      opened={isOpen}
      onChange={popover.set}
      position="bottom-end"
      width="min(26rem, calc(100vw - 1rem))"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Indicator label={count > 99 ? '99+' : count} size={18} disabled={count === 0} offset={4}>
        <Popover.Target>
          <ActionIcon variant="subtle" size="lg" color="gray" aria-label={label} onClick={popover.toggle}>
            <BellIcon />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <VisuallyHidden role="status">{count === 0 ? '' : label}</VisuallyHidden>
      <Popover.Dropdown p={0} role="dialog" aria-label={t('title')}>
        <NotificationList />
      </Popover.Dropdown>
    </Popover>
  );
}

function BellIcon() {
  return (
    <svg
      viewBox="0 0 24 24"
      width="22"
      height="22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7Z" />
      <path d="M10 20.5h4" />
    </svg>
  );
}
