import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../../test/fixtures/import/cpu-time.js';
import type { ImportedQuestion, ParsedFile } from '../imported-question.js';
import { defaultImportLimits, type ImportLimits } from '../limits.js';
import { readGift } from './read-gift.js';

function read(text: string, limits: Partial<ImportLimits> = {}): ParsedFile {
  return readGift(new TextEncoder().encode(text), { ...defaultImportLimits, ...limits }, {});
}

function questionsOf(text: string): ImportedQuestion[] {
  return read(text).rows.flatMap(({ question }) => question ?? []);
}

/** The only question of a text that holds no fault. */
function only(text: string): ImportedQuestion {
  const file = read(text);
  expect(file.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(file.rows).toHaveLength(1);
  return file.rows[0]?.question ?? { kind: 'info', text: 'none' };
}

function problemsOf(text: string): unknown[] {
  return read(text).problems.map(({ severity, code, line }) => [severity, code, line]);
}

const options = (question: ImportedQuestion): unknown =>
  question.options?.map(({ text, correct, fraction }) => [text, correct, fraction]);

describe('GIFT texts', () => {
  it('take signs behind a backslash as they are', () => {
    expect(only('::a\\:\\:b:: What is \\{x\\} \\= \\~1\\# \\\\ here\\: {=\\=\\~\\#\\{\\}\\:\\\\}')).toEqual({
      kind: 'short_answer',
      title: 'a::b',
      text: 'What is {x} = ~1# \\ here:',
      accepted: [{ text: '=~#{}:\\', fraction: 1 }],
    });
  });

  it('keep a backslash in front of any other character', () => {
    expect(only('Is \\(x\\) even? {T}').text).toBe('Is \\(x\\) even?');
  });

  it('break lines at backslash n and where the file does', () => {
    expect(only('One\\nTwo\nThree {T}').text).toBe('One\nTwo\nThree');
  });

  it('may hold raw colons', () => {
    const question = only('::Time: 10:30:: At 10:30? {=Yes: at once#See: page 3:4 ~No}');
    expect(question.title).toBe('Time: 10:30');
    expect(question.text).toBe('At 10:30?');
    expect(question.options?.[0]).toMatchObject({ text: 'Yes: at once', feedback: 'See: page 3:4' });
  });

  it.each([
    ['[html]<p>One &amp; <b>two</b></p>', 'One & two', 'html'],
    ['[markdown]One *two*', 'One *two*', 'markdown'],
    ['[plain]a &lt; <b>b</b>', 'a &lt; <b>b</b>', undefined],
    ['[moodle]One<br>two &lt; three', 'One\ntwo < three', undefined],
    ['Is List<String> a <b>type</b>?', 'Is List<String> a type?', undefined],
    [
      'Which element marks a paragraph, <p> or <div>?',
      'Which element marks a paragraph, <p> or <div>?',
      undefined,
    ],
    ['[info] no format', '[info] no format', undefined],
  ])('have a format: %s', (written, text, textFormat) => {
    const question = only(`::T::${written} {T}`);
    expect(question.text).toBe(text);
    expect(question.textFormat).toBe(textFormat);
  });

  it('of answers inherit the format of the question unless they name one', () => {
    const question = only('[html]<p>Which?</p> {=<p>one</p>#<p>good</p> ~[plain]<p>two</p>}');
    expect(question.options?.map(({ text }) => text)).toEqual(['one', '<p>two</p>']);
    expect(question.options?.[0]?.feedback).toBe('good');
  });

  it('say what they lose', () => {
    const [row] = read('[html]<b>Which</b> <img src="a.png"> one? {=a#x ~b}').rows;
    expect(row?.losses?.map(({ code }) => code)).toEqual(['markup', 'image']);
    const [typed] = read('Which? {=a#good}').rows;
    expect(typed?.losses?.map(({ code }) => code)).toEqual(['feedback']);
  });

  it('are read in every encoding and with every line end', () => {
    const text = '::Größe::\r\nWie groß? {\r\n=ä\r\n~b}\r\n\r\nIst es so? {T}\r\n';
    const expected = questionsOf(text.replaceAll('\r\n', '\n'));
    expect(expected).toHaveLength(2);
    const files = [
      new TextEncoder().encode(text),
      new TextEncoder().encode(`\uFEFF${text}`),
      new TextEncoder().encode(text.replaceAll('\r\n', '\r')),
      Buffer.from(text, 'latin1'),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
    ];
    for (const file of files) {
      expect(readGift(file, defaultImportLimits, {}).rows.map(({ question }) => question)).toEqual(expected);
    }
  });
});

describe('GIFT comments and categories', () => {
  it('give id and tags only to the question right below', () => {
    const [first, second] = questionsOf(
      '// [id:a\\]1] and [tag:x] [tag:y z] [tag:x]\nOne? {T}\n\n// [id:lost]\n\n// plain\nTwo? {\n// [tag:inside]\nF}',
    );
    expect(first).toMatchObject({ externalId: 'a]1', tags: ['x', 'y z'] });
    expect(second).toMatchObject({ text: 'Two?', correct: false, tags: ['inside'] });
    expect(second).not.toHaveProperty('externalId');
  });

  it('are set for all that follows, with or without a blank line', () => {
    const file = questionsOf(
      'Zero? {T}\n\n$CATEGORY: $course$/top/Safety/Fire\n\nOne? {T}\n\n$CATEGORY: A//B/C\nTwo? {T}\n\n$category: top/D\n\nThree? {T}\n',
    );
    expect(file.map(({ category }) => category)).toEqual([undefined, 'Safety/Fire', 'A/B/C', 'D']);
  });

  it('alone are no questions', () => {
    expect(problemsOf('// nothing\n\n$CATEGORY: a\n')).toEqual([['error', 'no_questions', undefined]]);
  });
});

describe('GIFT kinds', () => {
  it('are a gap of five underscores where text follows the answers', () => {
    expect(only('A truck {=lifts ~flies} goods.').text).toBe('A truck _____ goods.');
    expect(only('Name it: {=x}').text).toBe('Name it:');
  });

  it.each([
    ['T', true],
    ['TRUE', true],
    [' F ', false],
    ['FALSE', false],
  ])('are a statement: {%s}', (word, correct) => {
    expect(read(`Is it? {${word}}`).problems).toEqual([]);
    expect(only(`Is it? {${word}}`)).toEqual({ kind: 'true_false', text: 'Is it?', correct });
  });

  it('are a statement in small letters too, with a warning', () => {
    expect(only('Is it? {true}')).toMatchObject({ kind: 'true_false', correct: true });
    expect(problemsOf('Is it? {f#no}')).toEqual([['warning', 'truth_in_small_letters', 1]]);
  });

  it('keep the feedback of a statement: first to wrong, then to right answers', () => {
    expect(only('Is it? {T#No: it is.#Yes.####Because \\#1.}')).toEqual({
      kind: 'true_false',
      text: 'Is it?',
      correct: true,
      feedbackWrong: 'No: it is.',
      feedbackRight: 'Yes.',
      explanation: 'Because #1.',
    });
  });

  it('are an essay without and a text without braces', () => {
    expect(only('Why?{}')).toEqual({ kind: 'essay', text: 'Why?' });
    expect(only('Which? {=a ~b####one####two}').explanation).toBe('two');
    expect(only('Why? { ####Think. }')).toEqual({ kind: 'essay', text: 'Why?', explanation: 'Think.' });
    expect(only('Read \\{this\\} first.')).toEqual({ kind: 'info', text: 'Read {this} first.' });
  });

  it('are one option or several by their weights', () => {
    const single = only('Which? {~no =yes#good ~%50%half}');
    expect(single.kind).toBe('single_choice');
    expect(options(single)).toEqual([
      ['no', false, 0],
      ['yes', true, 1],
      ['half', false, 0.5],
    ]);
    const multiple = only('Which? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d ~e}');
    expect(multiple).toMatchObject({ kind: 'multiple_choice', scoring: 'weights' });
    expect(options(multiple)).toEqual([
      ['a', true, 0.3333333],
      ['b', true, 0.3333333],
      ['c', true, 0.3333333],
      ['d', false, -1],
      ['e', false, 0],
    ]);
    expect(problemsOf('Which? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}')).toEqual([]);
    expect(only('Which? {~%100%a ~b}').kind).toBe('multiple_choice');
  });

  it('are one of several right options where = stands more than once', () => {
    expect(only('Which? {=a =b ~c}').kind).toBe('single_choice');
    expect(problemsOf('Which? {=a =b ~c}')).toEqual([['warning', 'several_correct_options', 1]]);
  });

  it('take a weight only directly after its sign', () => {
    expect(options(only('Which? {=100% of it ~about %50% of it}'))).toEqual([
      ['100% of it', true, 1],
      ['about %50% of it', false, 0],
    ]);
  });

  it('warn of odd weights', () => {
    expect(problemsOf('Which? {~%37%a ~%63%b ~c}')).toEqual([['warning', 'unusual_weight', 1]]);
    expect(problemsOf('Which? {~%50%a ~%25%b ~c}')).toEqual([['warning', 'weights_do_not_add_up', 1]]);
  });

  it('are accepted texts with weights', () => {
    expect(only('Number? {=112 =%50%110 = ca*t =%0%999#no =%0%*#Look it up.}')).toEqual({
      kind: 'short_answer',
      text: 'Number?',
      accepted: [
        { text: '112', fraction: 1 },
        { text: '110', fraction: 0.5 },
        { text: 'ca*t', fraction: 1 },
      ],
      wildcards: true,
      feedbackWrong: 'Look it up.',
    });
    expect(only('Sign? {=2 \\* 3}')).not.toHaveProperty('wildcards');
  });

  it('may have an arrow in a short answer, with a warning', () => {
    expect(only('How to call a member? {=ptr->name}')).toMatchObject({
      kind: 'short_answer',
      accepted: [{ text: 'ptr->name', fraction: 1 }],
    });
    expect(problemsOf('How? {=use -> here =dot}')).toEqual([['warning', 'arrow_in_answer', 1]]);
  });

  it('are accepted texts without a sign, with a warning', () => {
    expect(only('Capital? {Paris}')).toMatchObject({ kind: 'short_answer', accepted: [{ text: 'Paris' }] });
    expect(problemsOf('Capital? {Paris}')).toEqual([['warning', 'answer_without_sign', 1]]);
  });

  it.each([
    ['#2000:10', [{ value: '2000', tolerance: { absolute: '10' }, fraction: 1 }]],
    ['#5..9', [{ min: '5', max: '9', fraction: 1 }]],
    ['# -9 .. -5', [{ min: '-9', max: '-5', fraction: 1 }]],
    ['#3.14', [{ value: '3.14', fraction: 1 }]],
    ['#1,5:0,1', [{ value: '1.5', tolerance: { absolute: '0.1' }, fraction: 1 }]],
    ['#1e3:0', [{ value: '1000', fraction: 1 }]],
    [
      '#=1987:0#Exactly. =%50%1987:2 =%25%1980..1990',
      [
        { value: '1987', fraction: 1 },
        { value: '1987', tolerance: { absolute: '2' }, fraction: 0.5 },
        { min: '1980', max: '1990', fraction: 0.25 },
      ],
    ],
  ])('are numbers: {%s}', (answers, accepted) => {
    expect(only(`How much? {${answers}}`)).toEqual({ kind: 'numeric', text: 'How much?', accepted });
  });

  it('keep the feedback to wrong numbers', () => {
    expect(only('When? {#=1:0 ~#Look it up.}')).toMatchObject({ feedbackWrong: 'Look it up.' });
  });

  it('are pairs, with distractors', () => {
    expect(only('Match. {=a -> 1 = b->2 =-> 3 ####All.}')).toEqual({
      kind: 'matching',
      text: 'Match.',
      pairs: [
        { stem: 'a', choice: '1' },
        { stem: 'b', choice: '2' },
      ],
      distractors: ['3'],
      explanation: 'All.',
    });
  });

  it('say that "C#" is a feedback', () => {
    expect(problemsOf('Which? {=C# ~Java ~F\\#}')).toEqual([['warning', 'empty_feedback', 1]]);
  });
});

describe('GIFT faults', () => {
  const good = '::Good:: Is it? {T}';

  it.each([
    ['a brace that is not closed', '::Bad:: Which { =a ~b', 'unclosed_answers'],
    ['a stray brace', 'A stray { in a text.', 'unclosed_answers'],
    ['a stray closing brace', '::Bad:: A stray } in a text.', 'unopened_answers'],
    ['a closing brace first', 'A } and { more', 'unclosed_answers'],
    ['a brace inside an answer', '::Bad:: Which? {=f() {x} ~b}', 'unescaped_brace'],
    ['two lists of answers', 'The {=a ~b} and the {=c ~d}.', 'unescaped_brace'],
    ['one option', 'Which? {~%100%a}', 'too_few_options'],
    ['no right option', 'Which? {~a ~b}', 'correct_missing'],
    ['a blank option', 'Which? {=a ~ ~b}', 'missing_option_text'],
    ['a repeated option', 'Which? {=a ~b ~ b}', 'duplicate_option'],
    ['a weight above 100', 'Which? {~%150%a ~b ~%50%c}', 'bad_weight'],
    ['no question', '::Bad:: {=a ~b}', 'missing_question_text'],
    ['no number', 'How much? {#about ten}', 'bad_number'],
    ['no number at all', 'How much? {#}', 'correct_missing'],
    ['an empty range', 'How much? {#9..5}', 'bad_number'],
    ['an ambiguous number', 'How much? {#1,234}', 'bad_number'],
    ['a tolerance below zero', 'How much? {#5:-1}', 'bad_number'],
    ['any number', 'How much? {#*}', 'bad_number'],
    ['a blank answer', 'What? {=}', 'missing_answer_text'],
    ['a pair without its end', 'Match. {=a -> =b -> 2}', 'missing_answer_text'],
    ['no pairs', 'Match. {=-> 1 =-> 2}', 'too_few_pairs'],
    ['very many options', `Which? {=a${'~b'.repeat(1_000)}}`, 'too_many_options'],
  ])('are errors with their line and take no other question with them: %s', (_what, bad, code) => {
    const file = read(`// comment\n${good}\n\n// another\n${bad}\n\n${good.replace('it', 'that')}\n`);
    const errors = file.problems.filter(({ severity }) => severity === 'error');
    expect(errors.map((problem) => [problem.code, problem.line, problem.row])).toEqual([[code, 5, 2]]);
    expect(errors[0]?.title).toBe(bad.startsWith('::') ? 'Bad' : undefined);
    expect(file.rows.map(({ row, question }) => [row, question?.text])).toEqual([
      [1, 'Is it?'],
      [2, undefined],
      [3, 'Is that?'],
    ]);
  });

  it('are none where a blank line stands between the braces', () => {
    const file = read('Which? {\n=a\n\n// comment\n~b\n}\n\nIs it? {T}');
    expect(file.rows.map(({ question }) => question?.text)).toEqual(['Which?', 'Is it?']);
    expect(file.problems.map(({ code, line }) => [code, line])).toEqual([['blank_line_in_answers', 1]]);
  });

  it('end at a blank line where what follows is a question of its own', () => {
    for (const next of [
      'Is it? {T}',
      '::Next:: A stray } in a text.',
      '$CATEGORY: a\nA stray } in a text.',
    ]) {
      const file = read(`Which {=a ~b\n\n${next}`);
      expect(file.problems.map(({ code, line }) => [code, line])[0]).toEqual(['unclosed_answers', 1]);
      expect(file.rows).toHaveLength(2);
    }
  });

  it('are none where a blank line is missing', () => {
    const text =
      'One? {T}\nTwo? {F}\n// [id:3]\n::Three:: Which {=a ~b} is it?\n// [id:4]\n::Four::\nLong\ntext {T}\n';
    expect(questionsOf(text).map((question) => [question.text, question.externalId])).toEqual([
      ['One?', undefined],
      ['Two?', undefined],
      ['Which _____ is it?', '3'],
      ['Long\ntext', '4'],
    ]);
    expect(problemsOf(text)).toEqual([
      ['warning', 'missing_blank_line', 2],
      ['warning', 'missing_blank_line', 4],
      ['warning', 'missing_blank_line', 6],
    ]);
  });

  it('are no title that does not end', () => {
    expect(problemsOf('::Title: Is it? {T}')).toEqual([['warning', 'unclosed_title', 1]]);
  });

  it('are questions that stand there twice, as a warning', () => {
    const problems = read('Is  it? {T}\n\nIs it? {T}\n\nText\n\nText').problems;
    expect(problems).toEqual([
      {
        severity: 'warning',
        code: 'duplicate_question',
        message: 'The same question stands in question 1 in line 1.',
        row: 2,
        line: 3,
        duplicateOfRow: 1,
      },
    ]);
  });
});

describe('GIFT limits', () => {
  const refusal = (text: string, limits: Partial<ImportLimits>): unknown => {
    try {
      return read(text, limits);
    } catch (error) {
      return error;
    }
  };

  it.each([
    ['questions', 'A? {T}\n\nB? {T}\n\nC? {T}', { rows: 2 }, '2 questions'],
    [
      'a long text',
      `::Name:: ${'x'.repeat(101)} {T}`,
      { cellCharacters: 100 },
      'question 1 "Name" in line 1',
    ],
    ['a long title', `::${'x'.repeat(101)}:: A? {T}`, { cellCharacters: 100 }, 'title of question 1'],
    ['paragraphs', 'a {\n\n'.repeat(10), { rows: 2 }, 'more questions'],
    ['all texts', 'Aaaaaaaa? {T}\n\nBbbbbbbbb? {T}', { totalCharacters: 15 }, '15 characters'],
  ])('refuse the file for %s', (_what, text, limits, mention) => {
    expect(refusal(text, limits)).toMatchObject({
      code: 'import_too_large',
      message: expect.stringContaining(mention),
    });
  });

  it('keep hostile files from taking long', () => {
    const pieces = [
      '{',
      '}',
      '{=a\n\n',
      '::',
      '\\',
      '#',
      '\n// [id:',
      '{T}\n',
      '=a~',
      '%',
      '[',
      '{a\n\nb\n\n',
      '####',
      '->=',
    ];
    for (const piece of pieces) {
      const time = cpuTime(() => {
        const outcome = refusal(`x {${piece.repeat(200_000 / piece.length)}`, {});
        expect(outcome).toMatchObject(
          outcome instanceof Error ? { name: 'ImportRefused' } : { format: 'gift' },
        );
      });
      expect({ piece, isSlow: time > 3_000 }).toEqual({ piece, isSlow: false });
    }
  }, 60_000);

  it('report the progress', () => {
    const seen: number[] = [];
    const text = Array.from({ length: 450 }, (_question, index) => `Is it ${index}? {T}`).join('\n\n');
    readGift(new TextEncoder().encode(text), defaultImportLimits, { onProgress: (rows) => seen.push(rows) });
    expect(seen).toEqual([200, 400, 450]);
  });
});

it('the sample gives the expected ids', async () => {
  const file = await readFile(new URL('../../../../test/fixtures/import/40-basic.gift.txt', import.meta.url));
  expect(readGift(file, defaultImportLimits, {}).problems).toEqual([]);
});
