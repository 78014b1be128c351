import { isBlank } from '../../common/text/characters.js';
import { BodyReader, isAbsent } from './body-reader.js';
import type { Parsed } from './question-kind.js';

/** A typed answer, kept as typed but for its normal form (NFC, LF); null where nothing can be seen. */
export function readTypedText(response: unknown, maximumCodePoints: number): Parsed<string | null> {
  const reader = new BodyReader();
  if (isAbsent(response)) {
    return reader.finish(null);
  }
  const text = reader.text(response, '/response', maximumCodePoints);
  return reader.finish(text !== undefined && isBlank(text) ? null : text);
}
