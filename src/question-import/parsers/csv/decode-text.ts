import { isUtf8 } from 'node:buffer';
import { ImportRefused } from '../import-refused.js';
import { completeLength } from '../utf8-border.js';
import { countControls, decodeWindows1252, hasManyControls } from '../windows-1252.js';
import { piecesOf, type TextSource } from './text-source.js';

/** `unmarked`: UTF-8 or windows-1252, which only the last byte may tell apart. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'unmarked';

const saveAgain = 'Save the table again as "CSV UTF-8" or as .xlsx and choose that file.';

/** What the mark at the start of a text says. */
export function markedEncoding([first, second, third, fourth]: Uint8Array): TextEncoding {
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) {
    throw new ImportRefused('unreadable_text', `The text is in UTF-32, which cannot be read. ${saveAgain}`);
  }
  if (first === 0xff && second === 0xfe) {
    return 'utf-16le';
  }
  if (first === 0xfe && second === 0xff) {
    return 'utf-16be';
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : 'unmarked';
}

/**
 * The text as UTF-8 without its mark, piece by piece; pieces may end within a character. Of an unmarked text, its bytes
 * as they are.
 *
 * @throws ImportRefused for bytes that are no text in the encoding
 */
export async function* decodedPieces(source: TextSource, encoding: TextEncoding): AsyncGenerator<Uint8Array> {
  const decode = pieceDecoder(encoding);
  for await (const piece of piecesOf(source)) {
    const decoded = decode(piece, true);
    refuseZeroBytes(decoded);
    yield decoded;
  }
  yield decode(new Uint8Array(), false);
}

function refuseZeroBytes(bytes: Uint8Array): void {
  if (bytes.includes(0)) {
    throw new ImportRefused(
      'binary_file',
      `The file is not a text: it contains zero bytes. It may be a binary file, or text in UTF-16 without a mark. ${saveAgain}`,
    );
  }
}

type PieceDecoder = (piece: Uint8Array, more: boolean) => Uint8Array;

function pieceDecoder(encoding: TextEncoding): PieceDecoder {
  switch (encoding) {
    case 'unmarked':
      return (piece) => piece;
    case 'utf-8':
      return utf8Checker();
    case 'windows-1252':
      return (piece) => Buffer.from(decodeWindows1252(piece), 'utf8');
    default:
      return utf16Decoder(encoding);
  }
}

function utf8Checker(): PieceDecoder {
  const check = new Utf8Check();
  let markLeft = 3;
  return (piece, more) => {
    if (!(more ? check.accepts(piece) : check.isComplete())) {
      throw invalidText('UTF-8');
    }
    const start = Math.min(markLeft, piece.length);
    markLeft -= start;
    return piece.subarray(start);
  };
}

function utf16Decoder(encoding: string): PieceDecoder {
  // Takes the mark off.
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (piece, more) => {
    try {
      return Buffer.from(decoder.decode(piece, { stream: more }), 'utf8');
    } catch {
      throw invalidText(encoding.toUpperCase());
    }
  };
}

function invalidText(encoding: string): ImportRefused {
  return new ImportRefused(
    'unreadable_text',
    `The file is marked as ${encoding} but is not valid. ${saveAgain}`,
  );
}

/** Whether pieces are UTF-8 when joined. */
export class Utf8Check {
  private held = new Uint8Array();
  private isValid = true;

  accepts(piece: Uint8Array): boolean {
    if (this.isValid) {
      const bytes = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
      const complete = completeLength(bytes);
      this.held = Uint8Array.from(bytes.subarray(complete));
      this.isValid = isUtf8(bytes.subarray(0, complete));
    }
    return this.isValid;
  }

  isComplete(): boolean {
    return this.isValid && this.held.length === 0;
  }
}

/** Every sequence of bytes is valid windows-1252, so that binary data must be told by its control characters. */
export async function refuseControlCharacters(source: TextSource): Promise<void> {
  let controls = 0;
  let length = 0;
  for await (const piece of piecesOf(source)) {
    length += piece.length;
    controls += countControls(piece);
  }
  if (hasManyControls(controls, length)) {
    throw new ImportRefused('binary_file', `The file is not a text. ${saveAgain}`);
  }
}
