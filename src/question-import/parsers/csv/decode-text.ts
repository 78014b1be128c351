import { ImportRefused } from '../import-refused.js';

const saveAgain = 'Save the table again as "CSV UTF-8" or as .xlsx and choose that file.';

/** The 32 bytes in which windows-1252 differs from Latin-1, 0x80 first; the five unused ones map to themselves. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/**
 * Decodes the bytes of a text file: by its mark, else as UTF-8 where it is valid, else as windows-1252.
 *
 * @throws ImportRefused for bytes that are no text, and for UTF-16 and UTF-32 without a mark
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) {
    throw new ImportRefused('unreadable_text', `The text is in UTF-32, which cannot be read. ${saveAgain}`);
  }
  if (first === 0xff && second === 0xfe) {
    return decodeStrictly('utf-16le', bytes);
  }
  if (first === 0xfe && second === 0xff) {
    return decodeStrictly('utf-16be', bytes);
  }
  if (bytes.includes(0)) {
    throw new ImportRefused(
      'binary_file',
      `The file is not a text: it contains zero bytes. It may be a binary file, or text in UTF-16 without a mark. ${saveAgain}`,
    );
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return decodeStrictly('utf-8', bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    refuseControlCharacters(bytes);
    return decodeWindows1252(bytes);
  }
}

function decodeStrictly(encoding: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ImportRefused(
      'unreadable_text',
      `The file is marked as ${encoding.toUpperCase()} but is not valid. ${saveAgain}`,
    );
  }
  if (text.includes('\0')) {
    throw new ImportRefused(
      'binary_file',
      `The file is not a text: it contains zero characters. ${saveAgain}`,
    );
  }
  return text;
}

/** By a table of our own: in Node 20 a TextDecoder for windows-1252 decodes 0x80 to 0x9F as Latin-1 in one shot. */
function decodeWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009F]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80));
}

/** Every sequence of bytes is valid windows-1252, so that binary data must be told by its control characters. */
function refuseControlCharacters(bytes: Uint8Array): void {
  let controls = 0;
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) {
      controls += 1;
    }
  }
  if (controls > bytes.length / 200) {
    throw new ImportRefused('binary_file', `The file is not a text. ${saveAgain}`);
  }
}
