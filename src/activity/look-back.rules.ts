import type { JournalSpan } from './activity.queries.js';

/**
 * How many events a page looks at. A filter has no index of its own, because each would be written with every act; this bounds
 * what a rare match in a long journal costs instead.
 */
export const mostEventsLookedAt = 10_000;

interface Borders {
  /** Of the newest event. */
  readonly head: number;
  /** Where the page before has ended. */
  readonly before: number | undefined;
  /** The places of the wished times. */
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/** What is to be looked at for a page, and `last`: the number below which nothing is left to look for. */
export function spanOf({ head, before, from, until }: Borders): JournalSpan & { readonly last: number } {
  const end = Math.min(head + 1, before ?? Infinity, until ?? Infinity);
  const last = Math.max(1, from ?? 1);
  return { first: Math.max(last, end - mostEventsLookedAt), end, last };
}

/** Where the next page goes on; null where there is none. */
export function nextBefore(
  span: JournalSpan & { readonly last: number },
  found: readonly number[],
  limit: number,
): number | null {
  const lowest = found.length < limit ? span.first : (found.at(-1) ?? span.first);
  return lowest > span.last ? lowest : null;
}
