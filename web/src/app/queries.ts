import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, NoConnection } from '../api/problem.js';

/** The client tries again by itself (api/client.ts), so the cache does not; what is shown is fetched anew when the reader returns. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => error instanceof NoConnection && count < 1,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

/** A session that has ended is a state of the page, not an error of one request. */
export function onSessionEnded(ended: () => void): void {
  const look = (error: unknown): void => {
    if (error instanceof ApiProblem && error.code === 'unauthenticated') ended();
  };
  queryClient.getQueryCache().config.onError = look;
  queryClient.getMutationCache().config.onError = look;
}
