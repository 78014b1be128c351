import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import { ResultExport } from './result-export.js';
import { ResultFilters } from './result-filters.js';
import { ResultTable } from './result-table.js';
import { isFiltered, withoutPlace, type ResultsSearch } from './results-search.js';
import { resultListQuery, summaryQuery } from './results.queries.js';
import { ScoreSummary } from './score-summary.js';

/** Who has taken the assessment, and how it went. */
export function ResultsTab() {
  const { id } = useParams({ from: '/members/assessments/$id' });
  const search = useSearch({ from: '/members/assessments/$id/results' });
  const summary = useQuery(summaryQuery(id, search.version));
  if (summary.isPending) return <PageLoading />;
  if (summary.isError && !summary.data)
    return <Failure error={summary.error} retry={() => void summary.refetch()} />;
  return (
    <Stack gap="lg">
      <ScoreSummary summary={summary.data} version={search.version} />
      <ResultList assessmentId={id} search={search} versions={summary.data.versions} />
    </Stack>
  );
}

interface ResultListProps {
  readonly assessmentId: string;
  readonly search: ResultsSearch;
  readonly versions: readonly { readonly number: number }[];
}

function ResultList({ assessmentId, search, versions }: ResultListProps) {
  const { t } = useTranslation(['results', 'common']);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const start = useStart(search);
  const list = useInfiniteQuery(resultListQuery(assessmentId, { ...withoutPlace(search), ...start.place }));
  const results = list.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (next: ResultsSearch, replace = false): void => {
    const to = '/assessments/$id/results';
    void navigate({ to, params: { id: assessmentId }, search: next, replace, resetScroll: false });
  };

  /** The address follows what is at the top, so that a reload begins there. */
  function showPlace(firstShown: number): void {
    if (!list.data) return;
    const { pages, pageParams } = list.data;
    const page = Math.floor(firstShown / Math.max(1, pages[0]!.items.length));
    const place = pageParams[Math.min(page, pages.length - 1)] as string | undefined;
    if (place !== search.after)
      go({ ...withoutPlace(search), ...(place !== undefined && { after: place }) }, true);
  }

  return (
    <Stack gap="sm">
      <Group justify="space-between" align="center">
        <Title order={2} size="h4" id="result-list">
          {t('listTitle')}
        </Title>
        <Group gap="xs">
          <Button
            size="sm"
            variant="default"
            loading={list.isRefetching && !list.isFetchingNextPage}
            onClick={() => void cache.invalidateQueries({ queryKey: ['results', assessmentId] })}
          >
            {t('refresh')}
          </Button>
          <ResultExport assessmentId={assessmentId} search={search} />
        </Group>
      </Group>
      <ResultFilters search={search} versions={versions} onChange={go} />
      {start.place.after !== undefined && (
        <Group gap="sm">
          <Text size="sm" c="dimmed">
            {t('notFromStart')}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => go(withoutPlace(search))}>
            {t('fromStart')}
          </Button>
        </Group>
      )}
      {list.isPending && <PageLoading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && results.length === 0 && (
        <EmptyState
          title={t(isFiltered(search) ? 'noMatch' : 'empty')}
          action={
            isFiltered(search) && (
              <Button variant="default" onClick={() => go({})}>
                {t('clearFilters')}
              </Button>
            )
          }
        >
          {isFiltered(search) ? t('noMatchText') : t('emptyText')}
        </EmptyState>
      )}
      {results.length > 0 && (
        <ResultTable
          results={results}
          search={search}
          isStale={list.isPlaceholderData}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          onSort={go}
          onFirstShown={showPlace}
        />
      )}
    </Stack>
  );
}

/**
 * Where the list begins: as the address said when this list was opened. What the address says later follows the scrolling
 * and must not begin the list anew; another filter does.
 */
function useStart(search: ResultsSearch): { readonly place: { readonly after?: string } } {
  const list = JSON.stringify(withoutPlace(search));
  const [start, setStart] = useState({ list, after: search.after });
  const isAnother = start.list !== list || search.after === undefined;
  const after = isAnother ? search.after : start.after;
  if (start.list !== list || (search.after === undefined && start.after !== undefined))
    setStart({ list, after });
  return { place: after === undefined ? {} : { after } };
}
