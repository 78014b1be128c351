import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../../../test/support/seed.js';
import { questionsOf, readRows, starred, type Cells } from '../../../../test/support/table-sample.js';

interface Row {
  readonly options: readonly string[];
  readonly right: readonly number[];
}

/** Texts with separators, labels and digits in them, so that no reading is easy. */
const option = fc.constantFrom(
  'red, green',
  'rock; paper',
  'Java',
  'C',
  'A',
  '12 %',
  'x|y',
  '3 and 4',
  'B) blue',
  'Ω',
  'yes / no',
  'All of the above',
  'one',
  'two',
);
const row: fc.Arbitrary<Row> = fc.uniqueArray(option, { minLength: 2, maxLength: 6 }).chain((options) =>
  fc.record({
    options: fc.constant(options),
    right: fc.subarray([...options.keys()], { minLength: 1 }),
  }),
);

/** Every option is a letter or a number itself: only the column as a whole may tell how its cells are meant. */
const doubtfulRows: fc.Arbitrary<Row[]> = fc
  .constantFrom(['A', 'B', 'C', 'D'], ['1', '2', '3', '4'])
  .chain((texts) =>
    fc.array(
      fc.record({
        options: fc.shuffledSubarray([...texts], { minLength: 2 }),
        right: fc.constantFrom([0], [1]),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  );

const letter = (index: number): string => String.fromCharCode(65 + index);
const readings = {
  letters: (index: number) => letter(index),
  numbers: (index: number) => String(index + 1),
  zero_based_numbers: (index: number) => String(index),
} as const;
const forms = [
  (names: readonly string[]) => names.join(','),
  (names: readonly string[]) => names.join('; '),
  (names: readonly string[]) => names.join('|'),
  (names: readonly string[]) => names.map((name) => `(${name})`).join(' '),
  (names: readonly string[]) => names.map((name) => `Option ${name}`).join(' and '),
  (names: readonly string[]) => JSON.stringify(names),
];

function table(rows: readonly Row[], answer: (row: Row) => string): Cells[] {
  const header = ['Question', ...Array.from({ length: 6 }, (_, index) => `Option ${index + 1}`), 'Correct'];
  return [
    header,
    ...rows.map((one, index) => [
      `Question ${index}?`,
      ...Array.from({ length: 6 }, (_, place) => one.options[place] ?? ''),
      answer(one),
    ]),
  ];
}

const expected = (rows: readonly Row[]): string[][] =>
  rows.map(({ options, right }) => options.map((text, index) => (right.includes(index) ? `*${text}` : text)));

describe('the same questions, their right answers written in another way', () => {
  it.each(Object.keys(readings) as (keyof typeof readings)[])(
    'are the same: %s',
    async (reading) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 12 }),
          fc.constantFrom(...forms),
          async (rows, form) => {
            const cells = table(rows, ({ right }) => form(right.map(readings[reading])));
            const file = await readRows(cells, { settings: { answerReading: reading } });
            expect(questionsOf(file).map(starred)).toEqual(expected(rows));
          },
        ),
        { seed: testSeed, numRuns: 100 },
      );
    },
    60_000,
  );

  it('are the same: texts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const single = rows.map(({ options, right }) => ({ options, right: right.slice(0, 1) }));
        const cells = table(single, ({ options, right }) => options[right[0] ?? 0] ?? '');
        const file = await readRows(cells, { settings: { answerReading: 'texts' } });
        expect(questionsOf(file).map(starred)).toEqual(expected(single));
      }),
      { seed: testSeed, numRuns: 100 },
    );
  }, 60_000);

  it('are the same without being told, or are asked for: never another option in silence', async () => {
    const writers = [
      ...Object.values(readings).map(
        (name) =>
          ({ right }: Row) =>
            right.map(name).join(','),
      ),
      ({ options, right }: Row) => options[right[0] ?? 0] ?? '',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(row, { minLength: 1, maxLength: 12 }), doubtfulRows),
        fc.constantFrom(0, 1, 3),
        async (rows, writer) => {
          const single = rows.map(({ options, right }) => ({ options, right: right.slice(0, 1) }));
          const file = await readRows(table(single, writers[writer] ?? (() => '')));
          const right = expected(single);
          for (const { row: line, question } of file.rows) {
            expect(
              question === undefined || starred(question).join('\n') === right[line - 2]?.join('\n'),
            ).toBe(true);
          }
          expect(
            file.rows.every(({ question }) => question !== undefined) || file.problemCounts.errors > 0,
          ).toBe(true);
        },
      ),
      { seed: testSeed, numRuns: 200 },
    );
  }, 60_000);
});
