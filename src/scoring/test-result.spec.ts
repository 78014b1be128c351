import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../common/exact/rational.js';
import { testResult, type CountedItem } from './test-result.js';

function item(maximum: string, fraction: string, rest: Partial<CountedItem> = {}): CountedItem {
  return { maximum: Rational.fromText(maximum), fraction: Rational.fromText(fraction), ...rest };
}

function result(items: CountedItem[], passMarkPercent: string | null = null) {
  const { points, maximumPoints, percent, passed } = testResult(items, passMarkPercent);
  return { points: points.toDecimal(2), maximumPoints: maximumPoints.toDecimal(2), percent, passed };
}

describe('testResult', () => {
  it('passes whoever reaches the pass mark', () => {
    const items = [item('1', '1'), item('2', '1/2'), item('2', '0')];
    expect(result(items, '40')).toEqual({
      points: '2.00',
      maximumPoints: '5.00',
      percent: '40.00',
      passed: true,
    });
    expect(result(items, '40.01').passed).toBe(false);
    expect(result(items, '0').passed).toBe(true);
    expect(result(items, null).passed).toBeNull();
  });

  it('makes a whole of three thirds', () => {
    expect(result([item('1', '1/3'), item('1', '1/3'), item('1', '1/3')], '33.33')).toMatchObject({
      points: '1.00',
      percent: '33.33',
      passed: true,
    });
    expect(result([item('1/3', '1'), item('1/3', '1'), item('1/3', '1')], '100').percent).toBe('100.00');
  });

  it('rounds once, half up, and compares the figure that it publishes', () => {
    expect(result([item('3', '2/3')], '66.67')).toMatchObject({ percent: '66.67', passed: true });
    expect(result([item('1000', '69995/100000')], '70')).toMatchObject({ percent: '70.00', passed: true });
    expect(result([item('1000', '69994/100000')], '70')).toMatchObject({ percent: '69.99', passed: false });
  });

  it('has neither percentage nor verdict when there is nothing to score', () => {
    const nothing = { points: '0.00', maximumPoints: '0.00', percent: null, passed: null };
    expect(result([], '50')).toEqual(nothing);
    expect(result([item('0', '1')], '0')).toEqual(nothing);
    expect(result([item('5', '1', { withdrawn: true })], '0')).toEqual(nothing);
    expect(result([item('5', '1', { bonus: true })], '0')).toEqual(nothing);
  });

  it('floors the total at zero, not each question', () => {
    expect(result([item('1', '-1'), item('1', '1'), item('1', '1')]).points).toBe('1.00');
    expect(result([item('1', '-1'), item('1', '-1'), item('1', '1')], '0')).toMatchObject({
      points: '0.00',
      percent: '0.00',
      passed: true,
    });
  });

  it('leaves a withdrawn question out of both sums', () => {
    const items = [item('1', '1'), item('3', '0', { withdrawn: true }), item('1', '0')];
    expect(result(items)).toMatchObject({ maximumPoints: '2.00', percent: '50.00' });
    const penalised = [item('1', '1'), item('3', '-1', { withdrawn: true, fullMarksForAll: true })];
    expect(result(penalised)).toMatchObject({ points: '1.00', percent: '100.00' });
  });

  it('gives everybody full marks where told to', () => {
    expect(result([item('3', '0', { fullMarksForAll: true }), item('1', '-1')])).toMatchObject({
      points: '2.00',
      percent: '50.00',
    });
  });

  it('adds a bonus to the points only, up to all points', () => {
    expect(result([item('2', '1/2'), item('1', '1/2', { bonus: true })])).toMatchObject({ percent: '75.00' });
    expect(result([item('2', '1'), item('1', '1', { bonus: true })])).toMatchObject({
      points: '2.00',
      maximumPoints: '2.00',
      percent: '100.00',
    });
  });

  it('throws on a pass mark that is not a number', () => {
    expect(() => result([], 'half')).toThrow(RangeError);
  });

  it('stays within 0 and 100 and does not depend on the order', () => {
    const items = fc.array(
      fc
        .tuple(fc.nat({ max: 100 }), fc.integer({ min: -12, max: 12 }), fc.boolean())
        .map(([maximum, twelfths, bonus]) => item(`${maximum}`, `${twelfths}/12`, { bonus })),
    );
    fc.assert(
      fc.property(items, (list) => {
        const { percent } = result(list);
        expect(result(list.toReversed())).toEqual(result(list));
        expect(percent === null || (Number(percent) >= 0 && Number(percent) <= 100)).toBe(true);
      }),
    );
  });
});
