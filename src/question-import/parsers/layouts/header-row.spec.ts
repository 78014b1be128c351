import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headerMeaning } from './header-meaning.js';
import { findHeaderRow } from './header-row.js';

interface Synonyms {
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
}
const file = new URL('../../../../test/fixtures/import/header-synonyms.json', import.meta.url);
const { synonyms } = JSON.parse(readFileSync(file, 'utf8')) as Synonyms;

const numberedNames: Readonly<Record<string, string>> = {
  option_N: 'option',
  wrong_N: 'wrong',
  weight_N: 'weight',
  feedback_N: 'feedback',
};
const remarks = new Set(['correct_text_first']);

const cases = Object.entries(synonyms)
  .filter(([name]) => !remarks.has(name))
  .flatMap(([name, texts]) => texts.map((text) => [text, numberedNames[name] ?? name] as const));

const find = (...cells: readonly string[]) => findHeaderRow([{ row: 1, cells }], 25);

describe('a header text', () => {
  it.each(cases)('"%s" means %s', (text, meaning) => {
    expect(headerMeaning(text)?.meaning).toBe(meaning);
  });

  it.each([
    ['Option B', 2],
    ['OPTION_10', 10],
    ['optionc', 3],
    ['Answer 4\n(Optional)', 4],
    ['Antwort D', 4],
  ])('"%s" is option %d', (text, number) => {
    expect(headerMeaning(text)).toMatchObject({ meaning: 'option', number });
  });

  it.each(['', '  ', 'answered by', 'optional', '__proto__', 'question 3 remark', 'option 100'])(
    '"%s" means nothing',
    (text) => {
      expect(headerMeaning(text)).toBeUndefined();
    },
  );

  it('may carry a remark, a star or a number', () => {
    expect(headerMeaning('Correct Answer (A/B/C/D) *')?.meaning).toBe('correct');
    expect(headerMeaning('4. Points')?.meaning).toBe('points');
  });
});

describe('the header row', () => {
  it('needs a question column and an answer or option column', () => {
    expect(find('Question', 'Points')).toBeUndefined();
    expect(find('Option A', 'Option B', 'Correct')).toBeUndefined();
    expect(find('Question', 'Answer')?.correct).toEqual([1]);
    expect(find('Question', 'Option A')?.options).toEqual([{ number: 1, column: 1 }]);
  });

  it('stands among the first rows, below titles and hints', () => {
    const rows = [
      { row: 1, cells: ['Quiz about questions'] },
      { row: 25, cells: ['', 'Question', 'Answer'] },
    ];
    expect(findHeaderRow(rows, 25)?.row).toBe(25);
    expect(findHeaderRow(rows, 24)).toBeUndefined();
  });

  it('takes numbered answers as options, or as right answers beside options', () => {
    expect(find('Question', 'Answer 1', 'Answer 2', 'Correct')).toMatchObject({
      options: [
        { number: 1, column: 1 },
        { number: 2, column: 2 },
      ],
      correct: [3],
    });
    expect(find('questiontext', 'A', 'B', 'C', 'Answer 1', 'Answer 2')).toMatchObject({
      options: [1, 2, 3].map((number) => ({ number, column: number })),
      correct: [4, 5],
    });
  });

  it('takes single letters as options only where A and B stand there', () => {
    expect(find('Question', 'A', 'B', 'Answer')?.options).toHaveLength(2);
    expect(find('Question', 'X', 'Answer')?.options).toEqual([]);
  });

  it('prefers the better-known word where two columns mean the same', () => {
    const header = find('Text', 'Question', 'Solution', 'Answer');
    expect(header?.single.get('question')).toBe(1);
    expect(header?.correct).toEqual([3]);
    expect(header?.unused).toEqual([
      { column: 0, reason: 'repeated' },
      { column: 2, reason: 'repeated' },
    ]);
  });

  it('names columns as a spreadsheet does', () => {
    const header = find('Question', '', 'Option A', 'Mood', 'Topic', 'Sub Topic', 'No.');
    expect(header?.columns).toEqual([
      { letter: 'A', header: 'Question', meaning: 'question' },
      { letter: 'B', header: '' },
      { letter: 'C', header: 'Option A', meaning: 'option_1' },
      { letter: 'D', header: 'Mood' },
      { letter: 'E', header: 'Topic', meaning: 'category' },
      { letter: 'F', header: 'Sub Topic', meaning: 'subcategory' },
      { letter: 'G', header: 'No.', meaning: 'ignored' },
    ]);
  });
});
