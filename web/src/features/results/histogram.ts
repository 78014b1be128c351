import type { Summary } from './results.queries.js';

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Where the bar stands. */
  readonly middle: number;
  readonly count: number;
}

const width = 5;

/** The bins of the server: from 0 to below 5 percent and so on; the last one holds 100 too. */
export function binsOf(histogram: readonly number[]): Bin[] {
  return histogram.map((count, index) => ({
    from: index * width,
    to: (index + 1) * width,
    middle: (index + 0.5) * width,
    count,
  }));
}

export interface PassMark {
  readonly percent: number;
  /** Those that have it. */
  readonly versions: readonly number[];
}

/** One line for each pass mark that one of the versions has, not for each version. */
export function passMarksOf(versions: Summary['versions'], version: number | undefined): PassMark[] {
  const marks = new Map<number, number[]>();
  for (const { number, passMarkPercent } of versions) {
    if (passMarkPercent === null || (version !== undefined && number !== version)) continue;
    marks.set(passMarkPercent, [...(marks.get(passMarkPercent) ?? []), number]);
  }
  return [...marks]
    .map(([percent, numbers]) => ({ percent, versions: numbers }))
    .sort((left, right) => left.percent - right.percent);
}
