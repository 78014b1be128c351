import { isAscii, isUtf8 } from 'node:buffer';
import { StrictJsonError, malformed } from './strict-json-error.js';
import { StrictJsonScanner } from './strict-json-scanner.js';

export { StrictJsonError, type StrictJsonCode } from './strict-json-error.js';
export { maximumDepth, maximumKeys } from './strict-json-scanner.js';

/** The one reader of JSON request bodies: what it returns means the same to every other JSON parser. */
export function parseStrictJson(bytes: Buffer): unknown {
  const text = decode(bytes);
  new StrictJsonScanner(text).scan();
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(error);
  }
}

function decode(bytes: Buffer): string {
  if (bytes.length === 0) throw new StrictJsonError('malformed-json', '', 'The body is empty.');
  if (isAscii(bytes)) {
    // No JSON text has a NUL byte, but every UTF-16 text of JSON has one among its first two bytes.
    if (bytes[0] === 0 || bytes[1] === 0) throw notUtf8('The body is UTF-16 or UTF-32; it must be UTF-8.');
    return bytes.toString('latin1');
  }
  if (!isUtf8(bytes)) throw notUtf8('The body is not valid UTF-8.');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw notUtf8('The body begins with a byte order mark, which JSON does not allow.');
  }
  return bytes.toString('utf8');
}

function notUtf8(detail: string): StrictJsonError {
  return new StrictJsonError('not-utf8', '', detail);
}
