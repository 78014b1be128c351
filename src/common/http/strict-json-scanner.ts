import { type StrictJsonCode, StrictJsonError, malformed } from './strict-json-error.js';

export const maximumDepth = 32;
export const maximumKeys = 10_000;

/** Up to here a walk through the keys seen is cheaper than a Set. */
const walkableKeys = 16;
const longestPointerToken = 100;

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const openingBracket = 0x5b;
const backslash = 0x5c;
const closingBracket = 0x5d;
const letterU = 0x75;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

interface Frame {
  readonly isObject: boolean;
  /** The member or the element that is being read. */
  key: string;
  index: number;
  readonly keys: string[];
  keySet: Set<string> | undefined;
}

/**
 * Looks for the faults that JSON.parse lets pass, and for depth before JSON.parse recurses. It follows
 * strings and brackets exactly but leaves the rest of the grammar to JSON.parse, which runs afterwards: in
 * a text that JSON.parse accepts, it cannot mistake a key for a value.
 */
export class StrictJsonScanner {
  private readonly frames: Frame[] = [];
  private frame: Frame | undefined;
  private keyCount = 0;
  private nextBackslash: number;

  constructor(private readonly text: string) {
    this.nextBackslash = this.find('\\', 0);
  }

  scan(): void {
    const { text } = this;
    let expectsKey = false;
    for (let position = 0; position < text.length; position += 1) {
      const character = text.charCodeAt(position);
      if (character === quote) {
        const start = position + 1;
        position = this.endOfString(start, expectsKey);
        if (expectsKey) this.enterMember(start, position);
        expectsKey = false;
      } else if (character === comma) {
        if (this.frame?.isObject) expectsKey = true;
        else if (this.frame) this.frame.index += 1;
      } else if (character === minus || (character >= zero && character <= nine)) {
        position = this.endOfNumber(position) - 1;
      } else if (character === openingBrace) {
        this.open(true);
        expectsKey = true;
      } else if (character === openingBracket) {
        this.open(false);
        expectsKey = false;
      } else if (character === closingBrace || character === closingBracket) {
        if (this.frames.pop() === undefined) throw malformed();
        this.frame = this.frames[this.frames.length - 1];
        expectsKey = false;
      }
    }
  }

  private open(isObject: boolean): void {
    if (this.frames.length === maximumDepth) {
      throw this.fault('json-too-deep', `Nesting is limited to ${maximumDepth} levels.`);
    }
    this.frame = { isObject, key: '', index: 0, keys: [], keySet: undefined };
    this.frames.push(this.frame);
  }

  /** Without escapes, the search is left to the engine, which goes many characters at a time. */
  private endOfString(start: number, isKey: boolean): number {
    if (this.nextBackslash < start) throw malformed();
    const end = this.find('"', start);
    if (this.nextBackslash > end) return end;
    return this.endOfEscapedString(end, isKey);
  }

  private endOfEscapedString(firstQuote: number, isKey: boolean): number {
    let end = firstQuote;
    while (this.nextBackslash < end) {
      const next = this.afterEscape(this.nextBackslash, isKey);
      if (end < next) end = this.find('"', next);
      this.nextBackslash = this.find('\\', next);
    }
    if (end === Number.POSITIVE_INFINITY) throw malformed();
    return end;
  }

  private afterEscape(position: number, isKey: boolean): number {
    if (this.text.charCodeAt(position + 1) !== letterU) return position + 2;
    const unit = this.hexadecimal(position + 2);
    if (unit === 0) throw this.fault('nul-character', 'The character \\u0000 is not allowed.', isKey);
    if (unit < 0xd800 || unit > 0xdfff) return position + 6;
    const isPair =
      unit < 0xdc00 &&
      this.text.charCodeAt(position + 6) === backslash &&
      this.text.charCodeAt(position + 7) === letterU &&
      (this.hexadecimal(position + 8) & 0xfc00) === 0xdc00;
    if (isPair) return position + 12;
    throw this.fault('lone-surrogate', 'Half of a surrogate pair is not a character.', isKey);
  }

  private hexadecimal(start: number): number {
    const digits = this.text.slice(start, start + 4);
    if (!/^[\da-f]{4}$/i.test(digits)) throw malformed();
    return Number.parseInt(digits, 16);
  }

  private endOfNumber(start: number): number {
    const { text } = this;
    let hasExponent = false;
    let end = start + 1;
    for (; end < text.length; end += 1) {
      const character = text.charCodeAt(end) | 0x20;
      if (character === 0x65) hasExponent = true;
      // Digits, signs and the point, of which setting the bit 0x20 changes none; "+" and "." lie around "-".
      else if (character < 0x2b || character > nine || character === 0x2c || character === 0x2f) break;
    }
    if ((hasExponent || end - start > 300) && Math.abs(Number(text.slice(start, end))) === Infinity) {
      throw this.fault('number-out-of-range', 'The number is too large.');
    }
    return end;
  }

  private enterMember(start: number, end: number): void {
    const frame = this.frame;
    if (!frame) throw malformed();
    const key = this.decodeKey(start, end);
    this.keyCount += 1;
    if (this.keyCount > maximumKeys) {
      throw new StrictJsonError('too-many-keys', '', `A body may have ${maximumKeys} keys in all.`);
    }
    frame.key = key;
    if (key === '__proto__' || (key === 'prototype' && this.isInConstructor())) {
      throw this.fault('forbidden-key', 'This key is not allowed.');
    }
    if (frame.keySet ? frame.keySet.has(key) : frame.keys.includes(key)) {
      throw this.fault('duplicate-key', 'The object has this key more than once.');
    }
    if (frame.keySet) frame.keySet.add(key);
    else if (frame.keys.push(key) > walkableKeys) frame.keySet = new Set(frame.keys);
  }

  private decodeKey(start: number, end: number): string {
    const raw = this.text.slice(start, end);
    if (!raw.includes('\\')) return raw;
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      throw malformed();
    }
  }

  private isInConstructor(): boolean {
    const parent = this.frames.at(-2);
    return parent?.isObject === true && parent.key === 'constructor';
  }

  private find(character: string, from: number): number {
    const position = this.text.indexOf(character, from);
    return position === -1 ? Number.POSITIVE_INFINITY : position;
  }

  private fault(code: StrictJsonCode, detail: string, isInKey = false): StrictJsonError {
    const path = isInKey ? this.frames.slice(0, -1) : this.frames;
    const pointer = path
      .map((frame) => `/${frame.isObject ? pointerToken(frame.key) : frame.index}`)
      .join('');
    return new StrictJsonError(code, pointer, detail);
  }
}

function pointerToken(key: string): string {
  const shown =
    key.length > longestPointerToken
      ? `${key.slice(0, longestPointerToken).replace(/[\ud800-\udbff]$/, '')}…`
      : key;
  return shown.replaceAll('~', '~0').replaceAll('/', '~1');
}
