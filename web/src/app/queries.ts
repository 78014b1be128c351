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

let tellEnded = (): void => undefined;

/** A session that has ended is a state of the page, not an error of one request. */
export function onSessionEnded(ended: () => void): void {
  tellEnded = ended;
  queryClient.getQueryCache().config.onError = reportEndedSession;
  queryClient.getMutationCache().config.onError = reportEndedSession;
}

/** For what does not go through the cache, such as a stream. */
export function reportEndedSession(error: unknown): void {
  if (error instanceof ApiProblem && error.code === 'unauthenticated') tellEnded();
}
