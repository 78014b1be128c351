import { countCodePoints } from './characters.js';

/**
 * The form in which every text from a person is kept: NFC, line ends as LF, no control characters but tab and
 * LF, no half of a surrogate pair (PostgreSQL refuses it), bounded.
 */

export interface TextLimits {
  readonly maximumCodePoints: number;
  /** In UTF-8. Without it four bytes for each code point. */
  readonly maximumBytes?: number;
}

export type PlainText =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly code: 'malformed-text' | 'control-character' | 'too-long';
      readonly detail: string;
    };

const loneSurrogate = /\p{Surrogate}/u;
const controlCharacter = /(?![\t\n])\p{Cc}/u;

function refusal(code: 'malformed-text' | 'control-character' | 'too-long', detail: string): PlainText {
  return { ok: false, code, detail };
}

/** Lengths are measured after normalising, as stored. */
export function toPlainText(input: string, limits: TextLimits): PlainText {
  const { maximumCodePoints, maximumBytes = maximumCodePoints * 4 } = limits;
  const tooLong = `must not be longer than ${maximumCodePoints} characters`;
  // Composition shortens a text: "e" and an accent become one. Eighteen is the longest decomposition in Unicode.
  if (input.length > maximumCodePoints * 18) {
    return refusal('too-long', tooLong);
  }
  if (loneSurrogate.test(input)) {
    return refusal('malformed-text', 'contains half of a surrogate pair');
  }
  const text = input.replace(/\r\n?/g, '\n').normalize('NFC');
  const control = controlCharacter.exec(text);
  if (control !== null) {
    const name = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return refusal('control-character', `contains the control character U+${name}`);
  }
  if (countCodePoints(text) > maximumCodePoints) {
    return refusal('too-long', tooLong);
  }
  if (Buffer.byteLength(text, 'utf8') > maximumBytes) {
    return refusal('too-long', `must not be longer than ${maximumBytes} bytes`);
  }
  return { ok: true, text };
}
