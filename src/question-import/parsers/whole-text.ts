import { ImportRefused } from './import-refused.js';
import { cleanCellText } from './text-table.js';
import { countControls, decodeWindows1252, hasManyControls } from './windows-1252.js';

const saveAgain = 'Save it again as plain text in UTF-8 and choose that file.';

/**
 * Decodes a text file as a whole: by its mark, else as UTF-8 where it is valid, else as windows-1252. Line ends become
 * LF; control characters are dropped.
 *
 * @throws ImportRefused for bytes that are no text
 */
export function decodeWholeText(bytes: Uint8Array): string {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0) {
    throw new ImportRefused('unreadable_text', `The text is in UTF-32, which cannot be read. ${saveAgain}`);
  }
  const isLittleEndian = first === 0xff && second === 0xfe;
  if (isLittleEndian || (first === 0xfe && second === 0xff)) {
    return decodeStrictly(isLittleEndian ? 'utf-16le' : 'utf-16be', bytes);
  }
  if (bytes.includes(0)) {
    throw new ImportRefused(
      'binary_file',
      `The file is not a text: it contains zero bytes. It may be a binary file, or text in UTF-16 without a mark. ${saveAgain}`,
    );
  }
  try {
    return cleanCellText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    if (hasManyControls(countControls(bytes), bytes.length)) {
      throw new ImportRefused('binary_file', `The file is not a text. ${saveAgain}`);
    }
    return cleanCellText(decodeWindows1252(bytes));
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
  return cleanCellText(text);
}

/** Line by line, numbered from 1: a split would hold millions of lines at once. */
export function* linesOf(text: string): Generator<{ readonly text: string; readonly number: number }> {
  let number = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield { text: text.slice(start, end), number };
    number += 1;
    start = end + 1;
  }
  yield { text: text.slice(start), number };
}
