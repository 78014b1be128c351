import { Button, SegmentedControl, Stack, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import { assessmentStatuses, type AssessmentStatus } from './assessment-list-search.js';
import { AssessmentStatusBadge } from './assessment-status-badge.js';
import { assessmentListQuery, type Assessment } from './assessment.queries.js';

export function AssessmentListPage() {
  const { t } = useTranslation(['assessments', 'common']);
  const { status } = useSearch({ from: '/members/assessments' });
  const navigate = useNavigate();
  const list = useInfiniteQuery(assessmentListQuery(status));
  const assessments = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle>{t('title')}</PageTitle>
      <Stack>
        <div className="wide">
          <SegmentedControl
            aria-label={t('status')}
            value={status ?? 'all'}
            onChange={(value) =>
              void navigate({
                to: '/assessments',
                search: value === 'all' ? {} : { status: value as AssessmentStatus },
              })
            }
            data={['all' as const, ...assessmentStatuses].map((value) => ({
              value,
              label: t(`status_${value}`),
            }))}
          />
        </div>
        {list.isPending && <PageLoading />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && assessments.length === 0 && (
          <EmptyState title={t(status ? 'noMatch' : 'empty')}>
            {status ? undefined : t('emptyText')}
          </EmptyState>
        )}
        {assessments.length > 0 && <AssessmentTable assessments={assessments} />}
        {list.hasNextPage && (
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common:more')}
          </Button>
        )}
      </Stack>
    </>
  );
}

function AssessmentTable({ assessments }: { readonly assessments: readonly Assessment[] }) {
  const { t } = useTranslation(['assessments', 'common']);
  return (
    <div className="wide">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('columnTitle')}</Table.Th>
            <Table.Th scope="col">{t('status')}</Table.Th>
            <Table.Th scope="col">{t('columnChanged')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {assessments.map((assessment) => (
            <Table.Tr key={assessment.id}>
              <Table.Td>
                <TextLink to="/assessments/$id" params={{ id: assessment.id }} dir="auto">
                  {assessment.title}
                </TextLink>
              </Table.Td>
              <Table.Td>
                <AssessmentStatusBadge status={assessment.status} />
              </Table.Td>
              <Table.Td>
                <Moment at={assessment.updatedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
