import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedQuestions } from '../../../test/support/generated-questions.js';
import { unchanged, writableCodes } from '../../../test/support/announced-losses.js';
import { meaningOf } from '../../../test/support/question-meaning.js';
import { exportedBytes, importedBack } from '../../../test/support/round-trip.js';
import { testSeed } from '../../../test/support/seed.js';
import { readAiken } from '../../question-import/parsers/aiken/read-aiken.js';
import { readGift } from '../../question-import/parsers/gift/read-gift.js';
import { defaultImportLimits } from '../../question-import/parsers/limits.js';
import { readMoodleXml } from '../../question-import/parsers/moodle-xml/read-moodle-xml.js';
import { readQti } from '../../question-import/parsers/qti/read-qti.js';
import { moodleXmlWriter } from './moodle-xml/moodle-xml-writer.js';
import { qtiWriter } from './qti/qti-writer.js';
import type { QuestionWriter } from './question-writer.js';
import { csvWriter } from './table/csv-writer.js';
import { aikenWriter } from './text/aiken-writer.js';
import { giftWriter } from './text/gift-writer.js';
import { xlsxWriter } from './xlsx/xlsx-writer.js';

const runs = { seed: testSeed, numRuns: 150 };

describe('a table that is exported and imported again', () => {
  it.each([
    ['CSV', csvWriter],
    ['XLSX', xlsxWriter],
  ])(
    'is the same, without a loss: %s',
    async (_name, writer) => {
      await fc.assert(
        fc.asyncProperty(generatedQuestions, async (questions) => {
          const { questions: back, problems } = await importedBack(await exportedBytes(writer, questions));
          expect(problems).toEqual([]);
          expect(back.map(meaningOf)).toEqual(questions.map(meaningOf));
          expect(questions.flatMap((question) => writer.lossesOf(question))).toEqual([]);
        }),
        runs,
      );
    },
    60_000,
  );
});

const formats: readonly (readonly [string, QuestionWriter, Parameters<typeof importedBack>[1]])[] = [
  ['GIFT', giftWriter, (bytes) => readGift(bytes, defaultImportLimits, {})],
  ['Aiken', aikenWriter, (bytes) => readAiken(bytes, defaultImportLimits, {})],
  ['Moodle XML', moodleXmlWriter, (bytes) => readMoodleXml(bytes, defaultImportLimits, {})],
  ['QTI 3.0', qtiWriter, (bytes) => readQti(bytes, defaultImportLimits, {})],
];

/** What an import then says of a loss that the export has announced. */
const announcedBy: Readonly<Record<string, readonly string[]>> = {
  option_weights: ['scoring', 'scoring_not_read'],
  scoring_review: ['scoring_not_read'],
  points_rounded: ['no_full_share'],
  // A pick of one, by rules that give a part of the points for it.
  partial_credit: ['scoring_not_read'],
};

describe('another format that is exported and imported again', () => {
  it.each(formats)(
    'is the same but for the losses that were announced: %s',
    async (_name, writer, read) => {
      await fc.assert(
        fc.asyncProperty(generatedQuestions, async (questions) => {
          const losses = questions.map((question) => writer.lossesOf(question).map(({ code }) => code));
          for (const code of losses.flat()) expect(writableCodes).toContain(code);
          const written = questions.flatMap((question, index) =>
            losses[index]?.includes('not_written') ? [] : [{ question, codes: losses[index] ?? [] }],
          );
          fc.pre(written.length > 0);
          const { questions: back, problems } = await importedBack(
            await exportedBytes(writer, questions),
            read,
          );
          expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
          const announced = written.flatMap(({ codes }) => codes);
          for (const { code } of problems.filter(({ severity }) => severity === 'loss')) {
            expect(
              announcedBy[code]?.some((one) => announced.includes(one)),
              code,
            ).toBe(true);
          }
          expect(back).toHaveLength(written.length);
          back.forEach((question, index) => {
            const { question: original, codes } = written[index]!;
            expect(unchanged(question, codes, original)).toEqual(unchanged(original, codes, original));
          });
        }),
        runs,
      );
    },
    60_000,
  );
});
