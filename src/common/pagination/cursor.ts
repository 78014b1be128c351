import { AppError } from '../errors/app-error.js';

/**
 * A cursor is the sort key of the last row of a page, with the name of the list and its order, so that a cursor of
 * another list or order is refused instead of misread. It carries nothing secret: the statement that reads it runs
 * under the caller's tenant.
 */
export function encodeCursor(list: string, key: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

export function decodeCursor(
  list: string,
  length: number,
  cursor: string | undefined,
): readonly (string | null)[] | undefined {
  if (cursor === undefined) return undefined;
  const parts = parse(cursor);
  const valid =
    Array.isArray(parts) &&
    parts.length === length + 1 &&
    parts[0] === list &&
    parts.every(
      (part) => part === null || (typeof part === 'string' && part.length <= 500 && !part.includes('\0')),
    );
  if (!valid) throw new AppError('invalid-cursor');
  return parts.slice(1) as (string | null)[];
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
