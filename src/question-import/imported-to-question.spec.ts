import { describe, expect, it } from 'vitest';
import { questionKinds } from '../questions/kinds/index.js';
import { importedToQuestion } from './imported-to-question.js';
import type { ImportedQuestion, RecognisedColumn } from './parsers/imported-question.js';

const columns: RecognisedColumn[] = [
  { letter: 'A', header: 'Question', meaning: 'question' },
  { letter: 'B', header: '', meaning: 'points' },
  { letter: 'C', header: 'Malus', meaning: 'penalty' },
  { letter: 'D', header: 'Answer', meaning: 'correct' },
  { letter: 'E', header: 'Labels', meaning: 'tags' },
  { letter: 'F', header: 'Kind', meaning: 'type' },
];

const choice: ImportedQuestion = {
  kind: 'single_choice',
  text: 'Which?',
  options: [
    { text: 'this', correct: false },
    { text: 'that', correct: true },
  ],
};

let nextId = 0;
function convert(question: ImportedQuestion, sheet?: string) {
  nextId = 0;
  const row = { row: 7, question, ...(sheet === undefined ? {} : { sheet }) };
  return importedToQuestion(row, columns, () => `option-${(nextId += 1)}`);
}

function errors(question: ImportedQuestion): string[] {
  const { problems, question: converted } = convert(question);
  const codes = problems.filter((problem) => problem.severity === 'error').map((problem) => problem.code);
  // A row with an error never becomes a question, and one without always does.
  expect(converted === null).toBe(codes.length > 0);
  return codes;
}

describe('an imported question as a question', () => {
  it('keeps everything that it says', () => {
    const { question, problems } = convert({
      ...choice,
      title: 'A\ntitle',
      externalId: 'HR-1',
      points: '2.50',
      wrongPenalty: '0.5',
      shuffle: false,
      explanation: 'Because.\nTwo lines.',
      category: 'Law/Basics',
      tags: ['law', 'dates'],
      difficulty: 'easy',
      timeLimitSeconds: 60,
    });
    expect(problems).toEqual([]);
    expect(question).toEqual({
      kind: 'single_choice',
      text: 'Which?',
      title: 'A title',
      points: '2.50',
      content: {
        options: [
          { id: 'option-1', text: 'this' },
          { id: 'option-2', text: 'that' },
        ],
        shuffleOptions: false,
      },
      key: { correctOptionId: 'option-2', wrongPenalty: { points: '0.5' } },
      explanation: 'Because.\nTwo lines.',
      external_id: 'HR-1',
      category: 'Law/Basics',
      tags: ['law', 'dates'],
      difficulty: 'easy',
      time_limit_seconds: 60,
    });
  });

  it('is worth one point and has no further properties unless the file says so', () => {
    expect(convert(choice).question).toMatchObject({
      points: '1',
      title: null,
      explanation: null,
      external_id: null,
      category: null,
      tags: [],
      difficulty: null,
      time_limit_seconds: null,
      content: { shuffleOptions: true },
    });
  });

  it('converts every kind that is offered into what the kind itself accepts', () => {
    const questions: ImportedQuestion[] = [
      choice,
      { ...choice, kind: 'multiple_choice' },
      { kind: 'true_false', text: 'So?', correct: false, wrongPenalty: '1' },
      {
        kind: 'numeric',
        text: 'How many?',
        accepted: [
          { value: '3300', tolerance: { absolute: '0.5' } },
          { min: '20', max: '40' },
        ],
      },
      {
        kind: 'short_answer',
        text: 'What?',
        accepted: [
          { text: 'this', fraction: 1 },
          { text: 'that', fraction: 1 / 3 },
        ],
        caseSensitive: true,
      },
    ];
    const bodies = questions.map((question) => convert(question).question);
    expect(bodies.map((body) => body?.kind)).toEqual(
      Object.keys(questionKinds).sort((a, b) => order(a) - order(b)),
    );
    for (const body of bodies) {
      const { kind, content, key } = body!;
      expect(questionKinds[kind].parseBody({ content, key }, () => 'x')).toEqual({
        ok: true,
        value: { content, key },
      });
    }
    expect(bodies[1]?.key).toEqual({ correctOptionIds: ['option-2'], scoring: 'all_or_nothing' });
    expect(bodies[2]).toMatchObject({ content: {}, key: { correct: false, wrongPenalty: { points: '1' } } });
    expect(bodies[3]?.key).toEqual({
      accepted: [
        { value: '3300', tolerance: { absolute: '0.5' }, fraction: '1' },
        { min: '20', max: '40', fraction: '1' },
      ],
    });
    expect(bodies[4]?.key).toMatchObject({
      accepted: [
        { text: 'this', fraction: '1' },
        { text: 'that', fraction: '1/3' },
      ],
      caseSensitive: true,
    });
  });

  it.each(['matching', 'ordering', 'cloze', 'essay'] as const)('says that %s is not offered', (kind) => {
    const { question, problems } = convert({ kind, text: 'Which?' }, 'Sheet1');
    expect(question).toBeNull();
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'unsupported_kind',
        message: `Questions of the kind "${kind}" are not offered yet.`,
        row: 7,
        sheet: 'Sheet1',
        column: 'Kind',
      },
    ]);
  });

  it('says that a kind has no penalty, and keeps the question', () => {
    const { question, problems } = convert({ ...choice, kind: 'multiple_choice', wrongPenalty: '1' });
    expect(question).not.toBeNull();
    expect(problems).toMatchObject([{ severity: 'loss', code: 'penalty_ignored', column: 'Malus', row: 7 }]);
  });

  it.each(['0', '10000', '0.0001', '1.50000'])('takes %s points', (points) => {
    expect(errors({ ...choice, points })).toEqual([]);
  });

  it.each(['10000.0001', '10001', '0.00001', '99999999999999999999'])('refuses %s points', (points) => {
    const { problems } = convert({ ...choice, points });
    expect(errors({ ...choice, points })).toEqual(['bad_number']);
    expect(problems[0]).toMatchObject({ column: 'B' });
  });

  it.each<[string, Partial<ImportedQuestion>, string]>([
    ['a text of 10,001 characters', { text: 'x'.repeat(10_001) }, 'too_long'],
    ['a control character', { text: 'x\u0000' }, 'control_character'],
    ['half of a character', { explanation: 'x\uD83D' }, 'malformed_text'],
    ['a title of 201 characters', { title: 'x'.repeat(201) }, 'too_long'],
    ['51 tags', { tags: Array.from({ length: 51 }, (_, index) => `t${index}`) }, 'too_many_tags'],
    ['a tag of 101 characters', { tags: ['x'.repeat(101)] }, 'too_long'],
    ['a category of 501 characters', { category: 'x'.repeat(501) }, 'too_long'],
    ['a day and a second', { timeLimitSeconds: 86_401 }, 'bad_number'],
    ['one option', { options: [{ text: 'x', correct: true }] }, 'too_few'],
    [
      '21 options',
      { options: Array.from({ length: 21 }, (_, index) => ({ text: `o${index}`, correct: index === 0 })) },
      'too_many',
    ],
    [
      'options that look alike',
      {
        options: [
          { text: 'a b', correct: true },
          { text: 'a\u00A0b', correct: false },
        ],
      },
      'duplicate',
    ],
    [
      'no right option',
      {
        options: [
          { text: 'a', correct: false },
          { text: 'b', correct: false },
        ],
      },
      'required',
    ],
    [
      'options of 160 kB',
      {
        options: Array.from({ length: 20 }, (_, index) => ({
          text: `${index}${'😀'.repeat(1_990)}`,
          correct: index === 0,
        })),
      },
      'too_long',
    ],
  ])('refuses %s', (_name, change, code) => {
    expect(errors({ ...choice, ...change })).toEqual([code]);
  });

  it('takes the same at its bounds', () => {
    expect(
      errors({
        ...choice,
        text: 'x'.repeat(10_000),
        title: 'x'.repeat(200),
        tags: Array.from({ length: 50 }, (_, index) => `t${index}`.padEnd(100, 'x')),
        category: 'x'.repeat(500),
        timeLimitSeconds: 86_400,
        options: Array.from({ length: 20 }, (_, index) => ({ text: `o${index}`, correct: index === 0 })),
      }),
    ).toEqual([]);
  });

  it('takes the name of an item for its external id, and its section for its category', () => {
    const item = { ...choice, identifier: 'item-7', section: 'Part 2' };
    expect(convert(item)).toMatchObject({
      question: { external_id: 'item-7', category: 'Part 2' },
      problems: [],
    });
    expect(convert({ ...item, externalId: 'HR-7', category: 'Law' }).question).toMatchObject({
      external_id: 'HR-7',
      category: 'Law',
    });
    const ours = 'assay-018f0000-0000-7000-8000-000000000001';
    expect(convert({ ...item, identifier: ours }).question?.external_id).toBeNull();
  });

  it('rounds computed points, and says so', () => {
    const { question, problems } = convert({ ...choice, points: '0.333333333333' });
    expect(question?.points).toBe('0.3333');
    expect(problems).toMatchObject([{ severity: 'loss', code: 'points_rounded', column: 'B' }]);
    expect(convert({ ...choice, points: '0.500000' })).toMatchObject({
      question: { points: '0.5000' },
      problems: [],
    });
  });

  it('takes a computed penalty for the share that was meant', () => {
    expect(convert({ ...choice, wrongPenalty: '0.333333333333' }).question?.key).toMatchObject({
      wrongPenalty: { points: '1/3' },
    });
  });

  it('has no blank title, as formats with a title for every question write it', () => {
    expect(convert({ ...choice, title: ' \n ', externalId: '' }).question).toMatchObject({
      title: null,
      external_id: null,
    });
  });

  it('names in words what cannot be kept, and keeps the rest', () => {
    const question: ImportedQuestion = {
      ...choice,
      options: [
        { text: 'this', correct: false, feedback: 'No.' },
        { text: 'that', correct: true, feedback: '' },
      ],
      feedbackRight: 'Well done.',
      graderInfo: 'Look for the date.',
      attachments: ['map.png', 'plan.png'],
      section: 'Part 2',
      category: 'Law',
      required: true,
      unit: 'km',
      comparison: ['ignore_diacritics'],
    };
    const place = { row: 3, line: 40, title: 'Maps', identifier: 'q-3' };
    const losses = [{ code: 'hint', message: 'The hints are left out.' }];
    const { question: converted, problems } = importedToQuestion(
      { ...place, question, losses },
      [],
      () => `option-${(nextId += 1)}`,
    );
    expect(converted).toMatchObject({ text: 'Which?' });
    expect(problems.map(({ code }) => code).sort()).toEqual([
      'answer_feedback',
      'attachment',
      'comparison',
      'grader_info',
      'hint',
      'option_feedback',
      'required',
      'section',
      'unit',
    ]);
    for (const problem of problems) expect(problem).toMatchObject({ severity: 'loss', ...place });
    expect(problems.find(({ code }) => code === 'attachment')?.message).toBe(
      'The question refers to files that cannot be shown here: "map.png", "plan.png".',
    );
    expect(problems.find(({ code }) => code === 'option_feedback')?.message).toContain('"this"');
  });

  it('keeps what the template says beyond other tables', () => {
    expect(
      convert({
        ...choice,
        kind: 'multiple_choice',
        options: [...choice.options!, { text: 'those', correct: true }],
        scoring: 'per_option',
        maxSelections: 2,
      }).question,
    ).toMatchObject({ content: { maximumSelections: 2 }, key: { scoring: 'per_option' } });
    expect(
      convert({
        kind: 'numeric',
        text: 'How far?',
        unit: 'km',
        decimalSeparator: 'comma',
        accepted: [
          { value: '2', tolerance: { relative: '0.05' } },
          { value: '3', decimalPlaces: 2, fraction: 1 / 3, share: '1/3' },
        ],
      }).question,
    ).toMatchObject({
      content: { unit: 'km', decimalSeparator: 'comma' },
      key: {
        accepted: [
          { value: '2', tolerance: { relative: '0.05' }, fraction: '1' },
          { value: '3', decimalPlaces: 2, fraction: '1/3' },
        ],
      },
    });
    expect(convert({ ...choice, wrongPenaltyShare: 'automatic' }).question?.key).toMatchObject({
      wrongPenalty: { automatic: true },
    });
    expect(convert({ ...choice, wrongPenaltyShare: '1/3' }).question?.key).toMatchObject({
      wrongPenalty: { fraction: '1/3' },
    });
  });

  it('says of a limit below the number of right options where it stands', () => {
    const question: ImportedQuestion = {
      ...choice,
      kind: 'multiple_choice',
      options: choice.options!.map(({ text }) => ({ text, correct: true })),
      maxSelections: 1,
    };
    expect(convert(question).problems).toMatchObject([
      { code: 'out_of_range', message: 'The largest number of selections must be from 2 to 2.' },
    ]);
  });

  it('takes a page of blanks in a title in no time', () => {
    const start = performance.now();
    expect(convert({ ...choice, title: `a${' '.repeat(32_000)}b` }).question).toBeNull();
    expect(performance.now() - start).toBeLessThan(100);
  });

  it('lists everything that is wrong with a row', () => {
    expect(errors({ ...choice, points: '-1', text: 'x\u0000', options: [] }).sort()).toEqual(
      ['bad_number', 'control_character', 'too_few', 'required'].sort(),
    );
  });
});

function order(kind: string): number {
  return ['single_choice', 'multiple_choice', 'true_false', 'numeric', 'short_answer'].indexOf(kind);
}
