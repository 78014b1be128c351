import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAiken } from './aiken/read-aiken.js';
import { detectTextFormat } from './detect-text-format.js';
import { readGift } from './gift/read-gift.js';
import { ImportRefused } from './import-refused.js';
import { defaultImportLimits } from './limits.js';
import { readMoodleXml } from './moodle-xml/read-moodle-xml.js';

const folder = new URL('../../../test/fixtures/import/', import.meta.url);
const sample = (name: string): Promise<Buffer> => readFile(new URL(name, folder));

const tokens = [
  ...'{ } = ~ # : :: -> \\ \\n %50% %-100% #### // $CATEGORY: [html] [id: _____ T FALSE .. *'.split(' '),
  ...'A) B. ANSWER: ANSWER:Z (C) D.C.'.split(' '),
  ...'< > </text> <text> <question> </question> <answer> <![CDATA[ ]]> <!-- --> & &amp; &#0; &#xFFFFFF; &lt; " /> <!DOCTYPE <?'.split(
    ' ',
  ),
  ...'{1:SA: {2:NM:=1:x} {:MC:=a~b} fraction="x" type="cloze" format="html" <sup> <table> <li>'.split(' '),
  '\n',
  '\n\n',
  '\r',
  '\0',
  '\uFEFF',
  '\uD800',
  '\u202E',
  '__proto__',
  '9'.repeat(400),
  ' '.repeat(50),
];

const names = ['40-basic.gift.txt', '45-basic.aiken.txt', '50-moodle.xml'];

interface Mutation {
  readonly kind: 'delete' | 'repeat' | 'insert' | 'insert_text' | 'flip' | 'cut';
  /** Share of the text before the place. */
  readonly at: number;
  readonly length: number;
  readonly token: string;
}

const kinds: readonly Mutation['kind'][] = ['delete', 'repeat', 'insert', 'flip', 'cut'];

const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Mutation['kind']>('insert_text') },
      fc.constantFrom(...kinds),
    ),
    // Without bias: fast-check would choose the very start and end most of the time.
    at: fc.noBias(fc.integer({ min: 0, max: 9_999 })).map((place) => place / 10_000),
    length: fc.integer({ min: 1, max: 300 }),
    token: fc.constantFrom(...tokens),
  }),
  { minLength: 1, maxLength: 8 },
);

function mutate(bytes: Buffer, { kind, at, length, token }: Mutation): Buffer {
  const place = Math.floor(at * bytes.length);
  const before = bytes.subarray(0, place);
  const after = bytes.subarray(place);
  switch (kind) {
    case 'delete':
      return Buffer.concat([before, after.subarray(length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, length), after]);
    case 'insert':
      return Buffer.concat([before, Buffer.from(token), after]);
    case 'insert_text': {
      // Behind a tag, escaped: a file of XML stays one.
      const content = bytes.indexOf('>', place) + 1;
      const text = token.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      return Buffer.concat([bytes.subarray(0, content), Buffer.from(text), bytes.subarray(content)]);
    }
    case 'flip':
      return Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ length]), after.subarray(1)]);
    case 'cut':
      return at > 0.5 ? before : bytes;
  }
}

describe('mutated files', () => {
  it.each([
    ['40-basic.gift.txt', readGift],
    ['45-basic.aiken.txt', readAiken],
    ['50-moodle.xml', readMoodleXml],
  ])(
    'are read or refused, never anything else: %s',
    async (name, read) => {
      const original = await sample(name);
      let readable = 0;
      fc.assert(
        fc.property(mutations, (steps) => {
          const bytes = steps.reduce(mutate, original);
          try {
            const file = read(bytes, defaultImportLimits, {});
            readable += file.rows.length > 0 ? 1 : 0;
            for (const { question } of file.rows) {
              expect(question?.text ?? 'faulty').not.toBe('');
            }
          } catch (error) {
            expect(error).toBeInstanceOf(ImportRefused);
          }
        }),
        { seed: 20_260_302, numRuns: 2_000 },
      );
      // Mutations that break every file would show nothing.
      expect(readable).toBeGreaterThan(100);
    },
    60_000,
  );

  it('are always told to be some format', async () => {
    const originals = await Promise.all(names.map(sample));
    fc.assert(
      fc.property(fc.constantFrom(...originals), mutations, (original, steps) => {
        expect(['csv', 'gift', 'aiken', 'moodle_xml']).toContain(
          detectTextFormat(steps.reduce(mutate, original)),
        );
      }),
      { seed: 20_260_302, numRuns: 300 },
    );
  }, 60_000);
});
