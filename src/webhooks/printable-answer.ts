/** Enough for the sentence with which a receiver says what it did not like; ten attempts keep ten of them. */
export const answerBytesKept = 2_048;

/** All but tab and the line breaks. */
// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const directionOverrides = /[\u202a-\u202e\u2066-\u2069]/g;

export interface PrintableAnswer {
  readonly text: string;
  readonly isCut: boolean;
}

/**
 * The beginning of an answer as text that can be stored and shown. It comes from outside: bytes that are no UTF-8 and
 * characters that steer a terminal or turn the direction of a line become replacement characters.
 */
export function printableAnswer(body: Buffer, isCut: boolean): PrintableAnswer {
  const text = new TextDecoder()
    .decode(body.subarray(0, answerBytesKept))
    .replace(controlCharacters, '\ufffd')
    .replace(directionOverrides, '\ufffd');
  return { text, isCut: isCut || body.length > answerBytesKept };
}
