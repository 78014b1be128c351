import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import { assessmentListQuery } from './assessment.queries.js';
import { assessmentStatuses, type AssessmentListSearch } from './assessment-list-search.js';
import { AssessmentTable } from './assessment-table.js';
import { CreateAssessmentDialog } from './create-assessment-dialog.js';
import { QuotaMeter } from './quota-meter.js';

export function AssessmentListPage() {
  const { t } = useTranslation(['assessments', 'common']);
  const search = useSearch({ from: '/members/assessments' });
  const mayWrite = useMay('assessments.write');
  const [isCreating, setIsCreating] = useState(false);
  // What was found before stays until the next answer, so that the page does not jump with each letter.
  const list = useInfiniteQuery({ ...assessmentListQuery(search), placeholderData: keepPreviousData });
  const assessments = list.data?.pages.flatMap((page) => page.items) ?? [];
  const quota = list.data?.pages[0]?.quota;
  const isFiltered = search.status !== undefined || search.q !== undefined;
  const createButton = mayWrite && <Button onClick={() => setIsCreating(true)}>{t('new')}</Button>;
  return (
    <>
      <PageTitle
        actions={
          <Group gap="md">
            {quota && <QuotaMeter quota={quota} />}
            {createButton}
          </Group>
        }
      >
        {t('title')}
      </PageTitle>
      <Stack>
        <ListFilter search={search} />
        {list.isPending && <PageLoading />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && assessments.length === 0 && (
          <EmptyState title={t(isFiltered ? 'noMatch' : 'empty')} action={!isFiltered && createButton}>
            {isFiltered ? undefined : t('emptyText')}
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
      {isCreating && <CreateAssessmentDialog onClose={() => setIsCreating(false)} />}
    </>
  );
}

function ListFilter({ search }: { readonly search: AssessmentListSearch }) {
  const { t } = useTranslation(['assessments', 'common']);
  const navigate = useNavigate();
  const change = (next: {
    [Name in keyof AssessmentListSearch]?: AssessmentListSearch[Name] | undefined;
  }): void => {
    const { status, q } = { ...search, ...next };
    void navigate({
      to: '/assessments',
      search: { ...(status && { status }), ...(q && { q }) },
      replace: true,
    });
  };
  const changeSearch = useDebouncedCallback((text: string) => change({ q: text.trim() }), 250);
  return (
    <Group justify="space-between" gap="sm">
      <div className="wide">
        <SegmentedControl
          aria-label={t('status')}
          value={search.status ?? 'all'}
          onChange={(value) => change({ status: assessmentStatuses.find((status) => status === value) })}
          data={['all' as const, ...assessmentStatuses].map((value) => ({
            value,
            label: t(`status_${value}`),
          }))}
        />
      </div>
      <TextInput
        type="search"
        aria-label={t('searchTitles')}
        placeholder={t('searchTitles')}
        defaultValue={search.q ?? ''}
        maxLength={200}
        dir="auto"
        onChange={(event) => changeSearch(event.currentTarget.value)}
      />
    </Group>
  );
}
