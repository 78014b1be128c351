import type { FinishReason } from '../attempts/attempt.rules.js';

export const resultSorts = ['finishedAt', 'score', 'name'] as const;
export type ResultSort = (typeof resultSorts)[number];
export const resultOrders = ['asc', 'desc'] as const;
export type ResultOrder = (typeof resultOrders)[number];

export interface ResultFilter {
  readonly passed: boolean | undefined;
  readonly versionNumber: number | undefined;
  readonly reason: FinishReason | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly search: string | undefined;
  readonly sort: ResultSort;
  readonly order: ResultOrder;
}

/** The list as read from its other end. */
export function reversed(filter: ResultFilter): ResultFilter {
  return { ...filter, order: filter.order === 'asc' ? 'desc' : 'asc' };
}

/** Where a page ends: the sort's value of its last row as text, and its id where others have the same value. */
export interface ResultPlace {
  readonly value: string;
  readonly id: string;
}
