import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';

/** What can be filtered by: the first two hundred; more are not chosen from a list. */
export const memberChoiceQuery = queryOptions({
  queryKey: ['members', 'choice'],
  queryFn: ({ signal }) => bodyOf(api.GET('/api/v1/members', { params: { query: { limit: 200 } }, signal })),
  staleTime: 60_000,
});

export const assessmentChoiceQuery = queryOptions({
  queryKey: ['assessments', 'choice'],
  queryFn: ({ signal }) =>
    bodyOf(api.GET('/api/v1/assessments', { params: { query: { limit: 200 } }, signal })),
  staleTime: 60_000,
});
