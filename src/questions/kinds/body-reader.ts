import { Rational } from '../../common/exact/rational.js';
import { toPlainText } from '../../common/text/plain-text.js';
import type { FieldProblem, Parsed } from './question-kind.js';

/** An author reads the first hundred; a hostile body cannot make the reply larger than that. */
const mostProblems = 100;
const longestPointer = 200;

export type Properties = ReadonlyMap<string, unknown>;

/** Left out, or sent as null: both ask for the default. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** One step further down in an RFC 6901 pointer. */
export function pointerTo(parent: string, step: string | number): string {
  return `${parent}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Reads what an author or a candidate sent, property by property, and collects every problem instead of
 * stopping at the first. Each reading method gives the checked value, or undefined after noting the problem.
 */
export class BodyReader {
  private readonly problems: FieldProblem[] = [];

  note(pointer: string, code: string, detail: string): undefined {
    if (this.problems.length < mostProblems) {
      this.problems.push({ pointer: pointer.slice(0, longestPointer), code, detail });
    }
    return undefined;
  }

  /** What was read; refused when any problem was noted. */
  finish<Value>(value: Value | undefined): Parsed<Value> {
    return value === undefined || this.problems.length > 0 ? this.refuse() : { ok: true, value };
  }

  refuse(): Parsed<never> {
    if (this.problems.length === 0) {
      throw new Error('a value is missing although no problem was noted');
    }
    return { ok: false, problems: this.problems };
  }

  /** A map, so that a property called `__proto__` is only a name like any other. */
  properties(value: unknown, pointer: string, known: readonly string[]): Properties | undefined {
    if (isAbsent(value)) {
      return this.note(pointer, 'required', 'is required');
    }
    if (typeof value !== 'object' || Array.isArray(value)) {
      return this.note(pointer, 'wrong-type', 'must be an object');
    }
    const properties = new Map(Object.entries(value));
    for (const name of properties.keys()) {
      if (!known.includes(name)) {
        this.note(
          pointerTo(pointer, name),
          'unknown-property',
          `is not known here; known: ${known.join(', ')}`,
        );
      }
    }
    return properties;
  }

  list(value: unknown, pointer: string, fewest: number, most: number): readonly unknown[] | undefined {
    if (isAbsent(value)) {
      return this.note(pointer, 'required', 'is required');
    }
    if (!Array.isArray(value)) {
      return this.note(pointer, 'wrong-type', 'must be a list');
    }
    if (value.length < fewest) {
      return this.note(pointer, 'too-few', `must have at least ${fewest} entries`);
    }
    if (value.length > most) {
      return this.note(pointer, 'too-many', `must have at most ${most} entries`);
    }
    return value;
  }

  private string(value: unknown, pointer: string): string | undefined {
    if (isAbsent(value)) {
      return this.note(pointer, 'required', 'is required');
    }
    return typeof value === 'string' ? value : this.note(pointer, 'wrong-type', 'must be a text');
  }

  /** Normalised, not trimmed; may be empty. */
  text(value: unknown, pointer: string, maximumCodePoints: number): string | undefined {
    const string = this.string(value, pointer);
    if (string === undefined) {
      return undefined;
    }
    const plain = toPlainText(string, { maximumCodePoints });
    return plain.ok ? plain.text : this.note(pointer, plain.code, plain.detail);
  }

  trimmedText(value: unknown, pointer: string, maximumCodePoints: number): string | undefined {
    const text = this.text(value, pointer, maximumCodePoints)?.trim();
    return text === '' ? this.note(pointer, 'empty', 'must not be empty') : text;
  }

  flag(value: unknown, pointer: string): boolean | undefined {
    if (isAbsent(value)) {
      return this.note(pointer, 'required', 'is required');
    }
    return typeof value === 'boolean' ? value : this.note(pointer, 'wrong-type', 'must be true or false');
  }

  flagOr(value: unknown, pointer: string, byDefault: boolean): boolean | undefined {
    return isAbsent(value) ? byDefault : this.flag(value, pointer);
  }

  oneOfOr<Name extends string>(
    value: unknown,
    pointer: string,
    names: readonly Name[],
    byDefault: Name,
  ): Name | undefined {
    if (isAbsent(value)) {
      return byDefault;
    }
    const found = names.find((name) => name === value);
    if (found === undefined) {
      const code = typeof value === 'string' ? 'unknown-value' : 'wrong-type';
      return this.note(pointer, code, `must be one of: ${names.join(', ')}`);
    }
    return found;
  }

  wholeNumber(value: unknown, pointer: string, least: number, most: number): number | undefined {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return this.note(pointer, 'wrong-type', 'must be a whole number');
    }
    return value >= least && value <= most
      ? value
      : this.note(pointer, 'out-of-range', `must be from ${least} to ${most}`);
  }

  /** Text, because a JSON number has lost digits before we see it. Gives the text, trimmed. */
  decimal(value: unknown, pointer: string, range: DecimalRange = {}): string | undefined {
    return this.exactNumber(value, pointer, decimalPattern, 'a decimal number such as "-0.5"', range);
  }

  /** Like a decimal, or a ratio such as "1/3". */
  fraction(value: unknown, pointer: string, range: DecimalRange): string | undefined {
    return this.exactNumber(value, pointer, fractionPattern, 'a fraction such as "1/3" or "0.25"', range);
  }

  private exactNumber(
    value: unknown,
    pointer: string,
    pattern: RegExp,
    form: string,
    range: DecimalRange,
  ): string | undefined {
    const text = this.string(value, pointer)?.trim();
    if (text === undefined) {
      return undefined;
    }
    const number = pattern.test(text) ? Rational.parse(text) : undefined;
    if (number === undefined) {
      return this.note(pointer, 'not-a-number', `must be ${form}, written as text`);
    }
    if (range.least !== undefined && number.compare(Rational.fromText(range.least)) < 0) {
      return this.note(pointer, 'out-of-range', `must be at least ${range.least}`);
    }
    if (range.most !== undefined && number.compare(Rational.fromText(range.most)) > 0) {
      return this.note(pointer, 'out-of-range', `must be at most ${range.most}`);
    }
    return text;
  }
}

export interface DecimalRange {
  readonly least?: string;
  readonly most?: string;
}

const decimalPattern = /^[+-]?(?:\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?$/;

/** Denominators stay small, because those of a whole test are multiplied with each other. */
const fractionPattern = /^\d{1,6}(?:\/\d{1,6}|\.\d{1,12})?$/;
