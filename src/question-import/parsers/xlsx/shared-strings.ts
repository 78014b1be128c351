import { tooLarge } from '../import-refused.js';
import type { ArchivePart } from './archive.js';
import { plainText } from './plain-text.js';
import { streamPart, type InflationBudget } from './stream-part.js';
import { XmlTokenizer, type XmlHandler } from './xml-tokenizer.js';

/** An escape such as `_x000D_` takes seven characters for one. */
export const longestEscape = 7;

/**
 * Reads the texts that cells refer to by number. Texts beyond the length of a cell are kept one character too
 * long, so that the cell which uses one can be named when it is refused.
 */
export async function readSharedStrings(part: ArchivePart, budget: InflationBudget): Promise<SharedStrings> {
  const handler = new SharedStringsHandler(budget.limits.cells, budget.limits.cellCharacters);
  const tokenizer = new XmlTokenizer(handler, budget.limits);
  await streamPart(part, budget, (text) => {
    tokenizer.write(text);
  });
  tokenizer.end();
  return handler.strings;
}

const blockTexts = 1_024;

/**
 * Texts by number, a thousand joined to one string. A text cut out of the XML would keep the 64 KiB alive that it was
 * cut from; a copy of each would give the garbage collector a million objects to move. Cutting one out costs 20 ns.
 */
export class SharedStrings {
  private readonly blocks: string[] = [];
  private readonly ends: Uint32Array[] = [];
  private open: string[] = [];
  length = 0;

  push(text: string): void {
    this.open.push(text);
    this.length += 1;
    if (this.open.length === blockTexts) {
      this.closeBlock();
    }
  }

  private closeBlock(): void {
    const ends = new Uint32Array(this.open.length);
    let end = 0;
    this.open.forEach((text, index) => {
      end += text.length;
      ends[index] = end;
    });
    this.blocks.push(this.open.join(''));
    this.ends.push(ends);
    this.open = [];
  }

  /** @returns nothing for a number that no text has */
  at(index: number): string | undefined {
    const block = Math.floor(index / blockTexts);
    const place = index % blockTexts;
    const ends = this.ends[block];
    if (ends === undefined) {
      return block === this.blocks.length ? this.open[place] : undefined;
    }
    return this.blocks[block]?.slice(place === 0 ? 0 : ends[place - 1], ends[place]);
  }
}

class SharedStringsHandler implements XmlHandler {
  readonly strings = new SharedStrings();
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
      const text = plainText(this.pieces);
      this.strings.push(text.length > this.longestText ? text.slice(0, this.longestText + 1) : text);
      this.isInItem = false;
    }
    this.depth -= 1;
  }
}
