import { letterNumber } from './header-meaning.js';
import { normaliseText } from './words.js';

/** An option of one question; the number is that of its column, so that a blank column shifts nothing. */
export interface NumberedOption {
  readonly number: number;
  readonly text: string;
}

/** Finds options by their text; letter case matters only where two options differ by it. */
class OptionIndex {
  private readonly exact = new Map<string, number | undefined>();
  private readonly folded = new Map<string, number | undefined>();

  constructor(options: readonly NumberedOption[]) {
    for (const { number, text } of options) {
      const normal = normaliseText(text);
      const folded = normal.toLowerCase();
      // Nothing is found by a text that two options share.
      this.exact.set(normal, this.exact.has(normal) ? undefined : number);
      this.folded.set(folded, this.folded.has(folded) ? undefined : number);
    }
  }

  find(text: string): number | undefined {
    const normal = normaliseText(text);
    return this.exact.has(normal) ? this.exact.get(normal) : this.folded.get(normal.toLowerCase());
  }
}

/** The option with this text, if there is exactly one. */
export function optionWithText(options: readonly NumberedOption[], text: string): number | undefined {
  return new OptionIndex(options).find(text);
}

const mostSeparators = 40;

/**
 * The options whose texts a cell lists. The whole cell is tried first, then every way of cutting it at its
 * separators, as the texts themselves may contain them: "rock, paper" may be one option.
 */
export function optionsListedIn(options: readonly NumberedOption[], cell: string): number[] | undefined {
  const index = new OptionIndex(options);
  const whole = index.find(cell);
  if (whole !== undefined) {
    return [whole];
  }
  const cuts = [...cell.matchAll(/\s*(?:[,;|/&\n]|\s(?:and|und|et)\s)\s*/gi)];
  if (cuts.length === 0 || cuts.length > mostSeparators) {
    return undefined;
  }
  const starts = [0, ...cuts.map((cut) => cut.index + cut[0].length)];
  const ends = [...cuts.map((cut) => cut.index), cell.length];
  // From the end: what the texts from piece `start` on list, if anything.
  const listed = Array.from<number[] | undefined>({ length: starts.length + 1 });
  listed[starts.length] = [];
  for (let start = starts.length - 1; start >= 0; start--) {
    for (let end = starts.length - 1; end >= start && listed[start] === undefined; end--) {
      const rest = listed[end + 1];
      const piece = cell.slice(starts[start], ends[end]);
      const found = rest === undefined ? undefined : index.find(piece);
      if (rest !== undefined && (found !== undefined || piece.trim() === '')) {
        listed[start] = found === undefined ? rest : [found, ...rest];
      }
    }
  }
  const result = [...new Set(listed[0] ?? [])];
  return result.length === 0 ? undefined : result;
}

/** Reads "B. green" or "2) green", where the label and the text must agree. */
export function labelledOption(
  options: readonly NumberedOption[],
  cell: string,
): number | 'conflict' | undefined {
  const match = /^[[(]?(?:option |answer )?([a-z]|\d{1,2})[\]).:\-–]+\s*(\S[\s\S]*)$/i.exec(cell.trim());
  const found = match?.[2] === undefined ? undefined : optionWithText(options, match[2]);
  if (found === undefined || match?.[1] === undefined) {
    return undefined;
  }
  const isLetter = /[a-z]/i.test(match[1]);
  const label = isLetter ? letterNumber(match[1]) : Number(match[1]);
  const agrees = label === found || (!isLetter && label === found - 1);
  return agrees ? found : 'conflict';
}
