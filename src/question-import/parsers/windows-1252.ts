/** The 32 characters in which windows-1252 differs from Latin-1, 0x80 first; the five unused ones map to themselves. */
export const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/**
 * By a table of our own: in Node 20 a TextDecoder for windows-1252 decodes 0x80 to 0x9F as Latin-1 in one shot. Every
 * sequence of bytes is valid, so binary data must be told by its control characters.
 */
export function decodeWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\u0080-\u009F]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80));
}

/** More control characters than a text has. */
export function hasManyControls(controls: number, length: number): boolean {
  return controls > length / 200;
}

export function countControls(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes) {
    controls += byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d ? 1 : 0;
  }
  return controls;
}
