import { Badge, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { InviteActions } from './invite-actions.js';
import classes from './invite-list.module.css';
import { InviteNotes } from './invite-notes.js';
import { inviteListQuery, type Invite } from './invite.queries.js';
import { Panel } from './panel.js';
import { inviteStatuses, type ShareSearch } from './share-search.js';

const typingMilliseconds = 300;

export function InviteList({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation(['share', 'common']);
  const search = useSearch({ from: '/members/assessments/$id/share' });
  const list = useInfiniteQuery(inviteListQuery(assessmentId, search));
  const invites = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = search.status !== undefined || search.q !== undefined;
  return (
    <Panel title={t('invites')}>
      <Filters assessmentId={assessmentId} search={search} />
      {list.isPending && <PageLoading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && invites.length === 0 && (
        <EmptyState title={t(isFiltered ? 'noInviteMatches' : 'noInvites')}>
          {isFiltered ? undefined : t('noInvitesText')}
        </EmptyState>
      )}
      {invites.length > 0 && <Invites invites={invites} />}
      {list.hasNextPage && (
        <Group>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common:more')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

function Filters({ assessmentId, search }: { readonly assessmentId: string; readonly search: ShareSearch }) {
  const { t } = useTranslation(['share', 'common']);
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search.q ?? '');
  const show = (next: ShareSearch): void =>
    void navigate({
      to: '/assessments/$id/share',
      params: { id: assessmentId },
      search: next,
      replace: true,
      resetScroll: false,
    });
  const find = useDebouncedCallback((q: string) => show({ ...search, q }), typingMilliseconds);
  return (
    <Group align="end">
      <TextInput
        label={t('common:search')}
        type="search"
        placeholder={t('searchExample')}
        value={typed}
        flex="1 1 12rem"
        onChange={(event) => {
          setTyped(event.target.value);
          find(event.target.value);
        }}
      />
      <NativeSelect
        label={t('status')}
        value={search.status ?? 'all'}
        onChange={({ target: { value } }) => {
          const { q } = search;
          const status = inviteStatuses.find((each) => each === value);
          show({ ...(q && { q }), ...(status && { status }) });
        }}
        data={(['all', ...inviteStatuses] as const).map((value) => ({ value, label: t(`status_${value}`) }))}
      />
    </Group>
  );
}

/** A list rather than a table: on a phone an invite is a few lines below each other. */
function Invites({ invites }: { readonly invites: readonly Invite[] }) {
  const { t } = useTranslation('share');
  const mayWrite = useMay('invites.write');
  return (
    <ul className={classes['list']} aria-label={t('invites')}>
      {invites.map((invite) => (
        <li key={invite.id} className={classes['invite']}>
          <div>
            <Text size="sm" fw={600} dir="auto">
              {invite.email}
            </Text>
            {invite.name && (
              <Text size="sm" dir="auto">
                {invite.name}
              </Text>
            )}
          </div>
          <div>
            <Badge variant={invite.status === 'submitted' ? 'filled' : 'default'} color="teal.9">
              {t(`status_${invite.status}`)}
            </Badge>
            <InviteNotes invite={invite} />
          </div>
          <Text size="sm">
            <Trans
              t={t}
              i18nKey="until"
              components={{ day: <Moment at={invite.expiresAt} withTime={false} /> }}
            />
          </Text>
          {mayWrite && (
            <div>
              <InviteActions invite={invite} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
