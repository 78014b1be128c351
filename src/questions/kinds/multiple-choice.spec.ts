import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { multipleChoice, multipleChoiceScorings, type MultipleChoiceScoring } from './multiple-choice.js';

const letters = [...'abcdefghij'];

function contentOf(count: number, maximumSelections?: number) {
  const options = letters.slice(0, count).map((id) => ({ id, text: id }));
  return { options, shuffleOptions: true, ...(maximumSelections !== undefined && { maximumSelections }) };
}

function parse(key: unknown, content: object = contentOf(5)) {
  const result = multipleChoice.parseBody({ content, key }, () => 'unused');
  return result.ok ? result.value : result.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

/** Five options, a b c are right, six points. */
function score(response: unknown, scoring: MultipleChoiceScoring, maximumSelections?: number) {
  const key = { correctOptionIds: ['a', 'b', 'c'], scoring };
  const result = multipleChoice.score(contentOf(5, maximumSelections), key, response, Rational.of(6));
  return `${result.status} ${result.points.toDecimal(2)}`;
}

describe('multiple choice: body', () => {
  it('scores all or nothing by default and keeps the right ids in the order of the options', () => {
    const expected = { correctOptionIds: ['b', 'd'], scoring: 'all_or_nothing' };
    expect(parse({ correctOptionIds: ['d', 'b'] })).toMatchObject({ key: expected });
    expect(parse({ correctOptionIndexes: [3, 1], scoring: null })).toMatchObject({ key: expected });
  });

  it('takes every option as right, and a limit that leaves full marks within reach', () => {
    expect(parse({ correctOptionIds: ['a', 'b'] }, contentOf(2))).not.toBeInstanceOf(Array);
    expect(parse({ correctOptionIds: ['a', 'b'] }, contentOf(5, 2))).toMatchObject({
      content: { maximumSelections: 2 },
    });
  });

  it.each([
    [{ correctOptionIds: [] }, '/key/correctOptionIds too-few'],
    [{ correctOptionIndexes: [] }, '/key/correctOptionIndexes too-few'],
    [{}, '/key/correctOptionIds required'],
    [{ correctOptionIds: 'a' }, '/key/correctOptionIds wrong-type'],
    [{ correctOptionIds: ['a', 'z'] }, '/key/correctOptionIds/1 unknown-option'],
    [{ correctOptionIds: ['a', 1] }, '/key/correctOptionIds/1 wrong-type'],
    [{ correctOptionIds: ['a', 'a'] }, '/key/correctOptionIds/1 duplicate'],
    [{ correctOptionIndexes: [0, 0] }, '/key/correctOptionIndexes/1 duplicate'],
    [{ correctOptionIndexes: [5] }, '/key/correctOptionIndexes/0 out-of-range'],
    [{ correctOptionIds: ['a'], correctOptionIndexes: [0] }, '/key exactly-one'],
    [{ correctOptionIds: ['a'], scoring: 'weights' }, '/key/scoring unknown-value'],
    [{ correctOptionIds: ['a'], scoring: 1 }, '/key/scoring wrong-type'],
  ])('refuses the key %j', (key, problem) => {
    expect(parse(key)).toEqual([problem]);
  });

  it.each([
    [1, 'out-of-range'],
    [6, 'out-of-range'],
    [2.5, 'wrong-type'],
    ['2', 'wrong-type'],
  ])('refuses the limit %j', (maximumSelections, code) => {
    const content = { ...contentOf(5), maximumSelections };
    expect(parse({ correctOptionIds: ['a', 'b'] }, content)).toEqual([`/content/maximumSelections ${code}`]);
  });
});

describe('multiple choice: response and view', () => {
  it('takes a list of distinct ids within the limit; the empty list is no answer', () => {
    const content = contentOf(5, 2);
    expect(multipleChoice.parseResponse(content, ['b', 'a'])).toEqual({ ok: true, value: ['b', 'a'] });
    expect(multipleChoice.parseResponse(content, [])).toEqual({ ok: true, value: null });
    for (const [response, pointer, code] of [
      [['a', 'a'], '/response/1', 'duplicate'],
      [['a', 'z'], '/response/1', 'unknown-option'],
      [['a', 2], '/response/1', 'wrong-type'],
      [['a', 'b', 'c'], '/response', 'too-many'],
      ['a', '/response', 'wrong-type'],
      [{ 0: 'a', length: 1 }, '/response', 'wrong-type'],
    ]) {
      expect(multipleChoice.parseResponse(content, response)).toMatchObject({
        ok: false,
        problems: [{ pointer, code }],
      });
    }
  });

  it('shows the limit where there is one, and never how many are right', () => {
    const { options } = contentOf(3);
    const same = (ids: readonly string[]) => ids;
    expect(multipleChoice.candidateView(contentOf(3), same)).toEqual({ options });
    expect(multipleChoice.candidateView(contentOf(3, 2), same)).toEqual({ options, maximumSelections: 2 });
  });
});

describe('multiple choice: score', () => {
  it.each<[string[], MultipleChoiceScoring, string]>([
    [['c', 'a', 'b'], 'all_or_nothing', 'correct 6.00'],
    [['a', 'b'], 'all_or_nothing', 'incorrect 0.00'],
    [['a', 'b', 'c', 'd'], 'all_or_nothing', 'incorrect 0.00'],
    [['a', 'a', 'b', 'c', 'c'], 'all_or_nothing', 'correct 6.00'],
    [['a', 'b'], 'balanced', 'partially_correct 4.00'],
    [['a', 'b', 'c', 'd'], 'balanced', 'partially_correct 3.00'],
    [['a', 'd'], 'balanced', 'incorrect 0.00'],
    [['a', 'b'], 'right_minus_wrong', 'partially_correct 4.00'],
    [['a', 'b', 'c', 'd', 'e'], 'right_minus_wrong', 'partially_correct 2.00'],
    [['d', 'e'], 'right_minus_wrong', 'incorrect 0.00'],
    [['a', 'b'], 'per_option', 'partially_correct 4.80'],
    [['d', 'e'], 'per_option', 'incorrect 0.00'],
    [['d'], 'per_option', 'partially_correct 1.20'],
    [['a', 'b', 'c', 'd', 'e'], 'per_option', 'partially_correct 3.60'],
  ])('%j under %s: %s', (response, scoring, expected) => {
    expect(score(response, scoring)).toBe(expected);
  });

  it.each(multipleChoiceScorings)(
    '%s: nothing picked is unanswered, impossible picks are invalid',
    (scoring) => {
      expect(score(null, scoring)).toBe('unanswered 0.00');
      expect(score([], scoring)).toBe('unanswered 0.00');
      expect(score(['a', 'z'], scoring)).toBe('invalid 0.00');
      expect(score(['a', null], scoring)).toBe('invalid 0.00');
      expect(score('abc', scoring)).toBe('invalid 0.00');
      expect(score(['a', 'b', 'c', 'd'], scoring, 3)).toBe('invalid 0.00');
      expect(score(['a', 'a', 'b', 'c'], scoring, 3)).toBe('correct 6.00');
    },
  );

  it('has no second term under balanced when every option is right', () => {
    const key = { correctOptionIds: ['a', 'b'], scoring: 'balanced' } as const;
    const result = multipleChoice.score(contentOf(2), key, ['a'], Rational.of(1));
    expect(result.points.toDecimal(2)).toBe('0.50');
  });

  const questions = fc.integer({ min: 2, max: 10 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      correct: fc.subarray(letters.slice(0, count), { minLength: 1 }),
      picks: fc.shuffledSubarray(letters.slice(0, count), { minLength: 1 }),
      scoring: fc.constantFrom(...multipleChoiceScorings),
    }),
  );

  it('depends on neither order nor repeats, stays within 0 to 1, and is 1 only for the right set', () => {
    fc.assert(
      fc.property(questions, ({ count, correct, picks, scoring }) => {
        const content = contentOf(count);
        const key = { correctOptionIds: correct, scoring };
        const result = multipleChoice.score(content, key, picks, Rational.one);
        const repeated = multipleChoice.score(content, key, [...picks.toReversed(), ...picks], Rational.one);
        expect(repeated).toEqual(result);
        expect(result.fraction.compare(Rational.zero)).toBeGreaterThanOrEqual(0);
        expect(result.status === 'correct').toBe(picks.toSorted().join('') === correct.toSorted().join(''));
      }),
    );
  });

  it('gives nothing under balanced for ticking everything, unless everything is right', () => {
    fc.assert(
      fc.property(questions, ({ count, correct }) => {
        const key = { correctOptionIds: correct, scoring: 'balanced' } as const;
        const everything = letters.slice(0, count);
        const result = multipleChoice.score(contentOf(count), key, everything, Rational.one);
        expect(result.fraction.equals(correct.length === count ? Rational.one : Rational.zero)).toBe(true);
      }),
    );
  });
});
