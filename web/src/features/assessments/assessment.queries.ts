import { infiniteQueryOptions, queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answerOf, api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import type { AssessmentListSearch } from './assessment-list-search.js';

export type Assessment = components['schemas']['AssessmentView'];
export type AssessmentListItem = components['schemas']['AssessmentListItemView'];
export type AssessmentChange = components['schemas']['ChangeAssessment'];
export type Quota = components['schemas']['QuotaView'];
export type PublishPreview = components['schemas']['PublishPreviewView'];
export type Version = components['schemas']['VersionView'];

export function assessmentListQuery({ status, q }: AssessmentListSearch) {
  return infiniteQueryOptions({
    queryKey: ['assessments', { status, q }],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments', {
          params: {
            query: { ...(status && { status }), ...(q && { q }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** The assessment with its ETag, which a change of it sends back. */
export function assessmentQuery(id: string) {
  return queryOptions({
    queryKey: ['assessment', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/assessments/{id}', { params: { path: { id } }, signal })),
  });
}

/** For the tabs of an assessment: the frame around them shows them only once it is loaded. */
export function useAssessment(): { readonly assessment: Assessment; readonly etag: string } {
  const { id } = useParams({ from: '/members/assessments/$id' });
  const { data } = useQuery(assessmentQuery(id));
  if (!data) throw new Error('This component belongs inside the frame of an assessment.');
  return { assessment: data.body, etag: data.etag };
}

/** How far candidates are; read anew each time, because it says what an act would end. */
export function countsQuery(id: string) {
  return queryOptions({
    queryKey: ['assessment', id, 'counts'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/assessments/{id}/counts', { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}

export function publishPreviewQuery(id: string) {
  return queryOptions({
    queryKey: ['assessment', id, 'publish-preview'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/assessments/{id}/publish-preview', { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}

export function versionListQuery(id: string) {
  return queryOptions({
    queryKey: ['assessment', id, 'versions'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/v1/assessments/{id}/versions', { params: { path: { id } }, signal })),
  });
}

/** A version never changes, so it is fetched once. */
export function versionQuery(id: string, number: number) {
  return queryOptions({
    queryKey: ['assessment', id, 'versions', number],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{id}/versions/{number}', { params: { path: { id, number } }, signal }),
      ),
    staleTime: Infinity,
  });
}

/** After an act: what is shown of this assessment and of all of them is fetched anew. */
export async function refreshAssessment(cache: QueryClient, id: string): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: ['assessment', id] }),
    cache.invalidateQueries({ queryKey: ['assessments'] }),
  ]);
}
