import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StrictJsonError, maximumKeys, parseStrictJson } from './strict-json.js';

const parameters = { seed: 20_261_120 };

function parse(text: string): unknown {
  return parseStrictJson(Buffer.from(text));
}

function faultOf(body: string | Buffer): [string, string] {
  try {
    parseStrictJson(Buffer.from(body as string));
  } catch (error) {
    if (error instanceof StrictJsonError) return [error.code, error.pointer];
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseStrictJson reads', () => {
  it.each([
    '{}',
    '[]',
    'null',
    ' "text" ',
    '-0',
    '1e308',
    '1e-400',
    '9007199254740993',
    '{"a":{"a":{"a":[{"a":1},{"a":2}]}}}',
    '{"a":[1,{"b":"c,d:{}[]"}],"b":"\\"\\\\","c":"\\ud83d\\ude00 \u{1f600} äöü"}',
    '{"constructor":"text","prototype":1,"proto":2}',
    '{"constructor":[{"prototype":1}]}',
    '{"\\\\u0000":"\\\\ud800"}',
    `${'['.repeat(32)}${']'.repeat(32)}`,
    '\t\r\n {\n"a" :\t1 }\r\n',
  ])('%s as JSON.parse does', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('every value without such faults as JSON.parse does', () => {
    const value = fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' });
    const spacing = fc.constantFrom(undefined, 1, '\t');
    const property = fc.property(value, spacing, fc.boolean(), (generated, indent, escaped) => {
      const plain = JSON.stringify(generated, undefined, indent);
      const text = escaped
        ? plain.replace(
            /[\u0080-\uffff]/g,
            (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
          )
        : plain;
      fc.pre(!text.includes('__proto__') && !text.includes('prototype') && !text.includes('\\u0000'));
      expect(parse(text)).toEqual(JSON.parse(text));
    });
    fc.assert(property, { ...parameters, numRuns: 2000 });
  });
});

describe('parseStrictJson refuses', () => {
  it.each<[string, string, string]>([
    ['', 'malformed-json', ''],
    ['  ', 'malformed-json', ''],
    ['{"a":1,}', 'malformed-json', ''],
    ["{'a':1}", 'malformed-json', ''],
    ['{"a":NaN}', 'malformed-json', ''],
    ['{"a":0x10}', 'malformed-json', ''],
    ['{"a":1} {"a":1}', 'malformed-json', ''],
    ['{"a":"tab\t"}', 'malformed-json', ''],
    ['{"a":"\\x41"}', 'malformed-json', ''],
    ['{"a":"\\u12g4"}', 'malformed-json', ''],
    ['{"a":"open', 'malformed-json', ''],
    ['{"a":"open\\"', 'malformed-json', ''],
    ['\\u0041', 'malformed-json', ''],
    [']', 'malformed-json', ''],
    ['{"a":1', 'malformed-json', ''],
    ['{"answer":"a","answer":"b"}', 'duplicate-key', '/answer'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key', '/a'],
    ['{"":1,"":2}', 'duplicate-key', '/'],
    ['[0,{"x":{"a/b":1,"~":[],"a/b":2}}]', 'duplicate-key', '/1/x/a~1b'],
    ['{"a":{"b":1},"c":[{"b":1}],"a":2}', 'duplicate-key', '/a'],
    ['{"__proto__":{"role":"owner"}}', 'forbidden-key', '/__proto__'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'forbidden-key', '/a/0/__proto__'],
    ['{"constructor":{"prototype":{}}}', 'forbidden-key', '/constructor/prototype'],
    ['{"a":"x\\u0000"}', 'nul-character', '/a'],
    ['{"a":{"x\\u0000":1}}', 'nul-character', '/a'],
    ['"\\u0000"', 'nul-character', ''],
    ['{"a":["\\ud800"]}', 'lone-surrogate', '/a/0'],
    ['["\\udc00\\ud800"]', 'lone-surrogate', '/0'],
    ['["\\ud800\\ud800"]', 'lone-surrogate', '/0'],
    ['["\\ud800x"]', 'lone-surrogate', '/0'],
    ['{"\\udfff":1}', 'lone-surrogate', ''],
    ['{"a":[0,1e400]}', 'number-out-of-range', '/a/1'],
    ['{"a":-1E+999}', 'number-out-of-range', '/a'],
    [`[${'9'.repeat(400)}]`, 'number-out-of-range', '/0'],
  ])('%s: %s at "%s"', (text, code, pointer) => {
    expect(faultOf(text)).toEqual([code, pointer]);
  });

  it.each([
    ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a cut character', Buffer.from([0x22, 0xe2, 0x82])],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['UTF-16, little end first', Buffer.from('{"a":1}', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('{"a":1}', 'utf16le').swap16()],
    ['UTF-16 with its mark', Buffer.from('\ufeff{"a":1}', 'utf16le')],
  ])('%s', (_, bytes) => {
    expect(faultOf(bytes)).toEqual(['not-utf8', '']);
  });

  it('the thirty-third level, wherever it is', () => {
    expect(faultOf(`${'['.repeat(33)}${']'.repeat(33)}`)[0]).toBe('json-too-deep');
    expect(faultOf(`{"ok":${'[0,'.repeat(31)}{"a":{}}${']'.repeat(31)}}`)).toEqual([
      'json-too-deep',
      `/ok${'/1'.repeat(31)}`,
    ]);
  });

  it('a million opening brackets without a thought', () => {
    const body = Buffer.alloc(1_000_000, '[');
    const begun = performance.now();
    expect(faultOf(body)[0]).toBe('json-too-deep');
    expect(performance.now() - begun).toBeLessThan(100);
  });

  it('one key too many, in one object or in many', () => {
    const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `"k${index}":0`);
    expect(Object.keys(parse(`{${keys(maximumKeys).join()}}`) as object)).toHaveLength(maximumKeys);
    expect(faultOf(`{${keys(maximumKeys + 1).join()}}`)).toEqual(['too-many-keys', '']);
    expect(faultOf(`[${'{"a":0},'.repeat(maximumKeys)}{"a":0}]`)).toEqual(['too-many-keys', '']);
  });

  it('a repeated key among many', () => {
    const keys = Array.from({ length: 500 }, (_, index) => `"k${index}":0`).join();
    expect(faultOf(`{${keys},"k3":1}`)).toEqual(['duplicate-key', '/k3']);
  });

  it('without quoting the body', () => {
    for (const body of ['{"password":"hunter2"', '{"password":"hunter2" x}', 'hunter2']) {
      expect(() => parse(body)).toThrow(/^(?!.*hunter2)malformed-json/);
    }
    const [, pointer] = faultOf(`{"${'k'.repeat(5000)}":0,"${'k'.repeat(5000)}":0}`);
    expect(pointer.length).toBeLessThan(110);
  });
});

describe('parseStrictJson under random input', () => {
  const document = JSON.stringify({
    title: 'Größe "x" \u{1f600}',
    list: [1, -2.5e3, null, true, { key: 'a\\b\n' }],
    nested: { constructor: { name: 1 }, empty: {}, none: [] },
  });
  const fragments = [
    '"',
    '\\',
    '\\u',
    '\\u0000',
    '\\ud800',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '1e999',
    '-',
    '"list":',
    '__proto__',
    '"prototype":',
    ' ',
    '\0',
    '\n',
    'é',
    '\u{1f600}',
    '0',
    '/',
  ].map((text) => Buffer.from(text));

  it('throws nothing but its own error, and accepts nothing that JSON.parse refuses', () => {
    const bytes = Buffer.from(document);
    const edit = fc.record({
      at: fc.nat(bytes.length),
      remove: fc.nat(4),
      insert: fc.oneof(fc.constantFrom(...fragments), fc.uint8Array({ maxLength: 3 })),
    });
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let mutated = bytes;
      for (const { at, remove, insert } of edits) {
        mutated = Buffer.concat([mutated.subarray(0, at), insert, mutated.subarray(at + remove)]);
      }
      let parsed: unknown;
      try {
        parsed = parseStrictJson(mutated);
      } catch (error) {
        if (error instanceof StrictJsonError) return;
        throw error;
      }
      expect(parsed).toEqual(JSON.parse(mutated.toString()));
      // Written again it has as many keys: none was lost to a duplicate.
      expect(JSON.stringify(parsed).length).toBeLessThanOrEqual(mutated.toString().length + 20);
    });
    fc.assert(property, { ...parameters, numRuns: 20_000 });
  });

  it('finds a duplicated key wherever it is put', () => {
    const dictionary = fc.dictionary(
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      fc.jsonValue({ maxDepth: 2 }),
      {
        minKeys: 1,
        maxKeys: 30,
        noNullPrototype: true,
      },
    );
    const property = fc.property(dictionary, fc.nat(), fc.nat(5), (members, choice, depth) => {
      const entries = Object.entries(members).map(
        ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
      );
      fc.pre(!entries.join().includes('proto') && !entries.join().includes('\\u'));
      const keys = Object.keys(members);
      const key = keys[choice % keys.length] ?? '';
      const escaped = [...key].map((character) =>
        character.length === 1 ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character,
      );
      const object = `{${[...entries, `"${escaped.join('')}":0`].join()}}`;
      const expected = `${'/0'.repeat(depth)}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      expect(faultOf(`${'['.repeat(depth)}${object}${']'.repeat(depth)}`)).toEqual([
        'duplicate-key',
        expected,
      ]);
    });
    fc.assert(property, { ...parameters, numRuns: 1000 });
  });
});
