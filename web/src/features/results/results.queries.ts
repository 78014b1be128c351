import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { withoutPlace, type ResultsSearch } from './results-search.js';

export type Result = components['schemas']['ResultView'];
export type Summary = components['schemas']['SummaryView'];
export type Submission = components['schemas']['SubmissionView'];
export type SubmissionItem = components['schemas']['SubmissionItemView'];

const pageSize = 100;

/** @param search `after` is where the list begins */
export function resultListQuery(assessmentId: string, search: ResultsSearch) {
  const { after, ...filter } = search;
  return infiniteQueryOptions({
    queryKey: ['results', assessmentId, 'list', filter, after ?? null],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{assessmentId}/submissions', {
          params: {
            path: { assessmentId },
            query: { ...filter, limit: pageSize, ...(pageParam !== undefined && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: after as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Every page that was read would be read again; the reader refreshes by a button.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

export function summaryQuery(assessmentId: string, version: number | undefined) {
  return queryOptions({
    queryKey: ['results', assessmentId, 'summary', { version }],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{assessmentId}/statistics/summary', {
          params: { path: { assessmentId }, query: version === undefined ? {} : { version } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function submissionQuery(id: string) {
  return queryOptions({
    queryKey: ['submissions', id],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/submissions/{id}', { params: { path: { id } }, signal })),
  });
}

export function neighboursQuery(id: string, search: ResultsSearch) {
  const filter = withoutPlace(search);
  return queryOptions({
    queryKey: ['submissions', id, 'neighbours', filter],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/submissions/{id}/neighbours', { params: { path: { id }, query: filter }, signal }),
      ),
  });
}

export function timeChangesQuery(attemptId: string) {
  return queryOptions({
    queryKey: ['attempts', attemptId, 'time-changes'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/attempts/{id}/time-changes', { params: { path: { id: attemptId } }, signal })),
  });
}

/** A file of all results that the filter lets through, in its order. */
export function exportAddress(assessmentId: string, format: 'csv' | 'xlsx', search: ResultsSearch): string {
  const entries = Object.entries(withoutPlace(search)).map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams(entries).toString();
  return `/api/v1/assessments/${assessmentId}/results.${format}${query && `?${query}`}`;
}
