import { Alert, Button, Group, Stack, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import { outboxQuery, type OutboxEntry } from './outbox.queries.js';

/** On a machine without a mail server the mails are here, so that everything can be tried at once. */
export function OutboxPage() {
  const { t } = useTranslation(['outbox', 'common']);
  const list = useInfiniteQuery(outboxQuery);
  const mails = list.data?.pages.flatMap((page) => page.items) ?? [];
  const keepsMails = list.data?.pages[0]?.delivery === 'outbox';
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <Stack>
        {list.isPending && <PageLoading />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && (
          <Alert title={t(keepsMails ? 'keptTitle' : 'leaveTitle')}>
            {t(keepsMails ? 'keptText' : 'leaveText')}
          </Alert>
        )}
        {keepsMails && mails.length === 0 && <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
        {mails.length > 0 && <MailTable mails={mails} />}
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
      </Stack>
    </>
  );
}

function MailTable({ mails }: { readonly mails: readonly OutboxEntry[] }) {
  const { t } = useTranslation('outbox');
  return (
    <div className="wide">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('subject')}</Table.Th>
            <Table.Th scope="col">{t('to')}</Table.Th>
            <Table.Th scope="col">{t('sent')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {mails.map(({ id, subject, to, createdAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <TextLink to="/outbox/$mailId" params={{ mailId: id }} size="sm" dir="auto">
                  {subject}
                </TextLink>
              </Table.Td>
              <Table.Td dir="auto">{to.address}</Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <Moment at={createdAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
