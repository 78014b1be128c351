import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { trueFalse, type TrueFalseKey } from './true-false.js';

function parse(key: unknown, content: unknown = {}) {
  const result = trueFalse.parseBody({ content, key }, () => 'unused');
  return result.ok ? result.value : result.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

function score(key: TrueFalseKey, response: unknown): string {
  const result = trueFalse.score({}, key, response, Rational.of(2));
  return `${result.status} ${result.points.toDecimal(1)}`;
}

describe('true or false', () => {
  it('keeps the key', () => {
    expect(parse({ correct: false })).toEqual({ content: {}, key: { correct: false } });
    expect(parse({ correct: true, wrongPenalty: null })).toEqual({ content: {}, key: { correct: true } });
  });

  it.each([
    [{}, '/key/correct required'],
    [{ correct: 'true' }, '/key/correct wrong-type'],
    [{ correct: 1 }, '/key/correct wrong-type'],
    [{ correct: true, wrongPenalty: { fraction: '1.5' } }, '/key/wrongPenalty/fraction out-of-range'],
  ])('refuses the key %j', (key, problem) => {
    expect(parse(key)).toEqual([problem]);
  });

  it('takes a boolean only', () => {
    expect(trueFalse.parseResponse({}, false)).toEqual({ ok: true, value: false });
    for (const response of ['true', '', 0, []]) {
      expect(trueFalse.parseResponse({}, response)).toMatchObject({
        ok: false,
        problems: [{ pointer: '/response', code: 'wrong-type' }],
      });
    }
  });

  it.each<[TrueFalseKey, unknown, string]>([
    [{ correct: true }, true, 'correct 2.0'],
    [{ correct: true }, false, 'incorrect 0.0'],
    [{ correct: false }, false, 'correct 2.0'],
    [{ correct: false }, null, 'unanswered 0.0'],
    [{ correct: false }, '', 'unanswered 0.0'],
    [{ correct: false }, 'false', 'invalid 0.0'],
    [{ correct: false }, 0, 'invalid 0.0'],
    [{ correct: true, wrongPenalty: { fraction: '1' } }, false, 'incorrect -2.0'],
    [{ correct: true, wrongPenalty: { automatic: true } }, false, 'incorrect -2.0'],
    [{ correct: true, wrongPenalty: { points: '0.5' } }, false, 'incorrect -0.5'],
    [{ correct: true, wrongPenalty: { automatic: true } }, null, 'unanswered 0.0'],
  ])('key %j, response %j: %s', (key, response, expected) => {
    expect(score(key, response)).toBe(expected);
  });
});
