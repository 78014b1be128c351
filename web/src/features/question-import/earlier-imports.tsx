import { Badge, Button, Stack, Table, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { importListQuery, type ImportSummary } from './import.queries.js';

export function EarlierImports({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation(['imports', 'common']);
  const list = useInfiniteQuery(importListQuery(assessmentId));
  const imports = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isPending) return <PageLoading />;
  if (list.isError && imports.length === 0)
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (imports.length === 0) return <EmptyState title={t('noImports')}>{t('noImportsText')}</EmptyState>;
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('earlier')}
      </Title>
      <div className="wide">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('columnFile')}</Table.Th>
              <Table.Th scope="col">{t('columnState')}</Table.Th>
              <Table.Th scope="col">{t('columnReceived')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {imports.map((each) => (
              <Table.Tr key={each.id}>
                <Table.Td>
                  <TextLink
                    to="/imports/$importId"
                    params={{ importId: each.id }}
                    size="sm"
                    dir="auto"
                    style={{ overflowWrap: 'anywhere' }}
                  >
                    {each.fileName}
                  </TextLink>
                </Table.Td>
                <Table.Td>
                  <ImportState summary={each} />
                </Table.Td>
                <Table.Td>
                  <Moment at={each.createdAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {list.hasNextPage && (
        <Button
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          style={{ alignSelf: 'start' }}
        >
          {t('common:more')}
        </Button>
      )}
    </Stack>
  );
}

function ImportState({ summary }: { readonly summary: ImportSummary }) {
  const { t } = useTranslation('imports');
  return summary.state === 'committed' ? (
    <Badge variant="filled">{t('addedCount', { count: summary.committedCount ?? 0 })}</Badge>
  ) : (
    <Badge variant="default">{t(`state_${summary.state}`)}</Badge>
  );
}
