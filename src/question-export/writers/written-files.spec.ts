import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { generatedQuestions } from '../../../test/support/generated-questions.js';
import { exportedBytes } from '../../../test/support/round-trip.js';
import { testSeed } from '../../../test/support/seed.js';
import type { ExportedQuestion } from './exported-question.js';
import { exportFormats, questionWriters, type ExportFormat } from './index.js';
import { sampleQuestions } from './template/sample-questions.js';

const samples = sampleQuestions.map((question, index): ExportedQuestion => ({
  ...question,
  id: `018f0000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`,
  position: index + 1,
}));

async function written(format: ExportFormat, questions = samples): Promise<string> {
  return (await exportedBytes(questionWriters[format], questions, 'A & B')).toString();
}

async function parts(format: ExportFormat, questions = samples): Promise<Map<string, string>> {
  const zip = await JSZip.loadAsync(await exportedBytes(questionWriters[format], questions), {
    checkCRC32: true,
  });
  const names = Object.keys(zip.files);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await zip.file(name)!.async('string')] as const)),
  );
}

describe('a written file', () => {
  it('is well-formed XML whatever the texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(generatedQuestions, async (questions) => {
        const files = [
          ['quiz', await written('moodle-xml', questions)] as const,
          ...(await parts('qti', questions)),
          ...(await parts('xlsx', questions)),
        ];
        for (const [name, xml] of files) {
          expect(XMLValidator.validate(xml), name).toBe(true);
          // The validator lets these pass.
          expect(xml, name).not.toMatch(/(?![\t\n])\p{Cc}|[\uFFFE\uFFFF]/u);
        }
      }),
      { seed: testSeed, numRuns: 60 },
    );
  }, 60_000);

  it.each(exportFormats)('has the same bytes for the same questions: %s', async (format) => {
    const writer = questionWriters[format];
    expect(await exportedBytes(writer, samples)).toEqual(await exportedBytes(writer, samples));
  });
});

describe('the words of a format', () => {
  it('are those of GIFT', async () => {
    expect(await written('gift')).toBe(`$CATEGORY: $course$/top/Labour law/Basics

// [id:SAMPLE-1] [tag:law] [tag:deadlines]
::Notice period::[plain]An employee resigns on 1 March with four weeks of notice. What is the last working day? {~%-25%28 February =29 March ~%-25%1 April ~%-25%30 April ####Four weeks are 28 days.}

$CATEGORY: $course$/top/Payroll

// [id:SAMPLE-2]
[plain]Which of these belong on a pay slip? {~%33.33333%Gross pay ~%-50%Favourite colour ~%33.33333%Tax deducted ~%33.33333%Net pay ~%-50%Shoe size}

$CATEGORY: $course$/top

// [id:SAMPLE-3]
[plain]Overtime must be agreed in writing in every country of the world. {FALSE ####It depends on the country.}

// [id:SAMPLE-4]
[plain]A gross salary of 4000 is taxed at 17.5 percent. What is left? {#=%100%3300:0.5}

// [id:SAMPLE-5]
[plain]Which word names the place where a river meets the sea? {=estuary =%50%mouth}

`);
  });

  it('are those of Aiken', async () => {
    expect(await written('aiken'))
      .toBe(`An employee resigns on 1 March with four weeks of notice. What is the last working day?
A) 28 February
B) 29 March
C) 1 April
D) 30 April
ANSWER: B

`);
  });

  it('are those of Moodle XML', async () => {
    const xml = await written('moodle-xml');
    expect(xml).toContain('<question type="multichoice">\n<name><text>Notice period</text></name>');
    expect(xml).toContain('<answer fraction="-25" format="plain_text"><text>28 February</text>');
    expect(xml).toContain('<single>false</single>\n<shuffleanswers>true</shuffleanswers>');
    expect(xml).toContain('<defaultgrade>2</defaultgrade>');
    expect(xml).toContain('<unit><multiplier>1</multiplier><unit_name>EUR</unit_name></unit>');
    expect(xml).toContain(
      '<text>3300</text><feedback format="plain_text"><text></text></feedback><tolerance>0.5</tolerance>',
    );
  });

  it('are those of QTI 3.0: a manifest, a test with sections, an item for each question', async () => {
    const files = await parts('qti');
    expect([...files.keys()]).toEqual([
      'imsmanifest.xml',
      'assessment-test.xml',
      ...samples.map(({ position }) => `items/item-${position}.xml`),
    ]);
    const test = files.get('assessment-test.xml');
    expect(test?.match(/<qti-assessment-section [^>]+>/g)).toEqual([
      '<qti-assessment-section identifier="section-1" title="Labour law/Basics" visible="true">',
      '<qti-assessment-section identifier="section-2" title="Payroll" visible="true">',
      '<qti-assessment-section identifier="section-3" title="" visible="false">',
    ]);
    expect(test).toContain('<qti-weight identifier="WEIGHT" value="3"/>');
    expect(test).toContain('<qti-time-limits max-time="60"/>');
    const manifest = files.get('imsmanifest.xml');
    expect(manifest).toContain('<keyword><string>deadlines</string></keyword>');
    expect(manifest?.match(/<dependency /g)).toHaveLength(samples.length);
    expect(files.get('items/item-2.xml')).toContain(
      'template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"',
    );
    expect(files.get('items/item-2.xml')).toContain(
      '<qti-mapping lower-bound="0" upper-bound="1" default-value="0">',
    );
  });
});

describe('what a format cannot hold', () => {
  const lossesOf = (format: ExportFormat): string[][] =>
    samples.map((question) =>
      questionWriters[format]
        .lossesOf(question)
        .map(({ code }) => code)
        .sort(),
    );

  it.each<[ExportFormat, string[][]]>([
    ['csv', [[], [], [], [], []]],
    ['xlsx', [[], [], [], [], []]],
    [
      'gift',
      [
        ['difficulty', 'option_order', 'points', 'time_limit'],
        ['maximum_selections', 'points'],
        [],
        ['points', 'unit'],
        ['comparison'],
      ],
    ],
    ['moodle-xml', [['difficulty', 'time_limit'], ['maximum_selections'], [], [], ['comparison']]],
    ['qti', [['difficulty'], [], [], ['unit'], ['comparison']]],
  ])('is listed for each question: %s', (format, codes) => {
    expect(lossesOf(format)).toEqual(codes);
  });

  it('says of Aiken which questions are not there at all', () => {
    const [first, ...others] = lossesOf('aiken');
    expect(first).toContain('penalty');
    expect(others).toEqual([['not_written'], ['not_written'], ['not_written'], ['not_written']]);
  });
});
