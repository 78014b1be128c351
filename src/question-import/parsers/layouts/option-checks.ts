import { normaliseText } from './words.js';

/** Where a fault is reported; columns count from 0. */
export interface FaultTaker {
  error(code: string, message: string, column?: number): void;
}

/** At least two options, no two the same. Anything else is reported. */
export function checkOptions(taker: FaultTaker, texts: readonly string[], column?: number): boolean {
  if (texts.length < 2) {
    taker.error('too_few_options', 'A choice question needs at least two options.', column);
    return false;
  }
  // A cell may list thousands of options; looking for each among all others would take its square.
  const seen = new Set<string>();
  const repeated = texts.map(normaliseText).find((text) => seen.size === seen.add(text).size);
  if (repeated !== undefined) {
    taker.error(
      'duplicate_options',
      `The option "${[...repeated].slice(0, 60).join('')}" stands there twice.`,
      column,
    );
    return false;
  }
  return true;
}
