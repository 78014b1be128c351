import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { questionKinds } from './index.js';
import { questionKindNames, type QuestionKindName } from './question-kind.js';

const canary = 'canary-of-the-key';

/** One body for each kind, with every property that the kind knows. */
const fullBodies: Record<QuestionKindName, { content: object; key: object }> = {
  single_choice: {
    content: { options: [{ id: 'a', text: 'one' }, { text: 'two' }], shuffleOptions: false },
    key: { correctOptionIndex: 1, wrongPenalty: { fraction: '1/3' } },
  },
  multiple_choice: {
    content: {
      options: [{ text: 'one' }, { id: 'b', text: 'two' }, { text: 'three' }],
      maximumSelections: 2,
    },
    key: { correctOptionIndexes: [2, 0], scoring: 'balanced' },
  },
  true_false: { content: {}, key: { correct: false, wrongPenalty: { automatic: true } } },
  numeric: {
    content: { unit: ' kg ', decimalSeparator: 'comma' },
    key: {
      accepted: [
        { value: ' 1.5 ', tolerance: { relative: '0.05' }, fraction: '1' },
        { value: '-2', tolerance: { absolute: '1e-3' } },
        { value: '3', significantFigures: 2 },
        { value: '4', decimalPlaces: 0 },
        { min: '10', max: '20', fraction: '1/2' },
      ],
    },
  },
  short_answer: {
    content: {},
    key: { accepted: [{ text: canary }, { text: 'Cafe\u0301 ', fraction: '0.5' }], ignoreDiacritics: true },
  },
};

function counter() {
  let next = 0;
  return () => `new-${(next += 1)}`;
}

function parsed(name: QuestionKindName, body: { content: unknown; key: unknown } = fullBodies[name]) {
  const result = questionKinds[name].parseBody(body, counter());
  if (!result.ok) {
    throw new Error(JSON.stringify(result.problems));
  }
  return result.value;
}

const json = fc.jsonValue({ maxDepth: 3 });

/** Values that are nearly right: known names with values of any kind. */
const nearlyBodies = fc.dictionary(
  fc.constantFrom(
    'options',
    'shuffleOptions',
    'accepted',
    'correct',
    'scoring',
    'wrongPenalty',
    'unit',
    '__proto__',
  ),
  fc.oneof(json, fc.constant([{ text: 'a' }, { text: 'b' }]), fc.constant([{ value: '1' }]), fc.boolean()),
);

describe.each(questionKindNames)('%s', (name) => {
  const kind = questionKinds[name];

  it('is registered under its own name', () => {
    expect(kind.name).toBe(name);
  });

  it('parses its own output to the same', () => {
    const body = parsed(name);
    expect(parsed(name, body)).toEqual(body);
    expect(parsed(name, JSON.parse(JSON.stringify(body)))).toEqual(body);
  });

  it('never throws on a body, and accepts only what it then accepts again unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(json, nearlyBodies), fc.oneof(json, nearlyBodies), (content, key) => {
        const result = kind.parseBody({ content, key }, counter());
        if (result.ok) {
          expect(parsed(name, result.value)).toEqual(result.value);
        } else {
          expect(result.problems.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('refuses unknown properties in content and key', () => {
    const { content, key } = fullBodies[name];
    const result = kind.parseBody({ content: { ...content, score: 1 }, key: { ...key, id: 2 } }, counter());
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { pointer: '/content/score', code: 'unknown-property' },
        { pointer: '/key/id', code: 'unknown-property' },
      ],
    });
  });

  it('names what is missing', () => {
    const result = kind.parseBody({ content: undefined, key: null }, counter());
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { pointer: '/content', code: 'required' },
        { pointer: '/key', code: 'required' },
      ],
    });
  });

  it('shows a candidate nothing of the key', () => {
    const content = parsed(name).content as { options?: object[] };
    const options = content.options?.map((option) => ({ ...option, correct: canary }));
    const tainted = {
      ...content,
      ...(options && { options }),
      correct: canary,
      accepted: canary,
      correctOptionId: canary,
    };
    const view = JSON.stringify(kind.candidateView(tainted, (ids) => ids));
    expect(view).not.toContain(canary);
  });

  it('takes null as unanswered, in the parser and in the scorer', () => {
    const { content, key } = parsed(name);
    expect(kind.parseResponse(content, null)).toEqual({ ok: true, value: null });
    for (const nothing of [null, undefined, '', ' \n\u200B']) {
      const score = kind.score(content, key, nothing, Rational.of(3));
      const isList = name === 'multiple_choice' && typeof nothing === 'string';
      expect(score.status).toBe(isList ? 'invalid' : 'unanswered');
      expect(score.fraction.equals(Rational.zero)).toBe(true);
    }
  });

  it('scores any stored response within range, and the points are the fraction of the maximum', () => {
    const { content, key } = parsed(name);
    const responses = fc.oneof(
      fc.anything(),
      fc.constantFrom('a', 'new-1', '1,5', true, false, 'café', '15'),
      fc.subarray(['new-1', 'b', 'new-2', 'x']),
    );
    fc.assert(
      fc.property(responses, fc.nat({ max: 50 }), (response, maximum) => {
        const points = Rational.of(maximum);
        const score = kind.score(content, key, response, points);
        expect(score.fraction.compare(Rational.one)).toBeLessThanOrEqual(0);
        expect(score.fraction.compare(Rational.of(-1))).toBeGreaterThanOrEqual(0);
        expect(score.points.equals(score.fraction.multiply(points))).toBe(true);
        const sign = score.fraction.compare(Rational.zero);
        const isFull = score.fraction.equals(Rational.one);
        expect(score.status === 'correct').toBe(isFull);
        expect(score.status === 'partially_correct').toBe(sign > 0 && !isFull);
        expect(sign < 0 ? score.status : 'incorrect').toBe('incorrect');
      }),
    );
  });

  it('accepts at save only what the scorer does not call invalid, numbers in the making excepted', () => {
    const { content, key } = parsed(name);
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.subarray(['new-1', 'b', 'new-2'])), (response) => {
        const result = kind.parseResponse(content, response);
        if (result.ok && name !== 'numeric') {
          expect(kind.score(content, key, result.value, Rational.one).status).not.toBe('invalid');
        }
      }),
    );
  });
});
