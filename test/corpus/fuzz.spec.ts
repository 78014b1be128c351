import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mutate } from './fuzz-file.js';
import { Random } from './random.js';
import { importSamples, runFuzz } from './run-fuzz.js';

describe('faulty files made from the samples', () => {
  it('are the same for the same seed, and mostly another for another', async () => {
    for (const sample of await importSamples()) {
      const original = await readFile(sample);
      const made = async (seed: number): Promise<string> =>
        (await mutate(original, new Random(seed))).toString('base64');
      const different = new Set([original.toString('base64'), await made(1), await made(2), await made(3)]);
      expect(different.size).toBeGreaterThan(2);
      if (!sample.endsWith('.xlsx') && !sample.endsWith('.zip')) {
        expect(await made(1)).toBe(await made(1));
      }
    }
  });

  it('are read or refused, and nothing else', { timeout: 60_000 }, async () => {
    const report = await runFuzz({
      count: 250,
      seed: 20_261,
      jobs: 2,
      deadlineMilliseconds: 10_000,
      memoryMebibytes: 256,
    });
    expect(report.faults).toEqual([]);
    expect(report.counts['refused']).toBeGreaterThan(30);
    expect(report.counts['parsed']).toBeGreaterThan(30);
  });
});
