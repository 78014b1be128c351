export const resultSorts = ['finishedAt', 'score', 'name'] as const;
export type ResultSort = (typeof resultSorts)[number];
export const finishReasons = ['submitted', 'deadline', 'closed', 'revoked', 'ended'] as const;
export type FinishReason = (typeof finishReasons)[number];

/** Which results, in which order; what is left out is the default of the server. */
export interface ResultsSearch {
  readonly q?: string;
  readonly passed?: boolean;
  readonly version?: number;
  readonly reason?: FinishReason;
  readonly sort?: ResultSort;
  readonly order?: 'asc' | 'desc';
  /** Where the list begins: the server's name of a place in this very list. */
  readonly after?: string;
}

/** The address may have been typed: what makes no sense in it is left out. */
export function resultsSearch(search: Record<string, unknown>): ResultsSearch {
  const { q, passed, version, after } = search;
  const reason = finishReasons.find((each) => each === search['reason']);
  const sort = resultSorts.find((each) => each === search['sort']);
  const order = (['asc', 'desc'] as const).find((each) => each === search['order']);
  // A search for 2026 or true comes back from the address as a number or a truth value.
  const text =
    typeof q === 'string' || typeof q === 'number' || typeof q === 'boolean' ? String(q).trim() : '';
  return {
    ...(text !== '' && { q: text.slice(0, 254) }),
    ...(typeof passed === 'boolean' && { passed }),
    ...(isVersion(version) && { version }),
    ...(reason && { reason }),
    ...(sort && { sort }),
    ...(order && { order }),
    ...(typeof after === 'string' && after !== '' && { after }),
  };
}

function isVersion(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) < 1e9;
}

/** The same list from its start; a place means nothing in another list. */
export function withoutPlace(search: ResultsSearch): ResultsSearch {
  const filter: { -readonly [Name in keyof ResultsSearch]: ResultsSearch[Name] } = { ...search };
  delete filter.after;
  return filter;
}

export function isFiltered({ q, passed, version, reason }: ResultsSearch): boolean {
  return [q, passed, version, reason].some((value) => value !== undefined);
}

/** The first press on a column begins where one wants to look first: the best score, the newest, the letter A. */
export function nextSort(search: ResultsSearch, sort: ResultSort): ResultsSearch {
  const first = sort === 'name' ? 'asc' : 'desc';
  const current = sortOf(search);
  const order = current.sort === sort ? (current.order === 'asc' ? 'desc' : 'asc') : first;
  return { ...withoutPlace(search), sort, order };
}

export function sortOf(search: ResultsSearch): { readonly sort: ResultSort; readonly order: 'asc' | 'desc' } {
  return { sort: search.sort ?? 'finishedAt', order: search.order ?? 'desc' };
}
