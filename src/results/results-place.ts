import { createHash } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import { isTimestamp } from '../common/http/timestamp.decorator.js';
import { isId } from '../common/identifiers/identifiers.js';
import { decodeCursor, encodeCursor } from '../common/pagination/cursor.js';
import { toPlainText } from '../common/text/plain-text.js';
import type { ResultFilter, ResultPlace, ResultSort } from './result-filter.js';

/** What a value of each sort looks like: a cursor comes from outside, and the statement casts it. */
const isSortValue: Readonly<Record<ResultSort, (value: string) => boolean>> = {
  finishedAt: isTimestamp,
  score: (value) => /^\d{1,3}\.\d{2}$/.test(value),
  name: (value) => toPlainText(value, { maximumCodePoints: 200 }).ok,
};

export function encodeResultPlace(assessmentId: string, filter: ResultFilter, place: ResultPlace): string {
  return encodeCursor(listName(assessmentId, filter), [place.value, place.id]);
}

export function decodeResultPlace(
  assessmentId: string,
  filter: ResultFilter,
  cursor: string | undefined,
): ResultPlace | undefined {
  const parts = decodeCursor(listName(assessmentId, filter), 2, cursor);
  if (parts === undefined) return undefined;
  const [value = null, id = null] = parts;
  if (value === null || !isId(id) || !isSortValue[filter.sort](value)) throw new AppError('invalid-cursor');
  return { value, id };
}

/** A place means something only in the list that it was taken from: same assessment, order and filters. */
function listName(assessmentId: string, filter: ResultFilter): string {
  const { sort, order, passed, versionNumber, reason, from, to, search } = filter;
  const list = JSON.stringify([assessmentId, sort, order, passed, versionNumber, reason, from, to, search]);
  return `results/${createHash('sha256').update(list).digest('base64url').slice(0, 22)}`;
}
