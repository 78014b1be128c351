import { damagedWorkbook, ImportRefused, tooLarge } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import { decodeEntities, isSpace } from './xml-text.js';

/** Receives what the tokenizer finds. Names come without their prefix, attributes as raw text. */
export interface XmlHandler {
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** Called, possibly several times for one text, only while `wantsText` is true. */
  text(piece: string): void;
  readonly wantsText: boolean;
}

type Mode = 'content' | 'comment' | 'instruction' | 'characters';

const longestReference = 12;
const greaterThan = 62;
const lessThan = 60;
const doubleQuote = 34;
const singleQuote = 39;
const slash = 47;
const colon = 58;
const questionMark = 63;
const exclamationMark = 33;

/**
 * Reads XML as it arrives, in bounded memory: of the document it keeps the open names and the unread rest of
 * one tag. Checks that tags balance, because a cut-off sheet must not pass for a short one; refuses DOCTYPE.
 */
export class XmlTokenizer {
  private readonly openNames: string[] = [];
  private mode: Mode = 'content';
  private unread = '';
  /** How much of the unread tag was searched for its end: searching again from its start would be quadratic. */
  private searched = 0;
  private quote = 0;
  private hasRoot = false;

  constructor(
    private readonly handler: XmlHandler,
    private readonly limits: Pick<ImportLimits, 'xmlDepth' | 'xmlTagCharacters'>,
  ) {}

  write(chunk: string): void {
    const input = this.unread === '' ? chunk : this.unread + chunk;
    this.unread = '';
    let at = 0;
    while (at < input.length) {
      at = this.step(input, at);
    }
  }

  end(): void {
    if (this.unread !== '' || this.mode !== 'content' || this.openNames.length > 0 || !this.hasRoot) {
      throw damagedWorkbook('a part of it ends too early');
    }
  }

  private step(input: string, at: number): number {
    switch (this.mode) {
      case 'content':
        return input.charCodeAt(at) === lessThan ? this.readMarkup(input, at) : this.readText(input, at);
      case 'comment':
        return this.skip(input, at, '-->');
      case 'instruction':
        return this.skip(input, at, '?>');
      case 'characters':
        return this.readCharacters(input, at);
    }
  }

  /** Keeps the rest for the next chunk. */
  private hold(input: string, at: number): number {
    this.unread = at === 0 ? input : input.slice(at);
    return input.length;
  }

  private skip(input: string, at: number, terminator: string): number {
    const end = input.indexOf(terminator, at);
    if (end < 0) {
      return this.hold(input, Math.max(at, input.length - terminator.length + 1));
    }
    this.mode = 'content';
    return end + terminator.length;
  }

  private readCharacters(input: string, at: number): number {
    const end = input.indexOf(']]>', at);
    const stop = end < 0 ? Math.max(at, input.length - 2) : end;
    if (this.handler.wantsText && stop > at) {
      this.handler.text(input.slice(at, stop));
    }
    if (end < 0) {
      return this.hold(input, stop);
    }
    this.mode = 'content';
    return end + 3;
  }

  private readText(input: string, at: number): number {
    const next = input.indexOf('<', at);
    let stop = next < 0 ? input.length : next;
    if (next < 0) {
      const reference = input.lastIndexOf('&');
      if (
        reference >= at &&
        input.length - reference <= longestReference &&
        !input.includes(';', reference)
      ) {
        stop = reference;
      }
    }
    if (this.openNames.length === 0) {
      if (input.slice(at, stop).replace('\uFEFF', '').trim() !== '') {
        throw damagedWorkbook('text outside its root element');
      }
    } else if (this.handler.wantsText && stop > at) {
      this.handler.text(decodeEntities(input.slice(at, stop)));
    }
    return next < 0 && stop < input.length ? this.hold(input, stop) : stop;
  }

  private readMarkup(input: string, at: number): number {
    // NaN behind the end of the chunk.
    const second = input.charCodeAt(at + 1);
    switch (second) {
      case slash:
        return this.readClosingTag(input, at);
      case questionMark:
        this.mode = 'instruction';
        return at + 2;
      case exclamationMark:
        return this.readDeclaration(input, at);
      default:
        return Number.isNaN(second) ? this.hold(input, at) : this.readOpeningTag(input, at);
    }
  }

  private readDeclaration(input: string, at: number): number {
    const start = input.slice(at, at + 9);
    if (start.startsWith('<!--')) {
      this.mode = 'comment';
      return at + 4;
    }
    if (start === '<![CDATA[' && this.openNames.length > 0) {
      this.mode = 'characters';
      return at + 9;
    }
    if (start === '<!DOCTYPE') {
      throw new ImportRefused(
        'damaged_workbook',
        'The workbook contains a document type definition, which no spreadsheet program writes. It was not opened.',
      );
    }
    if (['<!--', '<![CDATA[', '<!DOCTYPE'].some((full) => full.startsWith(start))) {
      return this.hold(input, at);
    }
    throw damagedWorkbook('an unknown declaration');
  }

  private readClosingTag(input: string, at: number): number {
    const name = this.openNames.at(-1);
    const nameEnd = at + 2 + (name?.length ?? 0);
    if (name !== undefined && input.charCodeAt(nameEnd) === greaterThan && input.startsWith(name, at + 2)) {
      this.searched = 0;
      this.openNames.pop();
      this.handler.close(localName(name));
      return nameEnd + 1;
    }
    // White space behind the name, a border of chunks, or a fault.
    const end = input.indexOf('>', at + Math.max(2, this.searched));
    if (end < 0) {
      return this.holdTag(input, at);
    }
    this.searched = 0;
    if (name === undefined || input.slice(at + 2, end).trimEnd() !== name) {
      throw damagedWorkbook(`tags that do not match at </${input.slice(at + 2, Math.min(end, at + 40))}>`);
    }
    this.openNames.pop();
    this.handler.close(localName(name));
    return end + 1;
  }

  private readOpeningTag(input: string, at: number): number {
    let quote = this.quote;
    for (let index = at + Math.max(1, this.searched); index < input.length; index++) {
      const code = input.charCodeAt(index);
      if (quote !== 0) {
        quote = code === quote ? 0 : quote;
      } else if (code === greaterThan) {
        this.searched = 0;
        this.quote = 0;
        this.openElement(input, at + 1, index);
        return index + 1;
      } else if (code === doubleQuote || code === singleQuote) {
        quote = code;
      } else if (code === lessThan) {
        throw damagedWorkbook('a tag inside a tag');
      }
    }
    this.quote = quote;
    return this.holdTag(input, at);
  }

  private holdTag(input: string, at: number): number {
    this.searched = input.length - at;
    if (this.searched > this.limits.xmlTagCharacters) {
      throw tooLarge(
        'The workbook contains a tag of more than a million characters. Save it again from a spreadsheet program.',
      );
    }
    return this.hold(input, at);
  }

  /** The tag stands between `start`, behind its <, and `end`, at its >. */
  private openElement(input: string, start: number, end: number): void {
    let nameEnd = start;
    let localStart = start;
    for (; nameEnd < end; nameEnd++) {
      const code = input.charCodeAt(nameEnd);
      if (code === colon && localStart === start) {
        localStart = nameEnd + 1;
      } else if (code === slash || isSpace(code)) {
        break;
      }
    }
    if (nameEnd === start) {
      throw damagedWorkbook('a tag without a name');
    }
    if (this.openNames.length === 0) {
      if (this.hasRoot) {
        throw damagedWorkbook('two root elements');
      }
      this.hasRoot = true;
    }
    if (this.openNames.length >= this.limits.xmlDepth) {
      throw tooLarge('The workbook nests its contents deeper than any spreadsheet program does.');
    }
    const isEmpty = input.charCodeAt(end - 1) === slash;
    const attributesEnd = isEmpty ? end - 1 : end;
    const attributes = nameEnd < attributesEnd ? input.slice(nameEnd, attributesEnd) : '';
    const local = input.slice(localStart, nameEnd);
    this.handler.open(local, attributes);
    if (isEmpty) {
      this.handler.close(local);
    } else {
      this.openNames.push(input.slice(start, nameEnd));
    }
  }
}

function localName(name: string): string {
  const prefixEnd = name.indexOf(':');
  return prefixEnd < 0 ? name : name.slice(prefixEnd + 1);
}
