import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { singleChoice } from './single-choice.js';

const options = [
  { id: 'a', text: 'Oslo' },
  { id: 'b', text: 'Bergen' },
  { id: 'c', text: 'Narvik' },
  { id: 'd', text: 'Bodø' },
];

function parse(content: unknown, key: unknown) {
  let next = 0;
  const result = singleChoice.parseBody({ content, key }, () => `id-${(next += 1)}`);
  return result.ok ? result.value : result.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

function score(response: unknown, wrongPenalty?: object, points = 2) {
  const key = { correctOptionId: 'b', ...(wrongPenalty && { wrongPenalty }) } as { correctOptionId: string };
  const result = singleChoice.score({ options, shuffleOptions: true }, key, response, Rational.of(points));
  return `${result.status} ${result.fraction.toDecimal(3)} ${result.points.toDecimal(3)}`;
}

describe('single choice: body', () => {
  it('makes ids, trims texts, shuffles by default, and turns an index into an id', () => {
    const texts = [{ text: ' Oslo\r\n' }, { id: null, text: 'Bergen' }, { id: 'own', text: 'Narvik' }];
    expect(parse({ options: texts }, { correctOptionIndex: 1 })).toEqual({
      content: {
        options: [
          { id: 'id-1', text: 'Oslo' },
          { id: 'id-2', text: 'Bergen' },
          { id: 'own', text: 'Narvik' },
        ],
        shuffleOptions: true,
      },
      key: { correctOptionId: 'id-2' },
    });
  });

  it('reports all problems at once', () => {
    const broken = [
      { text: '  ' },
      { text: 7 },
      'x',
      { id: 'a b', text: 'ok', weight: 1 },
      { text: 'x\u0000' },
    ];
    const key = { correctOptionId: 3, wrongPenalty: { fraction: '2' }, extra: 1 };
    expect(parse({ options: broken, shuffleOptions: 'yes' }, key)).toEqual([
      '/key/extra unknown-property',
      '/content/options/0/text empty',
      '/content/options/1/text wrong-type',
      '/content/options/2 wrong-type',
      '/content/options/3/weight unknown-property',
      '/content/options/3/id unusable-id',
      '/content/options/4/text control-character',
      '/content/shuffleOptions wrong-type',
      '/key/correctOptionId wrong-type',
      '/key/wrongPenalty/fraction out-of-range',
    ]);
  });

  it.each([
    [[{ text: 'one' }], '/content/options too-few'],
    [Array.from({ length: 21 }, (_, index) => ({ text: `${index}` })), '/content/options too-many'],
    [{}, '/content/options wrong-type'],
    [undefined, '/content/options required'],
    [[{ text: 'x' }, { text: 'x'.repeat(2001) }], '/content/options/1/text too-long'],
    [[{ text: 'a b' }, { text: ' a\u00A0 b ' }], '/content/options/1/text duplicate'],
    [[{ text: 'Cafe\u0301' }, { text: 'Caf\u00E9' }], '/content/options/1/text duplicate'],
    [[{ text: '\u200B' }, { text: 'x' }], '/content/options/0/text empty'],
    [
      [
        { id: 'x', text: 'a' },
        { id: 'x', text: 'b' },
      ],
      '/content/options/1/id duplicate',
    ],
  ])('refuses options %j', (list, problem) => {
    expect(parse({ options: list }, { correctOptionIndex: 0 })).toEqual([problem]);
  });

  it('keeps options apart that differ in case, and takes twenty of two thousand characters', () => {
    expect(
      parse({ options: [{ text: 'list' }, { text: 'List' }] }, { correctOptionIndex: 0 }),
    ).not.toBeInstanceOf(Array);
    const long = Array.from({ length: 20 }, (_, index) => ({ text: `${index}-`.padEnd(2000, 'é') }));
    expect(parse({ options: long }, { correctOptionIndex: 19 })).not.toBeInstanceOf(Array);
  });

  it.each([
    [{}, '/key/correctOptionId required'],
    [{ correctOptionId: 'z' }, '/key/correctOptionId unknown-option'],
    [{ correctOptionId: '__proto__' }, '/key/correctOptionId unknown-option'],
    [{ correctOptionIndex: 4 }, '/key/correctOptionIndex out-of-range'],
    [{ correctOptionIndex: -1 }, '/key/correctOptionIndex out-of-range'],
    [{ correctOptionIndex: '1' }, '/key/correctOptionIndex wrong-type'],
    [{ correctOptionId: 'a', correctOptionIndex: 0 }, '/key exactly-one'],
    [{ correctOptionId: 'a', wrongPenalty: {} }, '/key/wrongPenalty exactly-one'],
    [{ correctOptionId: 'a', wrongPenalty: { points: '1', fraction: '1' } }, '/key/wrongPenalty exactly-one'],
    [{ correctOptionId: 'a', wrongPenalty: { points: 1 } }, '/key/wrongPenalty/points wrong-type'],
    [{ correctOptionId: 'a', wrongPenalty: { points: '-1' } }, '/key/wrongPenalty/points not-a-number'],
    [
      { correctOptionId: 'a', wrongPenalty: { automatic: false } },
      '/key/wrongPenalty/automatic unknown-value',
    ],
    [{ correctOptionId: 'a', wrongPenalty: '1/3' }, '/key/wrongPenalty wrong-type'],
  ])('refuses the key %j', (key, problem) => {
    expect(parse({ options }, key)).toEqual([problem]);
  });

  it.each([[{ fraction: '1/3' }], [{ points: '0.5' }], [{ automatic: true }]])(
    'keeps the penalty %j',
    (penalty) => {
      expect(parse({ options }, { correctOptionId: 'a', wrongPenalty: penalty })).toMatchObject({
        key: { correctOptionId: 'a', wrongPenalty: penalty },
      });
    },
  );
});

describe('single choice: response and view', () => {
  const content = { options, shuffleOptions: true };

  it('takes an id of an option only', () => {
    expect(singleChoice.parseResponse(content, 'a')).toEqual({ ok: true, value: 'a' });
    expect(singleChoice.parseResponse(content, ' ')).toEqual({ ok: true, value: null });
    for (const [response, code] of [
      ['z', 'unknown-option'],
      ['toString', 'unknown-option'],
      [0, 'wrong-type'],
      [['a'], 'wrong-type'],
    ]) {
      expect(singleChoice.parseResponse(content, response)).toMatchObject({
        ok: false,
        problems: [{ pointer: '/response', code }],
      });
    }
  });

  it('shows the options in the order of the candidate, unless the author fixed it', () => {
    const reverse = (ids: readonly string[]) => ids.toReversed();
    expect(singleChoice.candidateView(content, reverse)).toEqual({ options: options.toReversed() });
    expect(singleChoice.candidateView({ ...content, shuffleOptions: false }, reverse)).toEqual({ options });
  });

  it.each([[['a', 'b', 'c']], [['a', 'b', 'c', 'c']], [['a', 'b', 'c', 'x']], [['a', 'b', 'c', 'd', 'a']]])(
    'throws rather than show the options %j',
    (order) => {
      expect(() => singleChoice.candidateView(content, () => order)).toThrow('order of the options');
    },
  );
});

describe('single choice: score', () => {
  it.each([
    ['b', undefined, 'correct 1.000 2.000'],
    ['a', undefined, 'incorrect 0.000 0.000'],
    ['', undefined, 'unanswered 0.000 0.000'],
    ['z', undefined, 'invalid 0.000 0.000'],
    [0, undefined, 'invalid 0.000 0.000'],
    ['b', { fraction: '1/3' }, 'correct 1.000 2.000'],
    ['a', { fraction: '1/3' }, 'incorrect -0.333 -0.667'],
    ['a', { points: '0.5' }, 'incorrect -0.250 -0.500'],
    ['a', { automatic: true }, 'incorrect -0.333 -0.667'],
    [null, { automatic: true }, 'unanswered 0.000 0.000'],
    ['z', { automatic: true }, 'invalid 0.000 0.000'],
  ])('%j with penalty %j: %s', (response, penalty, expected) => {
    expect(score(response, penalty)).toBe(expected);
  });

  it('has a fraction even when worth nothing', () => {
    expect(score('b', undefined, 0)).toBe('correct 1.000 0.000');
    expect(score('a', { points: '0.5' }, 0)).toBe('incorrect 0.000 0.000');
    expect(score('a', { fraction: '1/2' }, 0)).toBe('incorrect -0.500 0.000');
  });
});
