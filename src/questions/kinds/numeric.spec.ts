import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../common/exact/rational.js';
import { numeric } from './numeric.js';

function parse(key: unknown, content: unknown = {}) {
  const result = numeric.parseBody({ content, key }, () => 'unused');
  return result.ok ? result.value : result.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

function score(accepted: object | object[], response: unknown, decimalSeparator = 'point'): string {
  const body = parse({ accepted: [accepted].flat() }, { decimalSeparator });
  if (Array.isArray(body)) {
    throw new Error(body.join());
  }
  const result = numeric.score(body.content, body.key, response, Rational.of(4));
  return `${result.status} ${result.points.toDecimal(1)}`;
}

const right = 'correct 4.0';
const wrong = 'incorrect 0.0';

describe('numeric: body', () => {
  it('takes a point and no unit by default', () => {
    expect(parse({ accepted: [{ value: '42' }] })).toEqual({
      content: { decimalSeparator: 'point' },
      key: { accepted: [{ value: '42', fraction: '1' }] },
    });
  });

  it.each([
    [{}, 'wrong-type', ''],
    [[], 'too-few', ''],
    [[{}], 'required', '/0/value'],
    [[{ value: 42 }], 'wrong-type', '/0/value'],
    [[{ value: 'x' }], 'not-a-number', '/0/value'],
    [[{ value: '1e400' }, { value: '1e401' }], 'not-a-number', '/1/value'],
    [[{ value: '1', min: '0' }], 'exactly-one', '/0'],
    [[{ min: '0', max: '1', tolerance: { absolute: '1' } }], 'exactly-one', '/0'],
    [[{ min: '1' }], 'required', '/0/max'],
    [[{ min: '2', max: '1' }], 'out-of-range', '/0/max'],
    [[{ value: '1', tolerance: {} }], 'exactly-one', '/0/tolerance'],
    [[{ value: '1', tolerance: { absolute: '1', relative: '1' } }], 'exactly-one', '/0/tolerance'],
    [[{ value: '1', tolerance: { absolute: '-1' } }], 'out-of-range', '/0/tolerance/absolute'],
    [[{ value: '1', tolerance: { relative: '-1' } }], 'out-of-range', '/0/tolerance/relative'],
    [[{ value: '1', tolerance: { geometric: '1' } }], 'unknown-property', '/0/tolerance/geometric'],
    [[{ value: '1', tolerance: { absolute: '1' }, decimalPlaces: 1 }], 'exactly-one', '/0'],
    [[{ value: '1', significantFigures: 0 }], 'out-of-range', '/0/significantFigures'],
    [[{ value: '1', decimalPlaces: 31 }], 'out-of-range', '/0/decimalPlaces'],
    [[{ value: '1', fraction: '2' }], 'out-of-range', '/0/fraction'],
    [[{ value: '1', fraction: '0' }], 'nothing-right', ''],
  ])('refuses accepted: %j', (accepted, code, at) => {
    const problems = parse({ accepted });
    expect(problems).toContain(`/key/accepted${at} ${code}`);
  });

  it.each([
    [{ unit: '' }, '/content/unit empty'],
    [{ unit: 'x'.repeat(51) }, '/content/unit too-long'],
    [{ decimalSeparator: ',' }, '/content/decimalSeparator unknown-value'],
  ])('refuses the content %j', (content, problem) => {
    expect(parse({ accepted: [{ value: '1' }] }, content)).toEqual([problem]);
  });

  it('shows unit and separator to the candidate', () => {
    const content = { unit: 'kg', decimalSeparator: 'comma' } as const;
    expect(numeric.candidateView(content, (ids) => ids)).toEqual(content);
  });
});

describe('numeric: response', () => {
  const content = { decimalSeparator: 'point' } as const;

  it('saves a number in the making', () => {
    for (const response of ['12', '-', '1e', 'abc', ' 5 ']) {
      expect(numeric.parseResponse(content, response)).toEqual({ ok: true, value: response });
    }
    expect(numeric.parseResponse(content, '  ')).toEqual({ ok: true, value: null });
  });

  it.each([
    ['9'.repeat(101), 'too-long'],
    [5, 'wrong-type'],
    ['5\u0000', 'control-character'],
    ['\uD800', 'malformed-text'],
  ])('refuses %j', (response, code) => {
    expect(numeric.parseResponse(content, response)).toMatchObject({
      ok: false,
      problems: [{ pointer: '/response', code }],
    });
  });
});

describe('numeric: score', () => {
  it.each([
    ['42', '42', right],
    ['42', '42.0', right],
    ['42', '4.2e1', right],
    ['42', '42.0000000000000000001', wrong],
    ['0', '0', right],
    ['0', '-0', right],
    ['0', ' ', 'unanswered 0.0'],
    ['0', '', 'unanswered 0.0'],
    ['0', null, 'unanswered 0.0'],
    ['0', 'abc', 'invalid 0.0'],
    ['0', '0x0', 'invalid 0.0'],
    ['0', 0, 'invalid 0.0'],
    ['-5', '−5', right],
    ['12', '１２', right],
    ['12', '١٢', right],
    ['9007199254740993', '9007199254740992', wrong],
    ['1000', '1\u202F000', right],
  ])('key %s, response %j: %s', (value, response, expected) => {
    expect(score({ value }, response)).toBe(expected);
  });

  it('reads 1,234 in the language of the test', () => {
    expect(score({ value: '1234' }, '1,234', 'point')).toBe(right);
    expect(score({ value: '1.234' }, '1,234', 'comma')).toBe(right);
    expect(score({ value: '1.234' }, '1,234', 'point')).toBe(wrong);
    expect(score({ value: '1234' }, '1.234', 'comma')).toBe(right);
  });

  it.each([
    ['0.3', { absolute: '0.1' }, '0.4', right],
    ['0.3', { absolute: '0.1' }, '0.2', right],
    ['0.3', { absolute: '0.1' }, '0.40000000000000000001', wrong],
    ['200', { relative: '0.05' }, '210', right],
    ['200', { relative: '0.05' }, '190', right],
    ['200', { relative: '0.05' }, '210.0001', wrong],
    ['-200', { relative: '0.05' }, '-210', right],
    ['-200', { relative: '0.05' }, '-190', right],
    ['-200', { relative: '0.05' }, '-211', wrong],
    ['-200', { relative: '0.05' }, '200', wrong],
    ['0', { relative: '0.5' }, '0.0001', wrong],
    ['0', { relative: '0.5' }, '0', right],
  ])('key %s within %j, response %s: %s', (value, tolerance, response, expected) => {
    expect(score({ value, tolerance }, response)).toBe(expected);
  });

  it.each([
    ['10', right],
    ['20', right],
    ['9.9999', wrong],
    ['20.00001', wrong],
  ])('range 10 to 20, response %s: %s', (response, expected) => {
    expect(score({ min: '10', max: '20' }, response)).toBe(expected);
  });

  it.each([
    [{ value: '3.14159', significantFigures: 3 }, '3.142', right],
    [{ value: '3.14159', significantFigures: 3 }, '3.145', wrong],
    [{ value: '1234', significantFigures: 2 }, '1249', right],
    [{ value: '2.005', decimalPlaces: 2 }, '2.01', right],
    [{ value: '2.005', decimalPlaces: 2 }, '2.00', wrong],
    [{ value: '-2.005', decimalPlaces: 2 }, '-2.01', right],
  ])('rounded %j, response %s: %s', (accepted, response, expected) => {
    expect(score(accepted, response)).toBe(expected);
  });

  it('counts the highest fraction that matches, in whatever order', () => {
    const near = { value: '10', tolerance: { absolute: '2' }, fraction: '1/2' };
    for (const accepted of [
      [near, { value: '10' }],
      [{ value: '10' }, near],
    ]) {
      expect(score(accepted, '10')).toBe(right);
      expect(score(accepted, '11')).toBe('partially_correct 2.0');
      expect(score(accepted, '13')).toBe(wrong);
    }
  });

  it('accepts the edge of any absolute tolerance, and nothing beyond', () => {
    const decimals = fc
      .integer({ min: -(10 ** 9), max: 10 ** 9 })
      .map((whole) => Rational.of(whole, 10 ** 4));
    fc.assert(
      fc.property(decimals, decimals, (value, anyTolerance) => {
        const tolerance = anyTolerance.absolute();
        const accepted = { value: value.toDecimal(4), tolerance: { absolute: tolerance.toDecimal(4) } };
        const edge = value.add(tolerance);
        expect(score(accepted, edge.toDecimal(4))).toBe(right);
        expect(score(accepted, edge.add(Rational.of(1, 10 ** 12)).toDecimal(12))).toBe(wrong);
      }),
    );
  });
});
