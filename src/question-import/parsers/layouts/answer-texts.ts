import { withoutBrackets } from './answer-positions.js';
import { letterNumber } from './header-meaning.js';
import { normaliseText, truthValue } from './words.js';

/** An option of one question; the number is that of its column, so that a blank column shifts nothing. */
export interface NumberedOption {
  readonly number: number;
  readonly text: string;
}

/** "B. green", "2) green", "Option B - green", "(b) green". */
const labelBefore = /^[[(]?(?:option |answer |choice )?([a-z]|\d{1,2})\s*[\]).:\-–—=]+\s*(\S[\s\S]*)$/i;
/** "green (B)". */
const labelBehind = /[[(](?:option |answer )?([a-z]|\d{1,2})[\])]$/i;
/** Of an option itself: "B) green", "2. green", but not the ratio "1:2". */
const ownLabel = /^[[(]?([a-z]|\d{1,2})(?:[\])]\s*|[.:\-–]\s+)(\S[\s\S]*)$/i;

/** Finds options by their text; letter case matters only where two options differ by it. */
class OptionIndex {
  private readonly exact = new Map<string, number | undefined>();
  private readonly folded = new Map<string, number | undefined>();
  /** By the text behind labels that are part of the options: "green" for "B) green". */
  private readonly unlabelled = new Map<string, number | undefined>();
  private longest = 0;

  constructor(options: readonly NumberedOption[]) {
    for (const { number, text } of options) {
      const normal = normaliseText(text);
      // Nothing is found by a text that two options share.
      this.longest = Math.max(this.longest, text.length);
      addOnce(this.exact, normal, number);
      addOnce(this.folded, normal.toLowerCase(), number);
    }
    const labels = options.map(({ text }) => ownLabel.exec(normaliseText(text)));
    if (labels.every((found, index) => isLabel(found?.[1], options[index]?.number))) {
      labels.forEach((found, index) => {
        addOnce(this.unlabelled, (found?.[2] ?? '').toLowerCase(), options[index]?.number ?? 0);
      });
    }
  }

  /** Whether a text may be that of an option, with or without a label. */
  mayHold(text: string): boolean {
    return text.length <= this.longest + longestLabel;
  }

  find(text: string): number | undefined {
    const normal = normaliseText(text);
    const folded = normal.toLowerCase();
    if (this.exact.has(normal)) {
      return this.exact.get(normal);
    }
    return this.folded.has(folded) ? this.folded.get(folded) : this.unlabelled.get(folded);
  }
}

function isLabel(label: string | undefined, number: number | undefined): boolean {
  return label !== undefined && numberOf(label) === number;
}

function numberOf(label: string): number {
  return /[a-z]/i.test(label) ? letterNumber(label) : Number(label);
}

function addOnce(index: Map<string, number | undefined>, text: string, number: number): void {
  index.set(text, index.has(text) ? undefined : number);
}

/** A column is looked through several times, with the same options. */
const indexes = new WeakMap<readonly NumberedOption[], OptionIndex>();

function indexOf(options: readonly NumberedOption[]): OptionIndex {
  const known = indexes.get(options) ?? new OptionIndex(options);
  indexes.set(options, known);
  return known;
}

/** The option with this text, if there is exactly one. */
export function optionWithText(options: readonly NumberedOption[], text: string): number | undefined {
  return indexOf(options).find(text);
}

/** No question has as many options; every pair of separators may enclose the text of one. */
const mostSeparators = 30;
/** "Option B - " in front of a text, quotation marks around it. */
const longestLabel = 20;
const separators = /\s*(?:[,;|/&\n、，；]|\s(?:and|und|et|og|och|en|ve|y|e|i|и)\s)\s*/giu;

/**
 * The options whose texts a cell lists. The whole cell is tried first, then every way of cutting it at its
 * separators, as the texts themselves may contain them: "rock, paper" may be one option.
 */
export function optionsListedIn(options: readonly NumberedOption[], cell: string): number[] | undefined {
  const index = indexOf(options);
  const whole = index.find(cell) ?? index.find(withoutQuotes(cell));
  if (whole !== undefined) {
    return [whole];
  }
  const list = withoutBrackets(withShortGaps(cell));
  const cuts = [...list.matchAll(separators)];
  if (cuts.length > mostSeparators) {
    return undefined;
  }
  if (cuts.length === 0) {
    const bare = index.find(list);
    return bare === undefined ? undefined : [bare];
  }
  const starts = [0, ...cuts.map((cut) => cut.index + cut[0].length)];
  const ends = [...cuts.map((cut) => cut.index), list.length];
  // From the end: what the texts from piece `start` on list, if anything.
  const listed = Array.from<number[] | undefined>({ length: starts.length + 1 });
  listed[starts.length] = [];
  for (let start = starts.length - 1; start >= 0; start--) {
    for (let end = starts.length - 1; end >= start && listed[start] === undefined; end--) {
      const rest = listed[end + 1];
      const piece = list.slice(starts[start], ends[end]);
      const found =
        rest === undefined || !index.mayHold(piece) ? undefined : findPiece(options, index, piece);
      if (rest !== undefined && (found !== undefined || piece.trim() === '')) {
        listed[start] = found === undefined ? rest : [found, ...rest];
      }
    }
  }
  const result = [...new Set(listed[0] ?? [])];
  return result.length === 0 ? undefined : result;
}

/** The separators take white space in; runs of thousands of blanks would be searched from each of them. */
function withShortGaps(cell: string): string {
  return cell.trim().replace(/\s+/g, (gap) => (gap.includes('\n') ? '\n' : ' '));
}

function findPiece(
  options: readonly NumberedOption[],
  index: OptionIndex,
  piece: string,
): number | undefined {
  const labelled = index.find(piece) ?? index.find(withoutQuotes(piece)) ?? labelledOption(options, piece);
  return labelled === 'conflict' ? undefined : labelled;
}

function withoutQuotes(text: string): string {
  return text.trim().replace(/^(["'“”„«])([\s\S]*)(["'“”»])$/, '$2');
}

/** Reads "B. green", "2) green" or "green (B)", where the label and the text must agree. */
export function labelledOption(
  options: readonly NumberedOption[],
  cell: string,
): number | 'conflict' | undefined {
  const text = withShortGaps(cell);
  const [, labelInFront, behind] = labelBefore.exec(text) ?? [];
  const atEnd = labelBehind.exec(text);
  for (const [label, rest] of [
    [labelInFront, behind],
    [atEnd?.[1], atEnd === null ? undefined : text.slice(0, atEnd.index)],
  ]) {
    const found = rest === undefined ? undefined : optionWithText(options, rest);
    if (found !== undefined && label !== undefined) {
      const number = numberOf(label);
      const mayCountFromZero = /\d/.test(label) && number === found - 1;
      return number === found || mayCountFromZero ? found : 'conflict';
    }
  }
  return undefined;
}

/** "T" or "yes" where the options are True and False in some language; nothing otherwise. */
export function optionByTruth(options: readonly NumberedOption[], cell: string): number | undefined {
  const value = truthValue(cell);
  if (value === undefined || options.length !== 2) {
    return undefined;
  }
  const values = options.map(({ text }) => truthValue(text));
  return values.every((found) => found !== undefined) && values[0] !== values[1]
    ? options[values.indexOf(value)]?.number
    : undefined;
}
