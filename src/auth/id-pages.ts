import { decodeCursor, encodeCursor } from '../common/pagination/cursor.js';
import { isId } from '../common/identifiers/identifiers.js';
import { AppError } from '../common/errors/app-error.js';
import { pageLimit, toPage, type Page, type PageQuery } from '../common/pagination/page.dto.js';

/** Pages of a list that is ordered by identifier alone, which is the order of creation. */
export function afterId(list: string, page: PageQuery): string | undefined {
  const id = decodeCursor(list, 1, page.cursor)?.[0];
  if (id === undefined) return undefined;
  if (!isId(id)) throw new AppError('invalid-cursor');
  return id;
}

export function rowsToRead(page: PageQuery): number {
  return pageLimit(page) + 1;
}

export function toIdPage<Row extends { readonly id: string }, Item>(
  list: string,
  page: PageQuery,
  rows: readonly Row[],
  view: (row: Row) => Item,
): Page<Item> {
  return toPage(rows, pageLimit(page), view, (row) => encodeCursor(list, [row.id]));
}
