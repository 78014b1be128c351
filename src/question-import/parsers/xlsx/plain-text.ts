import { cleanCellText } from '../text-table.js';
import { decodeSpreadsheetEscapes } from './xml-text.js';

/** The text of a cell from the text of its elements. */
export function plainText(text: string): string {
  return cleanCellText(decodeSpreadsheetEscapes(text));
}
