import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../api/client.js';
import { hasCode } from '../api/problem.js';
import type { components } from '../api/schema.js';

export type Session = components['schemas']['SessionView'];
export type Permission = Session['permissions'][number];

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await bodyOf(api.GET('/api/v1/auth/session'));
    } catch (error) {
      if (hasCode(error, 'unauthenticated')) return null;
      throw error;
    }
  },
  staleTime: 30_000,
});

/** For pages behind the sign-in, where there is always a session. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('This page is only for people who are signed in.');
  return data;
}

/** Hides what the server would refuse; the server decides. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
