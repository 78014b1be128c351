import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { unchanged } from '../../../test/support/announced-losses.js';
import { exportedBytes, importedBack } from '../../../test/support/round-trip.js';
import { questionWriters, type ExportFormat } from './index.js';

const folder = new URL('../../../test/fixtures/import/', import.meta.url);

/** Files as other programs write them; the number of questions of a kind that is offered. */
const samples: readonly (readonly [name: string, questions: number])[] = [
  ['01-canonical.csv', 7],
  ['40-basic.gift.txt', 9],
  ['45-basic.aiken.txt', 2],
  ['50-moodle.xml', 5],
  ['60-qti21.zip', 6],
];

const formats = Object.keys(questionWriters) as ExportFormat[];

describe('a sample that is imported, exported and imported again', () => {
  it.each(samples.flatMap(([name, count]) => formats.map((format) => [name, format, count] as const)))(
    '%s by way of %s has the same questions but for announced losses',
    async (name, format, count) => {
      const writer = questionWriters[format];
      const { questions } = await importedBack(await readFile(new URL(name, folder)));
      expect(questions).toHaveLength(count);
      const written = questions
        .map((question) => ({ question, codes: writer.lossesOf(question).map(({ code }) => code) }))
        .filter(({ codes }) => !codes.includes('not_written'));
      const { questions: back, problems } = await importedBack(await exportedBytes(writer, questions));
      expect(
        problems.filter(({ severity, code }) => severity === 'error' && code !== 'no_questions'),
      ).toEqual([]);
      expect(back.map(({ kind }) => kind)).toHaveLength(written.length);
      back.forEach((question, index) => {
        const { question: original, codes } = written[index]!;
        expect(unchanged(question, codes, original)).toEqual(unchanged(original, codes, original));
      });
    },
  );
});
