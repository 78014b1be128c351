import { AppError } from '../common/errors/app-error.js';

/** As long as a number can be that JavaScript counts exactly. */
const place = /^(0|[1-9][0-9]{0,14})$/;

/**
 * Where a client goes on. The header counts before the address: a client that comes back sends the header and the address it
 * began with. An empty header is none, as the standard has it.
 *
 * @returns undefined for who has nothing yet
 */
export function placeOf(lastEventId: string | undefined, after: string | undefined): number | undefined {
  const text = lastEventId === undefined || lastEventId === '' ? after : lastEventId;
  if (text === undefined) return undefined;
  if (!place.test(text)) {
    throw new AppError('invalid-parameter', { detail: 'Last-Event-ID must be the id of a message.' });
  }
  return Number(text);
}

/** Whether a stream can go on there: not behind the end, and not before what is kept. */
export function isKnownPlace(known: number | undefined, head: number, firstKept: number): known is number {
  return known !== undefined && known <= head && known + 1 >= firstKept;
}
