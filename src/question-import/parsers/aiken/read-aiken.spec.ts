import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../../test/fixtures/import/cpu-time.js';
import type { ParsedFile } from '../imported-question.js';
import { defaultImportLimits } from '../limits.js';
import { readAiken } from './read-aiken.js';

const read = (text: string): ParsedFile => readAiken(new TextEncoder().encode(text), defaultImportLimits, {});

/** Text and options, right ones with a star. */
function shown(file: ParsedFile): unknown[] {
  return file.rows.map(({ question }) =>
    question === undefined
      ? undefined
      : [
          question.text,
          ...(question.options ?? []).map(({ text, correct }) => (correct ? `*${text}` : text)),
        ],
  );
}

const problems = (file: ParsedFile): unknown[] =>
  file.problems.map(({ severity, code, line, row }) => [severity, code, line, row]);

const good = 'Which planet?\nA) Venus\nB) Mercury\nANSWER: B\n';
const goodShown = ['Which planet?', 'Venus', '*Mercury'];

describe('Aiken questions', () => {
  it.each([
    ['brackets', 'Which?\nA) x\nB) y\nANSWER: B'],
    ['points', 'Which?\nA. x\nB. y\nANSWER: B'],
    ['both brackets', 'Which?\n(A) x\n(B) y\nANSWER: (B)'],
    ['no blank behind the label', 'Which?\nA)x\nB)y\nANSWER:B'],
    ['no blank behind a point', 'Which?\nA.x\nB.y\nANSWER: B'],
    ['small letters', 'Which?\na) x\nb. y\nanswer: b'],
    ['blanks around', '  Which?  \n\tA)  x\n B) y \n ANSWER :  B  '],
    ['blank lines between', 'Which?\n\nA) x\n\nB) y\n\n\nANSWER: B\n'],
    ['line ends of other systems', 'Which?\r\nA) x\r\nB) y\r\nANSWER: B\r\n'],
    ['a byte order mark', '\uFEFFWhich?\nA) x\nB) y\nANSWER: B'],
    ['the text behind the letter', 'Which?\nA) x\nB) y\nANSWER: B) y'],
    ['a point behind the letter', 'Which?\nA) x\nB) y\nANSWER: B.'],
  ])('are read with %s', (_what, text) => {
    const file = read(text);
    expect(shown(file)).toEqual([['Which?', 'x', '*y']]);
    expect(file.problems).toEqual([]);
  });

  it('may have several lines', () => {
    const file = read('Given:\n  a = 1\nWhich?\nA) x\nand more\nB) y\nANSWER: A');
    expect(shown(file)).toEqual([['Given:\na = 1\nWhich?', '*x\nand more', 'y']]);
    expect(file.problems).toEqual([]);
  });

  it('may follow each other without a blank line', () => {
    expect(shown(read(good + good.replace('planet', 'star')))).toEqual([
      goodShown,
      ['Which star?', 'Venus', '*Mercury'],
    ]);
  });

  it.each([
    ['D.C. is the capital of which country?', []],
    ['A. Lincoln was president of which country?', []],
    ['A) What is the first step?', []],
    ['Look at this:\nA.C. Milan won. Which?', []],
    ['Answer the question, e.g. with\nB. Franklin in mind.', []],
  ])('may have a text that looks like an option: %s', (stem, found) => {
    const file = read(`${stem}\nA) x\ne.g. this\nB) y\nANSWER: A`);
    expect(shown(file)).toEqual([[stem, '*x\ne.g. this', 'y']]);
    expect(file.problems).toEqual(found);
  });

  it('keep texts as they are', () => {
    expect(shown(read('Is <b> & "c" &lt; d?\nA) <i>\nB) 1:2\nANSWER: A'))).toEqual([
      ['Is <b> & "c" &lt; d?', '*<i>', '1:2'],
    ]);
  });

  it('may have up to 26 options', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const file = read(`Which?\n${letters.map((letter) => `${letter}) x${letter}`).join('\n')}\nANSWER: Z`);
    expect(file.problems).toEqual([]);
    expect(file.rows[0]?.question?.options?.findIndex(({ correct }) => correct)).toBe(25);
  });

  it('with several letters have several right options', () => {
    for (const answer of ['A, C', 'A;C', 'C A', 'a and c']) {
      const file = read(`Which?\nA) x\nB) y\nC) z\nANSWER: ${answer}`);
      expect(file.rows[0]?.question?.kind).toBe('multiple_choice');
      expect(shown(file)).toEqual([['Which?', '*x', 'y', '*z']]);
      expect(problems(file)).toEqual([['warning', 'several_answers', 5, 1]]);
    }
  });

  it('may name the right option by its text', () => {
    const file = read('Which?\nA) x ray\nB) y\nANSWER: X  Ray');
    expect(shown(file)).toEqual([['Which?', '*x ray', 'y']]);
    expect(problems(file)).toEqual([['warning', 'answer_by_text', 4, 1]]);
  });
});

describe('Aiken faults', () => {
  it.each([
    ['a missing ANSWER', 'Bad?\nA) x\nB) y\n\n', 'correct_missing', 6],
    ['a missing ANSWER and blank line', 'Bad?\nA) x\nB) y\n', 'correct_missing', 6],
    ['a blank ANSWER', 'Bad?\nA) x\nB) y\nANSWER:\n', 'correct_missing', 9],
    ['a letter beyond the options', 'Bad?\nA) x\nB) y\nANSWER: C\n', 'correct_not_found', 9],
    ['one letter beyond the options', 'Bad?\nA) x\nB) y\nANSWER: A, D\n', 'correct_not_found', 9],
    ['no letter', 'Bad?\nA) x\nB) y\nANSWER: 2\n', 'correct_not_found', 9],
    ['one option', 'Bad?\nA) x\nANSWER: A\n', 'too_few_options', 6],
    ['no options', 'Bad?\nANSWER: A\n', 'too_few_options', 6],
    ['a text alone', 'Bad?\nMore of it.\n\n', 'too_few_options', 6],
    ['no question', 'A) x\nB) y\nANSWER: A\n', 'missing_question_text', 6],
    ['a letter left out', 'Bad?\nA) x\nB) y\nD) z\nANSWER: A\n', 'bad_option_letter', 9],
    ['a letter twice', 'Bad?\nA) x\nB) y\nB) z\nANSWER: A\n', 'bad_option_letter', 9],
    ['an option without a text', 'Bad?\nA) x\nB)\nANSWER: A\n', 'missing_option_text', 8],
    ['the same option twice', 'Bad?\nA) x\nB) x\nANSWER: A\n', 'duplicate_option', 8],
  ])('are errors with their line and take no other question with them: %s', (_what, bad, code, line) => {
    const file = read(`${good}\n${bad}${good.replace('planet', 'star')}`);
    expect(problems(file)).toEqual([['error', code, line, 2]]);
    expect(shown(file)).toEqual([goodShown, undefined, ['Which star?', 'Venus', '*Mercury']]);
  });

  it('are very many options, once', () => {
    expect(problems(read(`Bad?\nA) x\nB) y\n${'C) z\n'.repeat(500)}ANSWER: A`)).slice(0, 1)).toEqual([
      ['error', 'too_many_options', 1, 1],
    ]);
  });

  it('are reported at the end of the file', () => {
    expect(problems(read(`${good}\nBad?\nA) x\nB) y`))).toEqual([['error', 'correct_missing', 6, 2]]);
    expect(problems(read(`${good}\nANSWER: B\n`))).toEqual([
      ['error', 'missing_question_text', 6, 2],
      ['error', 'too_few_options', 6, 2],
    ]);
    expect(problems(read('\n\n'))).toEqual([['error', 'no_questions', undefined, undefined]]);
  });

  it('warn where a question begins at a place that is not certain', () => {
    const file = read('Bad?\nA) x\nB) y\nmore\nNext?\nA) u\nB) v\nANSWER: A');
    expect(problems(file)).toEqual([
      ['error', 'correct_missing', 1, 1],
      ['warning', 'unclear_start', 4, 2],
    ]);
  });

  it('are questions that stand there twice, as a warning', () => {
    expect(problems(read(`${good}\n${good}`))).toEqual([['warning', 'duplicate_question', 6, 2]]);
  });

  it('are too many lines, for the whole file', () => {
    expect(() => readAiken(Buffer.from('x\n'.repeat(30)), { ...defaultImportLimits, rows: 2 }, {})).toThrow(
      '24 lines',
    );
  });

  it('in hostile files take no long time', () => {
    for (const piece of [
      'A)\n',
      'A) x\n',
      'ANSWER:\n',
      'x\n\n',
      'A) x\nB) y\n',
      'ANSWER: a,',
      'x\n',
      '(',
      'A ',
    ]) {
      const time = cpuTime(() => {
        try {
          read(piece.repeat(200_000 / piece.length));
        } catch (error) {
          expect(error).toMatchObject({ name: 'ImportRefused' });
        }
      });
      expect({ piece, isSlow: time > 3_000 }).toEqual({ piece, isSlow: false });
    }
  }, 60_000);
});
