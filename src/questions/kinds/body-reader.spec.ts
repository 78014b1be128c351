import { describe, expect, it } from 'vitest';
import { BodyReader, pointerTo } from './body-reader.js';

function problemsOf(read: (reader: BodyReader) => unknown): string[] {
  const reader = new BodyReader();
  const result = reader.finish(read(reader));
  return result.ok ? [] : result.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('BodyReader', () => {
  it('escapes names in pointers', () => {
    expect(pointerTo('/key', 'a/b~c')).toBe('/key/a~1b~0c');
    expect(pointerTo('/key', 0)).toBe('/key/0');
  });

  it('treats __proto__ as any unknown name', () => {
    const body: unknown = JSON.parse('{"__proto__": {"known": 1}, "constructor": 2}');
    const reader = new BodyReader();
    const properties = reader.properties(body, '/key', ['known']);
    expect(properties?.get('known')).toBeUndefined();
    expect(reader.finish(properties)).toMatchObject({
      ok: false,
      problems: [
        { pointer: '/key/__proto__', code: 'unknown-property' },
        { pointer: '/key/constructor', code: 'unknown-property' },
      ],
    });
  });

  it('does not take properties from the prototype', () => {
    const reader = new BodyReader();
    expect(reader.properties({}, '', ['toString'])?.get('toString')).toBeUndefined();
  });

  it.each([[[]], ['text'], [1], [true]])('refuses %j as an object', (value) => {
    expect(problemsOf((reader) => reader.properties(value, '/key', []))).toEqual(['/key wrong-type']);
  });

  it('stops collecting at a hundred problems and cuts long pointers', () => {
    const body = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${index}${'x'.repeat(5000)}`, 1]),
    );
    const problems = problemsOf((reader) => reader.properties(body, '/key', []));
    expect(problems).toHaveLength(100);
    expect(Math.max(...problems.map((problem) => problem.length))).toBeLessThan(250);
  });

  it.each([
    ['1', []],
    [' -0.5 ', []],
    ['1e-9', []],
    ['1,5', ['/v not-a-number']],
    ['1/3', ['/v not-a-number']],
    ['', ['/v not-a-number']],
    ['NaN', ['/v not-a-number']],
    ['1e999', ['/v not-a-number']],
    ['9'.repeat(41), ['/v not-a-number']],
    [0.5, ['/v wrong-type']],
    [null, ['/v required']],
  ])('decimal %j', (value, expected) => {
    expect(problemsOf((reader) => reader.decimal(value, '/v'))).toEqual(expected);
  });

  it.each([
    ['1/3', []],
    ['0', []],
    ['1', []],
    ['0.25', []],
    ['4/3', ['/v out-of-range']],
    ['1.01', ['/v out-of-range']],
    ['-1/3', ['/v not-a-number']],
    ['1/0', ['/v not-a-number']],
    ['1/1000003000', ['/v not-a-number']],
    [1, ['/v wrong-type']],
  ])('fraction %j', (value, expected) => {
    const range = { least: '0', most: '1' };
    expect(problemsOf((reader) => reader.fraction(value, '/v', range))).toEqual(expected);
  });

  it.each([[1.5], ['1'], [NaN], [null], [true]])('refuses %j as a whole number', (value) => {
    expect(problemsOf((reader) => reader.wholeNumber(value, '/v', 0, 9))).toEqual(['/v wrong-type']);
  });

  it.each([[-1], [10], [2 ** 53]])('refuses %j as out of range', (value) => {
    expect(problemsOf((reader) => reader.wholeNumber(value, '/v', 0, 9))).toEqual(['/v out-of-range']);
  });

  it('throws rather than accept a body that was not read', () => {
    expect(() => new BodyReader().finish(undefined)).toThrow('no problem was noted');
  });
});
