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

/** A handler for those who only want to know whether a document is well formed. */
export const ignoreEverything: XmlHandler = {
  open() {},
  close() {},
  text() {},
  wantsText: false,
};

type Mode = 'content' | 'comment' | 'instruction' | 'characters';

const longestReference = 12;
const greaterThan = 62;
const lessThan = 60;
const doubleQuote = 34;
const singleQuote = 39;

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
      case 'comment':
        return this.skip(input, at, '-->');
      case 'instruction':
        return this.skip(input, at, '?>');
      case 'characters':
        return this.readCharacters(input, at);
      default:
        return input.charCodeAt(at) === lessThan ? this.readMarkup(input, at) : this.readText(input, at);
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
    const second = input.charAt(at + 1);
    if (second === '') {
      return this.hold(input, at);
    }
    if (second === '?') {
      this.mode = 'instruction';
      return at + 2;
    }
    return second === '!' ? this.readDeclaration(input, at) : this.readTag(input, at);
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

  private readTag(input: string, at: number): number {
    let quote = this.quote;
    for (let index = at + Math.max(1, this.searched); index < input.length; index++) {
      const code = input.charCodeAt(index);
      if (quote !== 0) {
        quote = code === quote ? 0 : quote;
      } else if (code === greaterThan) {
        this.searched = 0;
        this.quote = 0;
        this.handleTag(input.slice(at + 1, index));
        return index + 1;
      } else if (code === doubleQuote || code === singleQuote) {
        quote = code;
      } else if (code === lessThan) {
        throw damagedWorkbook('a tag inside a tag');
      }
    }
    this.quote = quote;
    this.searched = input.length - at;
    if (this.searched > this.limits.xmlTagCharacters) {
      throw tooLarge(
        'The workbook contains a tag of more than a million characters. Save it again from a spreadsheet program.',
      );
    }
    return this.hold(input, at);
  }

  private handleTag(tag: string): void {
    if (tag.charCodeAt(0) === 47) {
      const name = this.openNames.pop();
      if (
        name === undefined ||
        (tag.length !== name.length + 1 && tag.slice(1).trimEnd() !== name) ||
        !tag.startsWith(name, 1)
      ) {
        throw damagedWorkbook(`tags that do not match at </${tag.slice(1, 40)}>`);
      }
      this.handler.close(localName(name));
      return;
    }
    const isEmpty = tag.endsWith('/');
    const name = tag.slice(0, endOfName(tag));
    if (name === '') {
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
    const local = localName(name);
    this.handler.open(local, tag.slice(name.length, isEmpty ? -1 : undefined));
    if (isEmpty) {
      this.handler.close(local);
    } else {
      this.openNames.push(name);
    }
  }
}

function endOfName(tag: string): number {
  for (let index = 0; index < tag.length; index++) {
    const code = tag.charCodeAt(index);
    if (isSpace(code) || code === 47) {
      return index;
    }
  }
  return tag.length;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
