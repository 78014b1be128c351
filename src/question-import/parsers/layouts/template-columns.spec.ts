import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../../test/support/question-meaning.js';
import { importedBack } from '../../../../test/support/round-trip.js';
import type { ImportedQuestion } from '../imported-question.js';
import { parseQuestionFile } from '../index.js';

/** One question with these cells; names of columns to texts. */
async function read(cells: Readonly<Record<string, string>>): Promise<{
  question: ImportedQuestion | undefined;
  codes: (readonly [string, string | undefined])[];
}> {
  const all = { question: 'What?', ...cells };
  const quoted = (texts: readonly string[]): string =>
    texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  const text = `${quoted(Object.keys(all))}\n${quoted(Object.values(all))}\n`;
  const file = await parseQuestionFile(Buffer.from(text));
  return {
    question: file.rows[0]?.question,
    codes: file.problems.map(({ code, column }) => [code, column]),
  };
}

const choice = { type: 'multiple_choice', option_1: 'this', option_2: 'that', correct: 'A' };

describe('the columns of the template', () => {
  it.each([
    ['0.5', { wrongPenalty: '0.5' }],
    ['-0,5', { wrongPenalty: '0.5' }],
    ['1/3', { wrongPenalty: '1/3' }],
    ['1/3 of points', { wrongPenaltyShare: '1/3' }],
    ['0.25 of points', { wrongPenaltyShare: '0.25' }],
    ['automatic', { wrongPenaltyShare: 'automatic' }],
    ['0', {}],
  ])('take a penalty of %s', async (penalty, expected) => {
    const { question, codes } = await read({ ...choice, type: 'single_choice', penalty });
    expect(codes).toEqual([]);
    expect({ wrongPenalty: question?.wrongPenalty, wrongPenaltyShare: question?.wrongPenaltyShare }).toEqual({
      wrongPenalty: undefined,
      wrongPenaltyShare: undefined,
      ...expected,
    });
  });

  it.each([
    ['a;b; c', ['a', 'b', 'c']],
    ['a,b', ['a', 'b']],
    ['a,b;', ['a,b']],
    ['"a;b";"c ""d"""', ['a;b', 'c "d"']],
    ['"a"b;c', ['"a"b', 'c']],
  ])('take the tags %s', async (tags, expected) => {
    expect((await read({ ...choice, tags })).question?.tags).toEqual(expected);
  });

  it.each([
    ['42 ± 5 %', [{ value: '42', tolerance: { relative: '0.05' } }]],
    [
      '42 ± 0.5|-5..-3',
      [
        { value: '42', tolerance: { absolute: '0.5' } },
        { min: '-5', max: '-3' },
      ],
    ],
    ['3.14 (2 decimal places)', [{ value: '3.14', decimalPlaces: 2 }]],
    ['42 (1 significant figure)', [{ value: '42', significantFigures: 1 }]],
  ])('take the number %s', async (correct, accepted) => {
    expect((await read({ type: 'numeric', correct })).question?.accepted).toEqual(accepted);
  });

  it('take shares of answers, exactly', async () => {
    const { question } = await read({ type: 'short_answer', correct: 'a|b|c', answer_shares: '1|1/3|0.5' });
    expect(question?.accepted).toEqual([
      { text: 'a', share: '1', fraction: 1 },
      { text: 'b', share: '1/3', fraction: 1 / 3 },
      { text: 'c', share: '0.5', fraction: 0.5 },
    ]);
  });

  it('take how an answer is judged', async () => {
    const { question } = await read({ ...choice, scoring: 'Right minus wrong', maximum_selections: '2' });
    expect(question).toMatchObject({ scoring: 'right_minus_wrong', maxSelections: 2 });
    const text = await read({
      type: 'short_answer',
      correct: 'a',
      comparison: 'ignore diacritics; compatibility',
    });
    expect(text.question?.comparison).toEqual(['ignore_diacritics', 'compatibility']);
    const number = await read({ type: 'numeric', correct: '1', unit: 'km', decimal_separator: 'comma' });
    expect(number.question).toMatchObject({ unit: 'km', decimalSeparator: 'comma' });
  });

  it.each<[Record<string, string>, string, string]>([
    [{ ...choice, scoring: 'fair' }, 'unknown_value', 'scoring'],
    [{ ...choice, maximum_selections: 'two' }, 'bad_number', 'maximum_selections'],
    [{ ...choice, penalty: 'a lot' }, 'bad_number', 'penalty'],
    [{ type: 'short_answer', correct: 'a', comparison: 'ignore_all' }, 'unknown_value', 'comparison'],
    [{ type: 'short_answer', correct: 'a|b', answer_shares: '1' }, 'bad_share', 'answer_shares'],
    [{ type: 'short_answer', correct: 'a', answer_shares: 'half' }, 'bad_share', 'answer_shares'],
    [{ type: 'short_answer', correct: 'a', answer_shares: '1/0' }, 'bad_share', 'answer_shares'],
    [{ type: 'numeric', correct: '1', decimal_separator: ';' }, 'unknown_value', 'decimal_separator'],
    [{ type: 'numeric', correct: '1 (2 places)' }, 'bad_number', 'correct'],
    [{ type: 'numeric', correct: '1 ± -2 %' }, 'bad_number', 'correct'],
  ])('report %j', async (cells, code, column) => {
    expect((await read(cells)).codes).toEqual([[code, column]]);
  });

  it('report a page of blanks for a number at once', async () => {
    const start = performance.now();
    const { codes } = await read({ type: 'numeric', correct: `1${' '.repeat(32_000)}2` });
    expect(codes).toEqual([['bad_number', 'correct']]);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('the letters of our own exports', () => {
  const table = (id: string): Buffer =>
    Buffer.from(`${id},type,question,option_1,option_2,option_3,correct\nx,single_choice,Which?,C,A,B,B\n`);

  it('are places, also where an option is such a letter', async () => {
    const { questions, problems } = await importedBack(table('assay_id'));
    expect(problems).toEqual([]);
    expect(questions.map((question) => meaningOf(question)['correct'])).toEqual([[1]]);
  });

  it('leave a table of other origin in doubt', async () => {
    const { problems } = await importedBack(table('title'));
    expect(problems.map(({ code }) => code)).toContain('correct_ambiguous');
  });
});
