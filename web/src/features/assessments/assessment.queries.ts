import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
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
