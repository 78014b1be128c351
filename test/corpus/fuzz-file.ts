import { readFile } from 'node:fs/promises';
import { ImportRefused } from '../../src/question-import/parsers/import-refused.js';
import { parseQuestionFile } from '../../src/question-import/parsers/index.js';
import { mutateArchive } from './mutate-archive.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateText } from './mutate-text.js';
import { Random } from './random.js';

export interface FuzzRequest {
  readonly sample: string;
  readonly seed: number;
}

/** `fault`: an error that is no refusal left the parser. */
export type FuzzResult =
  | { readonly kind: 'parsed' | 'untouched' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'fault'; readonly detail: string };

const samples = new Map<string, Buffer>();

/** Makes a faulty file from a sample, the same for the same seed. Nothing where it came out as it was. */
export async function prepare({ sample, seed }: FuzzRequest): Promise<Buffer | undefined> {
  const original = samples.get(sample) ?? (await readFile(sample));
  samples.set(sample, original);
  const mutated = await mutate(original, new Random(seed));
  return mutated.equals(original) ? undefined : mutated;
}

export async function task(mutated: Buffer | undefined): Promise<FuzzResult> {
  if (mutated === undefined) {
    return { kind: 'untouched' };
  }
  try {
    await parseQuestionFile(mutated);
    return { kind: 'parsed' };
  } catch (error) {
    if (error instanceof ImportRefused) {
      return { kind: 'refused', code: error.code };
    }
    return { kind: 'fault', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

export async function mutate(original: Buffer, random: Random): Promise<Buffer> {
  const isArchive = original.subarray(0, 2).toString('latin1') === 'PK';
  if (random.below(4) === 0) {
    return mutateBytes(original, random);
  }
  return isArchive
    ? mutateArchive(original, random)
    : Buffer.from(mutateText(original.toString('utf8'), random));
}
