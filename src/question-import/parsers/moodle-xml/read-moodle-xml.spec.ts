import { describe, expect, it } from 'vitest';
import { cpuTime } from '../../../../test/fixtures/import/cpu-time.js';
import type { ImportedQuestion, ParsedFile } from '../imported-question.js';
import { defaultImportLimits, type ImportLimits } from '../limits.js';
import { quizElements } from './quiz-elements.js';
import { readMoodleXml } from './read-moodle-xml.js';

function read(xml: string, limits: Partial<ImportLimits> = {}): ParsedFile {
  return readMoodleXml(new TextEncoder().encode(xml), { ...defaultImportLimits, ...limits }, {});
}

const quiz = (...questions: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${questions.join('\n')}\n</quiz>`;

const question = (type: string, inside: string, text = 'Why?'): string =>
  `<question type="${type}"><name><text>Name</text></name><questiontext format="html"><text>${text}</text></questiontext>${inside}</question>`;

const answer = (fraction: number | string, text: string, more = ''): string =>
  `<answer fraction="${fraction}"><text>${text}</text>${more}</answer>`;

/** The only question of a file without errors. */
function only(type: string, inside: string, text?: string): ImportedQuestion {
  const file = read(quiz(question(type, inside, text)));
  expect(file.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return file.rows[0]?.question ?? { kind: 'info', text: 'none' };
}

const codes = (type: string, inside: string, text?: string): string[] =>
  read(quiz(question(type, inside, text))).problems.map(({ code }) => code);

const losses = (type: string, inside: string, text?: string): unknown =>
  read(quiz(question(type, inside, text))).rows[0]?.losses?.map(({ code }) => code);

const twoOptions = `${answer(100, 'a')}${answer(0, 'b')}`;

describe('Moodle XML', () => {
  it.each([
    ['html', '&lt;p&gt;One &amp;amp; &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;', 'One & two', 'html'],
    ['html', '<![CDATA[<p>One</p><p>x &lt; y</p>]]>', 'One\n\nx < y', 'html'],
    ['html', '<![CDATA[a]]> &amp; <![CDATA[b]]>&#233;&#x20AC;', 'a & bé€', 'html'],
    ['moodle_auto_format', 'One\nList&lt;String&gt; &amp;amp; two', 'One\nList<String> & two', undefined],
    ['moodle_auto_format', 'One\n&lt;b&gt;two&lt;/b&gt;', 'One\ntwo', undefined],
    ['plain_text', 'a &amp;lt; &lt;b&gt;b&lt;/b&gt;', 'a &lt; <b>b</b>', undefined],
    ['markdown', 'One *two* &lt;i&gt;', 'One *two* <i>', 'markdown'],
  ])('has texts in the format %s: %s', (format, written, text, textFormat) => {
    const xml = `<question type="essay"><questiontext format="${format}"><text>${written}</text></questiontext></question>`;
    const found = read(quiz(xml)).rows[0]?.question;
    expect([found?.text, found?.textFormat]).toEqual([text, textFormat]);
  });

  it('has answers in the format of the question unless they name one', () => {
    const inside = `${answer(100, '&lt;p&gt;a&lt;/p&gt;')}<answer fraction="0" format="plain_text"><text>&lt;p&gt;b&lt;/p&gt;</text></answer>`;
    expect(only('multichoice', inside).options?.map(({ text }) => text)).toEqual(['a', '<p>b</p>']);
  });

  it('has categories for all that follows, comments, tags and an id', () => {
    const category = (path: string): string =>
      `<question type="category"><category><text>${path}</text></category></question>`;
    const file = read(
      quiz(
        question('essay', '', 'One?'),
        category('$course$/top/A/B//C'),
        question(
          'essay',
          '<!-- <idnumber>no</idnumber> --><idnumber>x-1</idnumber><tags><tag><text>t</text></tag><tag><text> t </text></tag><tag><text>u</text></tag></tags>',
          'Two?',
        ),
        category('top/D'),
        question('essay', '<idnumber></idnumber><tags></tags>', 'Three?'),
        category('$module$/top'),
        question('essay', '', 'Four?'),
      ),
    );
    expect(file.problems).toEqual([]);
    expect(file.rows.map((row) => [row.row, row.line, row.question?.category])).toEqual([
      [1, 3, undefined],
      [2, 5, 'A/B/C'],
      [3, 7, 'D'],
      [4, 9, undefined],
    ]);
    expect(file.rows[1]?.question).toMatchObject({ externalId: 'x-1', tags: ['t', 'u'] });
    expect(file.rows[2]?.question).not.toHaveProperty('tags');
  });

  it('keeps points exactly', () => {
    const points = (written: string): unknown =>
      only('essay', `<defaultgrade>${written}</defaultgrade>`).points;
    expect([points('2.0000000'), points('0.5'), points('100'), points('0')]).toEqual([
      '2',
      '0.5',
      '100',
      '0',
    ]);
    expect(codes('essay', '<defaultgrade>many</defaultgrade>')).toEqual(['bad_number']);
    expect(codes('essay', '<defaultgrade>-1</defaultgrade>')).toEqual(['bad_number']);
  });

  it('says of everything that it leaves out what it is', () => {
    const inside = [
      twoOptions,
      '<penalty>0.3333333</penalty><hint format="html"><text>Think</text></hint><hint><text></text></hint>',
      '<partiallycorrectfeedback><text>Half</text></partiallycorrectfeedback>',
      '<customfields><x>1</x></customfields><file name="a.pdf" encoding="base64">AAAA</file>',
      '<answernumbering>abc</answernumbering>',
    ].join('');
    expect(
      losses('multichoice', inside, '&lt;b&gt;Why?&lt;/b&gt; &lt;img src="@@PLUGINFILE@@/x.png"&gt;'),
    ).toEqual([
      'attachment',
      'retry_penalty',
      'partial_feedback',
      'markup',
      'image',
      'hint',
      'unknown_element',
    ]);
    expect(
      losses(
        'essay',
        '<responsetemplate><text>Dear</text></responsetemplate><attachments>2</attachments><minwordlimit>10</minwordlimit>',
      ),
    ).toEqual(['response_template', 'file_upload', 'word_limit']);
    expect(losses('essay', '<attachments>0</attachments><penalty>0.1</penalty>')).toBeUndefined();
  });

  it('names files that are attached anywhere, and warns of hidden questions', () => {
    const inside = `<answer fraction="100"><text>a</text><file name="b.png" encoding="base64">AAAA</file></answer>${answer(0, 'b')}<hidden>1</hidden><image>old.gif</image>`;
    expect(only('multichoice', inside).attachments).toEqual(['b.png', 'old.gif']);
    expect(codes('multichoice', inside)).toEqual(['hidden_question']);
  });

  it('keeps no contents of files', () => {
    const [found] = quizElements(quiz(question('essay', '<file name="a">AAAA</file>')), defaultImportLimits);
    expect(found?.children.find(({ name }) => name === 'file')?.text).toBe('');
  });

  it('is read in UTF-16 and with names in a namespace', () => {
    const xml = quiz(question('essay', '', 'Größe?')).replace('UTF-8', 'UTF-16');
    const file = readMoodleXml(Buffer.from(`\uFEFF${xml}`, 'utf16le'), defaultImportLimits, {});
    expect(file.rows[0]?.question?.text).toBe('Größe?');
    const prefixed =
      '<m:quiz xmlns:m="x"><m:question type="essay"><m:questiontext><m:text>Why?</m:text></m:questiontext></m:question></m:quiz>';
    expect(read(prefixed).rows[0]?.question).toEqual({ kind: 'essay', text: 'Why?' });
  });
});

describe('Moodle choices', () => {
  it.each([
    ['true', 'single_choice'],
    ['1', 'single_choice'],
    ['', 'single_choice'],
    ['false', 'multiple_choice'],
    ['0', 'multiple_choice'],
  ])('are single or multiple: %s', (single, kind) => {
    expect(only('multichoice', `<single>${single}</single>${twoOptions}`).kind).toBe(kind);
  });

  it('keep weights exactly', () => {
    const thirds = ['33.33333', '33.333', '33.3333333']
      .map((weight, index) => answer(weight, `x${index}`))
      .join('');
    const found = only('multichoice', `<single>0</single>${thirds}${answer(-100, 'y')}`);
    expect(found.options?.map(({ fraction, correct }) => [fraction, correct])).toEqual([
      [0.3333333, true],
      [0.33333, true],
      [0.333333333, true],
      [-1, false],
    ]);
    expect(codes('multichoice', `<single>0</single>${thirds}${answer(-100, 'y')}`)).toEqual([]);
  });

  it('warn of odd weights and take them', () => {
    const odd = `<single>0</single>${answer(37, 'a')}${answer(63, 'b')}`;
    expect(codes('multichoice', odd)).toEqual(['unusual_weight']);
    expect(only('multichoice', odd).options?.[0]?.fraction).toBe(0.37);
    expect(codes('multichoice', `<single>0</single>${answer(50, 'a')}${answer(25, 'b')}`)).toEqual([
      'weights_do_not_add_up',
    ]);
    expect(codes('multichoice', `${answer(100, 'a')}${answer(100, 'b')}`)).toEqual([
      'several_correct_options',
    ]);
    const half = only('multichoice', `${answer(50, 'a')}${answer(0, 'b')}`);
    expect(half).toMatchObject({ scoring: 'weights', options: [{ correct: true }, { correct: false }] });
    expect(codes('multichoice', `${answer(50, 'a')}${answer(0, 'b')}`)).toEqual(['no_full_mark']);
  });

  it('are all or nothing in sets', () => {
    expect(only('multichoiceset', `${answer(100, 'a')}${answer(100, 'b')}${answer(0, 'c')}`)).toMatchObject({
      kind: 'multiple_choice',
      scoring: 'all_or_nothing',
      options: [{ correct: true }, { correct: true }, { correct: false }],
    });
  });

  it('keep feedback to right and wrong answers', () => {
    const feedback =
      '<correctfeedback><text>Yes</text></correctfeedback><incorrectfeedback><text>No</text></incorrectfeedback><generalfeedback><text>So</text></generalfeedback>';
    expect(only('multichoice', twoOptions + feedback)).toMatchObject({
      feedbackRight: 'Yes',
      feedbackWrong: 'No',
      explanation: 'So',
    });
  });
});

describe('Moodle statements', () => {
  it.each([
    ['true', 100, 'false', 0, true],
    ['true', 0, 'false', 100, false],
    ['false', 0, 'true', 100, true],
    ['false', 100, 'true', 0, false],
    ['Wahr', 100, 'Falsch', 0, true],
    ['Falsch', 100, 'Wahr', 0, false],
    ['Faux', 0, 'Vrai', 100, true],
  ])('are %s %s, %s %s', (first, firstFraction, second, secondFraction, correct) => {
    const inside = `${answer(firstFraction, first)}${answer(secondFraction, second)}`;
    expect(only('truefalse', inside).correct).toBe(correct);
    expect(codes('truefalse', inside)).toEqual([]);
  });

  it('in unknown languages have the true answer first, with a warning', () => {
    const inside = `${answer(0, 'This one')}${answer(100, 'The other')}`;
    expect(only('truefalse', inside).correct).toBe(false);
    expect(codes('truefalse', inside)).toEqual(['truth_by_position']);
  });

  it('keep the feedback of their answers', () => {
    const feedback = (text: string): string => `<feedback><text>${text}</text></feedback>`;
    expect(
      only(
        'truefalse',
        `${answer(0, 'false', feedback('Wrong.'))}${answer(100, 'true', feedback('Right.'))}`,
      ),
    ).toEqual({
      title: 'Name',
      kind: 'true_false',
      text: 'Why?',
      textFormat: 'html',
      correct: true,
      feedbackRight: 'Right.',
      feedbackWrong: 'Wrong.',
    });
  });
});

describe('Moodle typed answers', () => {
  it('are texts with weights, letter case and wildcards', () => {
    const inside = `<usecase>0</usecase>${answer(100, 'a &lt;b&gt;')}${answer(50, 'c*')}${answer(0, 'd')}${answer(0, '*', '<feedback><text>No</text></feedback>')}`;
    expect(only('shortanswer', inside)).toMatchObject({
      accepted: [
        { text: 'a <b>', fraction: 1 },
        { text: 'c*', fraction: 0.5 },
      ],
      wildcards: true,
      feedbackWrong: 'No',
    });
    expect(only('shortanswer', inside)).not.toHaveProperty('caseSensitive');
    expect(losses('shortanswer', inside)).toEqual(['foreseen_mistake']);
    const literal = only('shortanswer', `<usecase>1</usecase>${answer(100, '2 \\* 3')}`);
    expect(literal).toMatchObject({ caseSensitive: true, accepted: [{ text: '2 * 3' }] });
    expect(literal).not.toHaveProperty('wildcards');
  });

  it('are numbers with tolerances', () => {
    const inside = `${answer(100, '1,5', '<tolerance>0</tolerance>')}${answer(50, '-2e3', '<tolerance>1.5</tolerance>')}${answer(0, '*')}`;
    expect(only('numerical', inside).accepted).toEqual([
      { value: '1.5', fraction: 1 },
      { value: '-2000', tolerance: { absolute: '1.5' }, fraction: 0.5 },
    ]);
  });

  it('have units by which what is entered is divided', () => {
    const unit = (name: string, multiplier: string): string =>
      `<unit><multiplier>${multiplier}</multiplier><unit_name>${name}</unit_name></unit>`;
    const units = `<units>${unit('kg', '1')}${unit('t', '0.001')}${unit('lb', '2.20462')}${unit('__proto__', '4')}</units>`;
    const graded = only(
      'numerical',
      `${answer(100, '5')}${units}<unitgradingtype>1</unitgradingtype><unitpenalty>0.1</unitpenalty>`,
    );
    expect(Object.entries(graded.units ?? {})).toEqual([
      ['kg', '1'],
      ['t', '1000'],
      ['lb', '0.45359290943564'],
      ['__proto__', '0.25'],
    ]);
    expect(graded.unitPenalty).toBe(0.1);
    const free = only(
      'numerical',
      `${answer(100, '5')}${units}<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty>`,
    );
    expect(free).not.toHaveProperty('unitPenalty');
    expect(codes('numerical', `${answer(100, '5')}<units>${unit('x', '0')}</units>`)).toEqual(['bad_number']);
  });
});

describe('Moodle pairs, orders and gaps', () => {
  it('are pairs with distractors', () => {
    const pair = (stem: string, choice: string): string =>
      `<subquestion><text>${stem}</text><answer><text>${choice}</text></answer></subquestion>`;
    expect(
      only('matching', `${pair('a', '1')}${pair('b', '1')}${pair('', '2')}${pair('', '')}`),
    ).toMatchObject({
      pairs: [
        { stem: 'a', choice: '1' },
        { stem: 'b', choice: '1' },
      ],
      distractors: ['2'],
    });
    expect(codes('matching', pair('a', ''))).toEqual(['missing_answer_text', 'too_few_pairs']);
  });

  it('are orders by position', () => {
    const items = `${answer('10.0000000', 'last')}${answer('2.0000000', 'second')}${answer('1.0000000', 'first')}`;
    const order = (grading: string): ImportedQuestion =>
      only('ordering', `<gradingtype>${grading}</gradingtype>${items}`);
    expect(order('ABSOLUTE_POSITION')).toMatchObject({
      order: ['first', 'second', 'last'],
      scoring: 'position',
    });
    expect(order('ALL_OR_NOTHING').scoring).toBe('all_or_nothing');
    expect(order('RELATIVE_NEXT_EXCLUDE_LAST').scoring).toBe('review');
    expect(codes('ordering', `${answer(1, 'a')}${answer(1, 'b')}`)).toEqual(['bad_order']);
  });

  it('are gaps of all kinds', () => {
    const found = only(
      'cloze',
      '',
      '<![CDATA[<p>a {1:NM:=120:1~%50%110..130#near} b {:MCV:wood#no~=glass \\} &lt;~%-50%ice}<br>{2:SAC:=it&#39;s~%50%EURO} {3:SHORTANSWER:=x} [[gap]] {a} {}</p>]]>',
    );
    expect(found).toMatchObject({
      kind: 'cloze',
      text: 'a [[gap]] b [[gap]]\n[[gap]] [[gap]] [gap] {a} {}',
      points: '7',
      gaps: [
        {
          kind: 'numeric',
          weight: 1,
          accepted: [
            { value: '120', tolerance: { absolute: '1' }, fraction: 1 },
            { min: '110', max: '130', fraction: 0.5 },
          ],
        },
        {
          kind: 'select',
          weight: 1,
          options: [
            { text: 'wood', correct: false, fraction: 0, feedback: 'no' },
            { text: 'glass } <', correct: true, fraction: 1 },
            { text: 'ice', correct: false, fraction: -0.5 },
          ],
        },
        {
          kind: 'text',
          weight: 2,
          caseSensitive: true,
          accepted: [
            { text: "it's", fraction: 1 },
            { text: 'EURO', fraction: 0.5 },
          ],
        },
        { kind: 'text', weight: 3, accepted: [{ text: 'x', fraction: 1 }] },
      ],
    });
  });
});

describe('faults in Moodle XML', () => {
  const good = question('essay', '', 'Good?');

  it.each([
    ['calculatedsimple', twoOptions, 'unsupported_type'],
    ['ddwtos', '', 'unsupported_type'],
    ['__proto__', '', 'unsupported_type'],
    ['', '', 'unsupported_type'],
    ['multichoice', answer(100, 'a'), 'too_few_options'],
    ['multichoice', `${answer(0, 'a')}${answer(0, 'b')}`, 'correct_missing'],
    ['multichoice', `${answer(100, 'a')}${answer(0, '&lt;p&gt;&lt;/p&gt;')}`, 'missing_option_text'],
    ['multichoice', `${answer(100, 'a')}${answer(0, ' a')}`, 'duplicate_option'],
    ['multichoice', `${answer(100, 'a')}${answer('half', 'b')}`, 'bad_weight'],
    ['multichoice', `${answer(100, 'a')}${answer(-101, 'b')}`, 'bad_weight'],
    ['truefalse', answer(100, 'true'), 'too_few_options'],
    ['truefalse', `${answer(0, 'true')}${answer(0, 'false')}`, 'correct_missing'],
    ['shortanswer', '', 'correct_missing'],
    ['shortanswer', answer(100, ' '), 'missing_answer_text'],
    ['numerical', answer(100, 'ten'), 'bad_number'],
    ['numerical', answer(100, '1', '<tolerance>-1</tolerance>'), 'bad_number'],
    ['matching', '', 'too_few_pairs'],
    ['ordering', answer(1, 'a'), 'too_few_options'],
    ['cloze', '', 'no_gaps'],
  ])('take no other question with them: %s %s', (type, inside, code) => {
    const file = read(quiz(good, question(type, inside), good.replace('Good', 'Better')));
    expect(
      file.problems.map((problem) => [
        problem.severity,
        problem.code,
        problem.row,
        problem.line,
        problem.title,
      ]),
    ).toEqual([['error', code, 2, 4, 'Name']]);
    expect(file.rows.map((row) => row.question?.text)).toEqual(['Good?', undefined, 'Better?']);
  });

  it.each([
    ['{1:SA:=x', 'unclosed_gap'],
    ['{1:MULTIRESPONSE:=x~=y}', 'unsupported_gap'],
    ['{1:SA:x}', 'correct_missing'],
    ['{1:NM:=many}', 'bad_number'],
    ['{1:SA:%150%x~=y}', 'bad_weight'],
    ['{1:MC:=x}', 'too_few_options'],
    ['{1:SA:=x}'.repeat(501), 'too_many_gaps'],
    [`{1:SA:=x${'~y'.repeat(100_000)}}{1:SA:=x}`, 'too_many_gaps'],
  ])('may stand in gaps: %s', (text, code) => {
    expect(codes('cloze', '', text)).toContain(code);
    expect(read(quiz(question('cloze', '', text))).rows[0]).not.toHaveProperty('question');
  });

  it('are a missing text and an image alone', () => {
    expect(codes('essay', '', '')).toEqual(['missing_question_text']);
    expect(codes('essay', '', '&lt;img src="a.png"&gt;')).toEqual(['missing_question_text']);
    expect(read(quiz()).problems.map(({ code }) => code)).toEqual(['no_questions']);
  });
});

describe('Moodle XML that is refused', () => {
  const refusal = (xml: string, limits?: Partial<ImportLimits>): unknown => {
    try {
      return read(xml, limits);
    } catch (error) {
      return error;
    }
  };
  const padding = `${question('essay', '', 'Long? '.repeat(50))}\n`.repeat(10);

  it.each([
    ['cut off', quiz(question('essay', '')).slice(0, -12), 'broken_xml', 'near line'],
    ['cut off within a tag', '<quiz>\n<question type="es', 'broken_xml', 'near line 2'],
    [
      'tags that do not match',
      quiz(padding, '<question><name></question></name>'),
      'broken_xml',
      'near line 14',
    ],
    ['an unknown entity', quiz(padding, question('essay', '', 'a&nbsp;b')), 'broken_xml', '&nbsp;'],
    ['two roots', '<quiz></quiz><quiz></quiz>', 'broken_xml', 'two root'],
    ['another root', '<exam/>', 'broken_xml', '<exam>'],
    ['a document type', '<!DOCTYPE quiz><quiz/>', 'doctype_refused', 'DOCTYPE'],
    [
      'entities',
      '<?xml version="1.0"?>\n<!DOCTYPE quiz [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>\n<quiz><question>&a;&c;</question></quiz>',
      'doctype_refused',
      'DOCTYPE',
    ],
    ['a document type in small letters', '<!doctype quiz><quiz/>', 'doctype_refused', 'DOCTYPE'],
    ['a document type inside', '<quiz><!DOCTYPE quiz></quiz>', 'broken_xml', 'line 1'],
    [
      'depth',
      `<quiz><question>${'<a>'.repeat(200)}${'</a>'.repeat(200)}</question></quiz>`,
      'import_too_large',
      'near line 1',
    ],
    ['a long tag', `<quiz><question type="${'x\n'.repeat(10_000)}"/></quiz>`, 'import_too_large', 'tag'],
    ['very many elements', quiz(question('essay', '<a/>'.repeat(30_000))), 'import_too_large', 'elements'],
  ])('for %s', (_what, xml, code, mention) => {
    expect(refusal(xml)).toMatchObject({ code, message: expect.stringContaining(mention) });
  });

  it('for its size, with the place', () => {
    expect(refusal(quiz(question('essay', '', 'x'.repeat(101))), { cellCharacters: 100 })).toMatchObject({
      code: 'import_too_large',
      message: expect.stringContaining('question 1 "Name" in line 3'),
    });
    expect(refusal(quiz(padding), { rows: 9 })).toMatchObject({ code: 'import_too_large' });
  });

  it('in time, whatever it repeats', () => {
    const pieces = [
      '<question',
      '<question ',
      '<question>',
      '\n',
      '<a\n\n',
      '<a ="\n',
      '<!--',
      '{1:SA:',
      '{1:SA:=a~',
      '&amp;',
      '&lt;b&gt;',
      '<![CDATA[',
      '<answer fraction="1"/>',
      '<file>',
      '&lt;a "',
    ];
    for (const piece of pieces) {
      for (const start of ['<quiz>', '<quiz><question type="cloze"><questiontext><text>']) {
        const time = cpuTime(() => {
          const outcome = refusal(`${start}${piece.repeat(200_000 / piece.length)}`);
          expect(outcome).toMatchObject({ name: 'ImportRefused' });
        });
        expect({ piece, isSlow: time > 3_000 }).toEqual({ piece, isSlow: false });
      }
    }
  }, 60_000);
});
