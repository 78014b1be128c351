import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answerOf, api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import type { AssessmentStatus } from './assessment-list-search.js';

export type Assessment = components['schemas']['AssessmentView'];

export function assessmentListQuery(status: AssessmentStatus | undefined) {
  return infiniteQueryOptions({
    queryKey: ['assessments', { status }],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments', {
          params: { query: { ...(status && { status }), ...(pageParam && { cursor: pageParam }) } },
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
