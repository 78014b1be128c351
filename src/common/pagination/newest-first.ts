import { AppError } from '../errors/app-error.js';
import { isTimestamp } from '../http/timestamp.decorator.js';
import { isId } from '../identifiers/identifiers.js';
import { decodeCursor, encodeCursor } from './cursor.js';

/**
 * The place of a row in a list that shows the newest first. `createdAt` is the database's own text: a Date drops the
 * microseconds, and rows of one transaction would be skipped at the end of a page.
 */
export interface NewestFirstPlace {
  readonly createdAt: string;
  readonly id: string;
}

export function encodePlace(
  list: string,
  row: { readonly created_key: string; readonly id: string },
): string {
  return encodeCursor(list, [row.created_key, row.id]);
}

export function decodePlace(list: string, cursor: string | undefined): NewestFirstPlace | undefined {
  const parts = decodeCursor(list, 2, cursor);
  if (parts === undefined) return undefined;
  const [createdAt = null, id = null] = parts;
  const isTime = createdAt !== null && isTimestamp(createdAt.replace(' ', 'T').replace(/\+00$/, 'Z'));
  if (!isTime || !isId(id)) throw new AppError('invalid-cursor');
  return { createdAt, id };
}
