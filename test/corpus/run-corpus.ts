import type { Comparison, Difference } from './compare-file.js';
import type { Reading } from './read-file.js';
import { WatchedChild } from './watched-child.js';

/**
 * - `equal`, `different`: read by us and by a second reader
 * - `read`: read, and there is no second reader for the format or it failed
 * - `refused`: with a code and a message for a person
 * - `crashed`, `hung`, `too_much_memory`: faults of ours
 */
export const outcomes = [
  'equal',
  'different',
  'read',
  'refused',
  'crashed',
  'hung',
  'too_much_memory',
] as const;
export type Outcome = (typeof outcomes)[number];

export interface FileReport {
  readonly file: string;
  readonly outcome: Outcome;
  /** The refusal's code, the place of a crash, or why nothing was compared. */
  readonly detail?: string;
  readonly differences?: readonly Difference[];
  readonly cells?: number;
  readonly milliseconds?: number;
  readonly addedMebibytes?: number;
}

export interface CorpusOptions {
  readonly deadlineMilliseconds: number;
  readonly memoryMebibytes: number;
  /** Processes at the same time. */
  readonly jobs: number;
  /** The module of the reader under test. */
  readonly reader?: URL;
  readonly onFile?: (report: FileReport) => void;
}

/** Reads each file in a child process with limits, and compares what came out with a second reader, in another one. */
export async function runCorpus(files: readonly string[], options: CorpusOptions): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  const queue = [...files];
  const work = async (): Promise<void> => {
    const limits = { deadlineMilliseconds: options.deadlineMilliseconds, heapMebibytes: 512 };
    const reader = new WatchedChild<string, Reading>(
      options.reader ?? new URL('./read-file.ts', import.meta.url),
      limits,
    );
    // Another reader may take its time, and more memory than ours may.
    const comparer = new WatchedChild<string, Comparison | 'no_reference'>(
      new URL('./compare-file.ts', import.meta.url),
      { deadlineMilliseconds: 60_000, heapMebibytes: 2_048 },
    );
    try {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const report = { file, ...(await readOne(file, reader, comparer, options.memoryMebibytes)) };
        reports.push(report);
        options.onFile?.(report);
      }
    } finally {
      reader.stop();
      comparer.stop();
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return reports.toSorted((left, right) => (left.file < right.file ? -1 : 1));
}

async function readOne(
  file: string,
  reader: WatchedChild<string, Reading>,
  comparer: WatchedChild<string, Comparison | 'no_reference'>,
  memoryMebibytes: number,
): Promise<Omit<FileReport, 'file'>> {
  const answer = await reader.run(file);
  if (answer.outcome !== 'answered') {
    return { outcome: answer.outcome, ...(answer.outcome === 'crashed' ? { detail: answer.detail } : {}) };
  }
  const { result, milliseconds, addedMebibytes } = answer;
  const cost = { milliseconds, addedMebibytes };
  if (addedMebibytes > memoryMebibytes) {
    return { outcome: 'too_much_memory', ...cost };
  }
  if (result.kind === 'refused') {
    return { outcome: 'refused', detail: result.code, ...cost };
  }
  return { ...(await compareOne(file, comparer)), ...cost };
}

async function compareOne(
  file: string,
  comparer: WatchedChild<string, Comparison | 'no_reference'>,
): Promise<Omit<FileReport, 'file'>> {
  const answer = await comparer.run(file);
  if (answer.outcome !== 'answered') {
    const detail = answer.outcome === 'crashed' ? answer.detail : 'takes too long';
    return { outcome: 'read', detail: `the second reader: ${detail}` };
  }
  if (answer.result === 'no_reference') {
    return { outcome: 'read' };
  }
  const { cells, differences, differenceCount } = answer.result;
  return differenceCount === 0
    ? { outcome: 'equal', cells }
    : { outcome: 'different', cells, detail: `${differenceCount} cells`, differences };
}

export function countOutcomes(reports: readonly FileReport[]): Record<Outcome, number> {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of reports) {
    counts[outcome] += 1;
  }
  return counts;
}

/** Faults of ours; a difference may be the other reader's. */
export function hasFaults(reports: readonly FileReport[]): boolean {
  const counts = countOutcomes(reports);
  return counts.crashed + counts.hung + counts.too_much_memory > 0;
}
