import { Badge, Button, Group, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { InviteActions } from './invite-actions.js';
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
      {invites.length > 0 && <InviteTable invites={invites} />}
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

function InviteTable({ invites }: { readonly invites: readonly Invite[] }) {
  const { t } = useTranslation('share');
  const mayWrite = useMay('invites.write');
  return (
    <div className="wide" role="region" tabIndex={0} aria-label={t('invites')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('columnPerson')}</Table.Th>
            <Table.Th scope="col">{t('status')}</Table.Th>
            <Table.Th scope="col">{t('columnExpiry')}</Table.Th>
            {mayWrite && <Table.Th scope="col">{t('columnActions')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {invites.map((invite) => (
            <Table.Tr key={invite.id}>
              <Table.Td>
                <Text size="sm" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                  {invite.email}
                </Text>
                {invite.name && (
                  <Text size="sm" c="dimmed" dir="auto">
                    {invite.name}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Stack gap={4} align="start">
                  <Badge variant={invite.status === 'submitted' ? 'filled' : 'default'} color="green">
                    {t(`status_${invite.status}`)}
                  </Badge>
                  <InviteNotes invite={invite} />
                </Stack>
              </Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <Moment at={invite.expiresAt} withTime={false} />
              </Table.Td>
              {mayWrite && (
                <Table.Td>
                  <InviteActions invite={invite} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
