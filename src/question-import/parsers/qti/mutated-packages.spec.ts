import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { qtiManifest } from '../../../../test/fixtures/import/build-qti-package.js';
import { pack } from '../../../../test/fixtures/import/build-workbook.js';
import { testSeed } from '../../../../test/support/seed.js';
import { ImportRefused } from '../import-refused.js';
import { defaultImportLimits } from '../limits.js';
import { readQti } from './read-qti.js';

const sample = await readFile(new URL('../../../../test/fixtures/import/60-qti21.zip', import.meta.url));
const runs = Number(process.env['RUNS'] ?? 1_000);
const mostSeconds = 120;

const texts = new Map<string, string>();
for (const entry of Object.values((await JSZip.loadAsync(sample)).files)) {
  if (entry.name.endsWith('.xml')) {
    texts.set(entry.name, await entry.async('string'));
  }
}
const names = [...texts.keys()];

/** What damages a program that trusts a file: values at the edges, names that objects have, elements in odd places. */
const hostile = [
  '',
  '0',
  '-1',
  '1e400',
  '9'.repeat(300),
  'NaN',
  '__proto__',
  'constructor',
  '../../../x',
  '%',
  '&#1;',
  '&#x110000;',
  '&x;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<!DOCTYPE x>',
  '\uFFFE',
  '<a>'.repeat(120),
  '<itemBody/>',
  '<choiceInteraction/>',
  '<matchInteraction responseIdentifier="RESPONSE"/>',
  '<textEntryInteraction responseIdentifier="RESPONSE"/>',
  '<inlineChoiceInteraction responseIdentifier="RESPONSE"/>',
  '<orderInteraction responseIdentifier="RESPONSE"/>',
  '<gapMatchInteraction responseIdentifier="RESPONSE"><gap/></gapMatchInteraction>',
  '<responseProcessing><setOutcomeValue identifier="SCORE"><divide><null/></divide></setOutcomeValue></responseProcessing>',
  '<modalFeedback outcomeIdentifier="SCORE" identifier="x">x</modalFeedback>',
  '<mapping defaultValue="x"><mapEntry/></mapping>',
  '<assessmentSectionRef href="test.xml"/>',
  '<assessmentStimulusRef href="test.xml"/>',
  '<resource type="imsqti_item_xmlv2p1" href="test.xml"/>',
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 60 }),
  kind: fc.constantFrom('delete', 'repeat', 'insert', 'rename', 'value'),
  text: fc.constantFrom(...hostile),
});

function edited(
  xml: string,
  { at, length, kind, text }: typeof edit extends fc.Arbitrary<infer T> ? T : never,
): string {
  const start = Math.floor(at * xml.length);
  const end = Math.min(xml.length, start + length);
  switch (kind) {
    case 'delete':
      return xml.slice(0, start) + xml.slice(end);
    case 'repeat':
      return xml.slice(0, end) + xml.slice(start);
    case 'insert':
      // Behind a tag, so that the document often stays well formed.
      return xml.slice(0, xml.indexOf('>', start) + 1) + text + xml.slice(xml.indexOf('>', start) + 1);
    case 'value':
      return (
        xml.slice(0, start) + xml.slice(start).replace(/="[^"]*"/, `="${text.replaceAll(/[<"&]/g, '')}"`)
      );
    case 'rename': {
      const name = /<(\w+)[ >]/.exec(xml.slice(start))?.[1];
      const other = /<(\w+)[ >]/.exec(xml.slice(Math.floor(xml.length * (1 - at))))?.[1];
      return name === undefined || other === undefined
        ? xml
        : xml.replaceAll(new RegExp(`(</?)${name}(?=[\\s/>])`, 'g'), `$1${other}`);
    }
  }
}

/** An item is tried alone, the manifest and the test with all items. */
function packageAround(name: string): Record<string, string> {
  return name.startsWith('items/') ? { 'imsmanifest.xml': qtiManifest([name]) } : Object.fromEntries(texts);
}

/** Either questions that may be sent to another thread, or the refusal. */
async function isAnswered(reading: Promise<unknown>): Promise<boolean> {
  try {
    expect(structuredClone(await reading)).toMatchObject({ format: expect.any(String) });
    return true;
  } catch (error) {
    if (error instanceof ImportRefused) {
      return false;
    }
    throw error;
  }
}

describe('mutated packages', () => {
  it(
    'whose XML is changed are read or refused, never anything else',
    { timeout: mostSeconds * 1000 },
    async () => {
      let read = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...names),
          fc.array(edit, { minLength: 1, maxLength: 4 }),
          async (name, edits) => {
            const changed = edits.reduce(edited, texts.get(name) ?? '');
            const bytes = await pack({ ...packageAround(name), [name]: changed });
            read += Number(await isAnswered(readQti(bytes, defaultImportLimits, {})));
          },
        ),
        { seed: testSeed, numRuns: runs },
      );
      // Were all refused, the items would not have been tried.
      expect(read).toBeGreaterThan(runs / 2);
    },
  );

  it(
    'whose bytes are changed are read or refused, never anything else',
    { timeout: mostSeconds * 1000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({ max: sample.length - 1 }), fc.nat({ max: 255 })), {
            minLength: 1,
            maxLength: 6,
          }),
          fc.option(fc.nat({ max: sample.length - 1 })),
          async (changes, cut) => {
            const bytes = Uint8Array.from(sample);
            for (const [at, value] of changes) {
              bytes[at] = value;
            }
            await isAnswered(readQti(bytes.slice(0, cut ?? undefined), defaultImportLimits, {}));
          },
        ),
        { seed: testSeed, numRuns: runs },
      );
    },
  );
});
