import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VersionScorer, type ScorableItem, type ScoredAttempt, type ScoringPolicy } from './score-attempt.js';

const options = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }));

const items: readonly ScorableItem[] = [
  { itemId: 'one', kind: 'single_choice', content: { options, shuffleOptions: true }, points: '2' },
  { itemId: 'many', kind: 'multiple_choice', content: { options, shuffleOptions: true }, points: '3' },
  { itemId: 'truth', kind: 'true_false', content: {}, points: '1.5' },
  { itemId: 'number', kind: 'numeric', content: { decimalSeparator: 'point' }, points: '1' },
  { itemId: 'text', kind: 'short_answer', content: {}, points: '1' },
];

const keys = new Map<string, unknown>([
  ['one', { correctOptionId: 'b', wrongPenalty: { automatic: true } }],
  ['many', { correctOptionIds: ['a', 'b', 'c'], scoring: 'balanced' }],
  ['truth', { correct: false }],
  ['number', { accepted: [{ value: '0.3', tolerance: { absolute: '0.1' }, fraction: '1' }] }],
  ['text', { accepted: [{ text: 'Paris', fraction: '1' }] }],
]);

const policy = { passMarkPercent: '50' };

function responses(given: Record<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(given));
}

function scoreAttempt(
  scored: readonly ScorableItem[],
  itsKeys: ReadonlyMap<string, unknown>,
  given: ReadonlyMap<string, unknown>,
  itsPolicy: ScoringPolicy,
): Omit<ScoredAttempt, 'itemsText'> {
  const { itemsText, ...result } = new VersionScorer(scored, itsKeys, itsPolicy).score(given);
  expect(JSON.parse(itemsText)).toEqual(result.items);
  return result;
}

describe('the score of an attempt', () => {
  it('scores every kind and adds the exact values up', () => {
    const given = { one: 'a', many: ['a', 'b'], truth: false, number: '0.4', text: 'PARIS' };
    expect(scoreAttempt(items, keys, responses(given), policy)).toEqual({
      points: '4.8333333333',
      maximumPoints: '8.5',
      percent: '56.86',
      passed: true,
      items: [
        {
          itemId: 'one',
          status: 'incorrect',
          fraction: { numerator: '-1', denominator: '3' },
          points: '-0.6666666667',
        },
        {
          itemId: 'many',
          status: 'partially_correct',
          fraction: { numerator: '2', denominator: '3' },
          points: '2',
        },
        { itemId: 'truth', status: 'correct', fraction: { numerator: '1', denominator: '1' }, points: '1.5' },
        { itemId: 'number', status: 'correct', fraction: { numerator: '1', denominator: '1' }, points: '1' },
        { itemId: 'text', status: 'correct', fraction: { numerator: '1', denominator: '1' }, points: '1' },
      ],
    });
  });

  it('keeps what was left blank in the maximum and takes nothing for it', () => {
    const result = scoreAttempt(items, keys, responses({ text: ' ', number: null }), policy);
    expect(result).toMatchObject({ points: '0', maximumPoints: '8.5', percent: '0.00', passed: false });
    expect(result.items.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'unanswered'));
  });

  it('floors the total, not the item', () => {
    const result = scoreAttempt(items, keys, responses({ one: 'c' }), policy);
    expect(result.points).toBe('0');
    expect(result.items[0]?.points).toBe('-0.6666666667');
  });

  it('ignores answers to items that were not shown', () => {
    const shown = items.slice(2, 3);
    expect(scoreAttempt(shown, keys, responses({ truth: false, one: 'c' }), policy)).toMatchObject({
      points: '1.5',
      maximumPoints: '1.5',
      percent: '100.00',
    });
  });

  it('has no verdict without a pass mark, and no percentage without points', () => {
    expect(scoreAttempt(items, keys, responses({}), { passMarkPercent: null }).passed).toBeNull();
    expect(scoreAttempt([], keys, responses({}), policy)).toEqual({
      points: '0',
      maximumPoints: '0',
      percent: null,
      passed: null,
      items: [],
    });
  });

  it('throws where our own data is broken', () => {
    expect(() => scoreAttempt(items, new Map(), responses({}), policy)).toThrow('no answer key');
    const [first] = items;
    const worthless = first ? [{ ...first, points: '-1' }] : [];
    expect(() => scoreAttempt(worthless, keys, responses({}), policy)).toThrow(RangeError);
  });

  it('never throws on any answer, stays within range, and survives JSON', () => {
    const anyResponses = fc.dictionary(fc.constantFrom(...items.map(({ itemId }) => itemId)), fc.anything());
    fc.assert(
      fc.property(anyResponses, (given) => {
        const result = scoreAttempt(items, keys, responses(given), policy);
        expect(Number(result.percent)).toBeGreaterThanOrEqual(0);
        expect(Number(result.percent)).toBeLessThanOrEqual(100);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
    );
  });

  it('stays quick with five hundred items and awkward denominators', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      itemId: `${index}`,
      kind: 'true_false' as const,
      content: {},
      points: '1',
    }));
    const penalties = new Map(
      many.map(({ itemId }, index) => [
        itemId,
        { correct: true, wrongPenalty: { fraction: `1/${999_983 - 2 * index}` } },
      ]),
    );
    const wrong = new Map(many.map(({ itemId }) => [itemId, false]));
    const started = performance.now();
    expect(scoreAttempt(many, penalties, wrong, policy).points).toBe('0');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('keeps outcomes for equal responses only', () => {
    const scorer = new VersionScorer(items, keys, policy);
    const alike = [
      { truth: false, text: 'Paris', many: ['a', 'b'], one: 'b', number: '0.3' },
      { truth: 'false', text: 'paris', many: ['b', 'a'], one: ['b'], number: 0.3 },
      { truth: null, text: ['Paris'], many: 'a,b', one: null, number: '0,3' },
    ];
    for (const given of [...alike, ...alike.toReversed()]) {
      const { itemsText, ...result } = scorer.score(responses(given));
      expect(result).toEqual(scoreAttempt(items, keys, responses(given), policy));
      expect(JSON.parse(itemsText)).toEqual(result.items);
    }
  });

  it('stays right when more different responses come than it keeps', () => {
    const scorer = new VersionScorer(items, keys, policy);
    for (let round = 0; round < 250; round += 1) {
      const given = { text: `answer ${round}`, number: String(round), truth: false };
      expect(scorer.score(responses(given)).points).toBe('1.5');
    }
    expect(scorer.score(responses({ text: 'PARIS', number: '0.4', truth: false })).points).toBe('3.5');
  });
});
