import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { startOfDay, type ActivitySearch } from './activity-search.js';
import { eventGroups } from './event-groups.js';

export type ActivityEvent = components['schemas']['EventView'];

function typesOf({ group }: ActivitySearch): string | undefined {
  return group && eventGroups[group].join(',');
}

/** Rows do not move under the reader: what is new is told by the stream, and fetched when it is asked for. */
export function activityQuery(search: ActivitySearch) {
  const { actor, assessment, from, until } = search;
  const types = typesOf(search);
  const filter = {
    ...(types && { types }),
    ...(actor && { actorId: actor }),
    ...(assessment && { assessmentId: assessment }),
    ...(from && { from: startOfDay(from) }),
    ...(until && { until: startOfDay(until, 1) }),
  };
  return infiniteQueryOptions({
    queryKey: ['activity', search],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/v1/events/newest', {
          params: { query: { ...filter, ...(pageParam === undefined ? {} : { before: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function activityStream(search: ActivitySearch): string {
  const types = typesOf(search);
  return `/api/v1/events/stream${types === undefined ? '' : `?types=${types}`}`;
}

/** What of the stream is looked for; the stream itself knows the types alone. */
export function isLookedFor(
  { actorId, subjectId, payload }: ActivityEvent,
  { actor, assessment }: ActivitySearch,
): boolean {
  const { assessmentId } = payload as { readonly assessmentId?: string };
  return (
    (actor === undefined || actor === actorId) &&
    (assessment === undefined || assessment === subjectId || assessment === assessmentId)
  );
}
