import { tooLarge } from '../import-refused.js';
import { lastSpreadsheetRow } from '../limits.js';
import {
  decodedPieces,
  markedEncoding,
  refuseControlCharacters,
  Utf8Check,
  type TextEncoding,
} from './decode-text.js';
import { findDelimiter } from './delimiter.js';
import { QuoteScanner } from './quote-scanner.js';
import { headOf, piecesOf, type TextSource } from './text-source.js';

/** What must be known of a text before its first row can be read. */
export interface TextShape {
  readonly encoding: TextEncoding;
  readonly delimiter: string;
  /** A `sep=` line in front of the rows, in bytes of UTF-8. */
  readonly hintBytes: number;
  readonly lineEnds: readonly string[];
}

/** A title above the header may hold no delimiter at all. */
const headBytes = 256 * 1024;

/**
 * Reads the text once without keeping it: only its last byte may tell UTF-8 from windows-1252, and only its end that a
 * quote is never closed.
 *
 * @throws ImportRefused
 */
export async function inspectText(source: TextSource): Promise<TextShape> {
  const head = await headOf(piecesOf(source), headBytes);
  const marked = markedEncoding(head);
  const { delimiter, hintLength } = findDelimiter(roughText(head, marked));
  const scanner = new QuoteScanner(delimiter.charCodeAt(0), hintLength === 0 ? 0 : 1);
  const utf8 = new Utf8Check();
  for await (const piece of withoutStart(decodedPieces(source, marked), hintLength)) {
    utf8.accepts(piece);
    scanner.scan(piece);
    if (scanner.rows > lastSpreadsheetRow) {
      throw tooLarge(
        'The file has more rows than a spreadsheet can show. Delete the blank lines at its end.',
      );
    }
  }
  const isUtf8 = marked !== 'unmarked' || utf8.isComplete();
  if (!isUtf8) {
    await refuseControlCharacters(source);
  }
  scanner.end();
  return {
    encoding: isUtf8 ? marked : 'windows-1252',
    delimiter,
    hintBytes: hintLength,
    lineEnds: scanner.lineEnds,
  };
}

/** Delimiters, quotes and line ends are ASCII, so that other characters and a last half of one do not matter here. */
function roughText(head: Buffer, encoding: TextEncoding): string {
  switch (encoding) {
    case 'utf-16le':
    case 'utf-16be':
      return new TextDecoder(encoding).decode(head);
    case 'utf-8':
      return head.toString('latin1', 3);
    default:
      return head.toString('latin1');
  }
}

export async function* withoutStart(
  pieces: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  let rest = bytes;
  for await (const piece of pieces) {
    const skipped = Math.min(rest, piece.length);
    rest -= skipped;
    yield skipped === 0 ? piece : piece.subarray(skipped);
  }
}
