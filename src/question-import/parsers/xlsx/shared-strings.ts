import { tooLarge } from '../import-refused.js';
import { cleanCellText } from '../text-table.js';
import type { ArchivePart } from './archive.js';
import { streamPart, type InflationBudget } from './stream-part.js';
import { decodeSpreadsheetEscapes } from './xml-text.js';
import { XmlTokenizer, type XmlHandler } from './xml-tokenizer.js';

/** An escape such as `_x000D_` takes seven characters for one. */
export const longestEscape = 7;

/**
 * Reads the texts that cells refer to by number. Texts beyond the length of a cell are kept one character too
 * long, so that the cell which uses one can be named when it is refused.
 */
export async function readSharedStrings(
  part: ArchivePart,
  budget: InflationBudget,
): Promise<readonly string[]> {
  const handler = new SharedStringsHandler(budget.limits.cells, budget.limits.cellCharacters);
  const tokenizer = new XmlTokenizer(handler, budget.limits);
  await streamPart(part, budget, (text) => {
    tokenizer.write(text);
  });
  tokenizer.end();
  return handler.strings;
}

class SharedStringsHandler implements XmlHandler {
  readonly strings: string[] = [];
  wantsText = false;
  private depth = 0;
  private isInItem = false;
  private isInRun = false;
  private pieces = '';

  constructor(
    private readonly mostItems: number,
    private readonly longestText: number,
  ) {}

  open(name: string): void {
    this.depth += 1;
    if (this.depth === 2) {
      this.isInItem = name === 'si';
      this.pieces = '';
    } else if (this.depth === 3 && this.isInItem) {
      // Phonetic runs (rPh) hold a `t` as well; only those of the item and of its runs are its text.
      this.isInRun = name === 'r';
      this.wantsText = name === 't';
    } else if (this.depth === 4 && this.isInItem && this.isInRun) {
      this.wantsText = name === 't';
    }
  }

  text(piece: string): void {
    if (this.pieces.length <= this.longestText * longestEscape) {
      this.pieces += piece;
    }
  }

  close(): void {
    this.wantsText = false;
    if (this.depth === 2 && this.isInItem) {
      // An empty item counts as well: skipping it would shift every later number.
      if (this.strings.length === this.mostItems) {
        throw tooLarge(
          'The workbook holds more than a million different texts. Copy the questions into a new workbook.',
        );
      }
      this.strings.push(cleanCellText(decodeSpreadsheetEscapes(this.pieces)).slice(0, this.longestText + 1));
      this.isInItem = false;
    }
    this.depth -= 1;
  }
}
