export const rowFilters = ['ready', 'errors', 'problems', 'duplicates', 'leftOut'] as const;
export type RowFilter = (typeof rowFilters)[number];

export interface ImportSearch {
  readonly only?: RowFilter;
}

export function importSearch(search: Record<string, unknown>): ImportSearch {
  const only = rowFilters.find((each) => each === search['only']);
  return only === undefined ? {} : { only };
}
