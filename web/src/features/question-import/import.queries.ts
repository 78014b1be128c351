import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import type { RowFilter } from './import-search.js';

export type Import = components['schemas']['ImportView'];
export type ImportSummary = components['schemas']['ImportSummaryView'];
export type ImportRow = components['schemas']['ImportRowView'];
export type ImportProblem = components['schemas']['ImportProblemView'];
export type ImportQuestion = components['schemas']['ImportQuestionView'];
export type ImportMapping = components['schemas']['ImportMapping'];
export type ColumnMeaning = components['schemas']['ColumnMeaningView'];

/** Should the stream be blocked on its way, looking now and then still finds out that a file has been read. */
const lookAgainMilliseconds = 3_000;

/** Whoever looks at an import that nobody reads yet makes the server read it: a page that is reloaded goes on by itself. */
export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'received' ? lookAgainMilliseconds : false),
  });
}

export function importListQuery(assessmentId: string) {
  return infiniteQueryOptions({
    queryKey: ['imports', assessmentId],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{assessmentId}/imports', {
          params: { path: { assessmentId }, query: { limit: 20, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Imports go on while nobody looks at the list: what was seen a moment ago may be wrong.
    staleTime: 0,
  });
}

export function importRowsQuery(id: string, only: RowFilter | undefined) {
  return infiniteQueryOptions({
    queryKey: ['import', id, 'rows', { only }],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/imports/{id}/rows', {
          params: {
            path: { id },
            query: { limit: 100, ...(only && { only }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export const meaningsQuery = queryOptions({
  queryKey: ['import-meanings'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/import-meanings', { signal })),
  staleTime: Infinity,
});
