import { EventRefused } from './event-log-errors.js';
import { isChainName, largestEnvelope } from './line-format.js';

/** An event on its way into the log. */
export interface NewEvent {
  /** One JSON value as text. Stored byte for byte; only raw line breaks between its parts become spaces. */
  readonly json: string;
  /** Whose event it is, where chains are verified apart: an employer's id. 1 to 64 of A–Z a–z 0–9 `:._-`. */
  readonly chain?: string | undefined;
}

export interface EventBytes {
  readonly data: Buffer;
  readonly chain: string | undefined;
}

const loneSurrogate = /\p{Surrogate}/u;

/**
 * The bytes that the log holds for an event. In valid JSON a raw LF or CR stands only between tokens, never in a string, so
 * that replacing it keeps the meaning, and one event stays one line whatever its texts contain.
 *
 * @throws EventRefused when the text is not JSON, could not be read back unchanged, or makes too long a line
 */
export function eventBytes(event: NewEvent, lineBytes: number): EventBytes {
  const { json, chain } = event;
  if (chain !== undefined && !isChainName(chain)) {
    throw new EventRefused(
      'bad-chain',
      'The name of a chain has 1 to 64 of the characters A–Z, a–z, 0–9 and :._-',
    );
  }
  const most = largestDataBytes(lineBytes);
  // No text is shorter in bytes than in UTF-16 units: the cheap test comes before the parser sees it.
  if (json.length > most) throw tooLarge(most);
  if (loneSurrogate.test(json)) {
    throw new EventRefused('not-json', 'The event holds half of a surrogate pair. Send text in valid UTF-8.');
  }
  try {
    JSON.parse(json);
  } catch (error) {
    throw new EventRefused(
      'not-json',
      `The event is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
  const data = Buffer.from(json.replaceAll(/[\n\r]/g, ' '), 'utf8');
  if (data.length > most) throw tooLarge(most);
  return { data, chain };
}

/** How many bytes of JSON an event may have. */
export function largestDataBytes(lineBytes: number): number {
  return lineBytes - largestEnvelope;
}

function tooLarge(most: number): EventRefused {
  return new EventRefused(
    'too-large',
    `The event is larger than ${most} bytes. Store less of it, or refer to it.`,
  );
}
