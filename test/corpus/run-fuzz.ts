import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzRequest, FuzzResult } from './fuzz-file.js';
import { WatchedChild } from './watched-child.js';

export interface FuzzFault extends FuzzRequest {
  readonly kind: 'fault' | 'crashed' | 'hung' | 'too_much_memory';
  readonly detail: string;
}

export interface FuzzReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly FuzzFault[];
  readonly slowestMilliseconds: number;
  readonly largestMebibytes: number;
}

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  readonly jobs: number;
  readonly deadlineMilliseconds: number;
  readonly memoryMebibytes: number;
  readonly samples?: readonly string[];
  readonly onFault?: (fault: FuzzFault) => void;
}

const sampleFolder = fileURLToPath(new URL('../fixtures/import/', import.meta.url));

/** Every sample of a file of questions, of whatever format. */
export async function importSamples(): Promise<string[]> {
  const names = await readdir(sampleFolder);
  return names
    .filter((name) => /^\d/.test(name) && !name.endsWith('.expected.json'))
    .toSorted()
    .map((name) => join(sampleFolder, name));
}

/** Reads `count` faulty files made from the samples in turn, the n-th with the seed `seed + n`. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const samples = options.samples ?? (await importSamples());
  const counts: Record<string, number> = {};
  const faults: FuzzFault[] = [];
  let slowestMilliseconds = 0;
  let largestMebibytes = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    const child = new WatchedChild<FuzzRequest, FuzzResult>(new URL('./fuzz-file.ts', import.meta.url), {
      deadlineMilliseconds: options.deadlineMilliseconds,
      heapMebibytes: 512,
    });
    try {
      for (let index = next++; index < options.count; index = next++) {
        const request = { sample: samples[index % samples.length] ?? '', seed: options.seed + index };
        const answer = await child.run(request);
        const { kind, detail } = summarise(answer, options.memoryMebibytes);
        counts[kind] = (counts[kind] ?? 0) + 1;
        if (answer.outcome === 'answered') {
          slowestMilliseconds = Math.max(slowestMilliseconds, answer.milliseconds);
          largestMebibytes = Math.max(largestMebibytes, answer.addedMebibytes);
        }
        if (kind === 'fault' || kind === 'crashed' || kind === 'hung' || kind === 'too_much_memory') {
          const fault = { ...request, kind, detail };
          faults.push(fault);
          options.onFault?.(fault);
        }
      }
    } finally {
      child.stop();
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return { counts, faults, slowestMilliseconds, largestMebibytes };
}

type Answered = Awaited<ReturnType<WatchedChild<FuzzRequest, FuzzResult>['run']>>;

function summarise(
  answer: Answered,
  memoryMebibytes: number,
): { readonly kind: FuzzResult['kind'] | FuzzFault['kind']; readonly detail: string } {
  if (answer.outcome === 'hung') {
    return { kind: 'hung', detail: '' };
  }
  if (answer.outcome === 'crashed') {
    return { kind: 'crashed', detail: answer.detail };
  }
  if (answer.addedMebibytes > memoryMebibytes) {
    return { kind: 'too_much_memory', detail: `${answer.addedMebibytes.toFixed(0)} MiB added` };
  }
  return { kind: answer.result.kind, detail: answer.result.kind === 'fault' ? answer.result.detail : '' };
}
