import type { Random } from './random.js';

type Mutation = (text: string, random: Random) => string;

/** What means something to one of the readers. */
const tokens = [
  [
    '"',
    '""',
    ',',
    ';',
    '\t',
    '|',
    '\r',
    '\n',
    '\r\n',
    "'",
    '=',
    '{',
    '}',
    '~',
    '#',
    ':',
    '->',
    '\\',
    '%50%',
    '::',
  ],
  ['<', '>', '</', '/>', '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '&', '&amp;', '&#0;', '&#x10FFFF;'],
  [
    '&#xD800;',
    '&lol;',
    '<!DOCTYPE a>',
    '<!DOCTYPE a [<!ENTITY lol "lol">]>',
    '_x0000_',
    '_xD83D_',
    '_x005F_',
  ],
  [
    '__proto__',
    'constructor',
    'toString',
    '\u0000',
    '\uFEFF',
    '\uFFFF',
    '\u202E',
    '😀',
    '\uD83D',
    'ANSWER:',
    'A.',
  ],
  [
    '1e999',
    '-1',
    '99999999999999999999',
    'NaN',
    '5e-324',
    '0x10',
    '1,234',
    '../../etc/passwd',
    '//host/share',
  ],
  [
    ' r="XFD1048576"',
    ' r="ZZZZ1"',
    ' r="A0"',
    ' t="s"',
    ' t="x"',
    ' s="-1"',
    ' s="99999999"',
    ' xmlns:a="b"',
  ],
].flat();

const insertToken: Mutation = (text, random) => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(tokens) + text.slice(at);
};

/** What stands in quotation marks, mostly the value of an attribute or a cell. */
const changeQuoted: Mutation = (text, random) => {
  const places = [...text.matchAll(/"[^"<>]{0,200}"/g)];
  if (places.length === 0) {
    return insertToken(text, random);
  }
  const place = random.pick(places);
  const value = random.pick(['', '0', '-1', '4294967296', 'x', 'true', '../..', random.pick(tokens)]);
  return `${text.slice(0, place.index)}"${value}"${text.slice(place.index + place[0].length)}`;
};

/** A tag is taken out, doubled, moved to another place or loses its name. */
const changeTag: Mutation = (text, random) => {
  const tags = [...text.matchAll(/<[^<>]{1,300}>/g)];
  if (tags.length === 0) {
    return insertToken(text, random);
  }
  const tag = random.pick(tags);
  const without = text.slice(0, tag.index) + text.slice(tag.index + tag[0].length);
  const at = random.below(without.length + 1);
  return random.pick([
    without,
    text.slice(0, tag.index) + tag[0] + text.slice(tag.index),
    without.slice(0, at) + tag[0] + without.slice(at),
    text.slice(0, tag.index) + tag[0].replace(/^<\/?[\w:]+/, '<b') + text.slice(tag.index + tag[0].length),
  ]);
};

/** The content of an element or a line becomes a number, a token, or very long. */
const changeContent: Mutation = (text, random) => {
  const places = [...text.matchAll(/>[^<>]{1,200}</g)];
  if (places.length === 0) {
    return changeLine(text, random);
  }
  const place = random.pick(places);
  const content = random.pick([
    random.pick(tokens),
    String(random.below(1e9)),
    'x'.repeat(random.below(100_000)),
  ]);
  return `${text.slice(0, place.index)}>${content}<${text.slice(place.index + place[0].length)}`;
};

const changeLine: Mutation = (text, random) => {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  lines.splice(
    at,
    1,
    ...random.pick([
      [],
      [line, line],
      [line.repeat(1 + random.below(Math.min(500, Math.ceil(longestText / (line.length + 1)))))],
      [line.split('').reverse().join('')],
    ]),
  );
  return lines.join('\n');
};

const nestDeeply: Mutation = (text, random) => {
  const at = random.below(text.length + 1);
  const depth = 1 + random.below(3_000);
  const [open, close] = random.pick([
    ['<a>', '</a>'],
    ['<r>', '</r>'],
    ['{', '}'],
    ['"', '"'],
    ['<!--', '-->'],
    ['(', ')'],
  ] as const);
  return text.slice(0, at) + open.repeat(depth) + random.pick(['', close.repeat(depth)]) + text.slice(at);
};

const cutText: Mutation = (text, random) => text.slice(0, random.below(text.length + 1));

const mutations: readonly Mutation[] = [
  insertToken,
  insertToken,
  changeQuoted,
  changeQuoted,
  changeTag,
  changeTag,
  changeContent,
  changeLine,
  nestDeeply,
  cutText,
];

const longestText = 1_000_000;

/** Changes a text or XML so that much of it still means something. */
export function mutateText(text: string, random: Random): string {
  let changed = text;
  for (let count = 1 + random.below(4); count > 0; count--) {
    // Mutations build on each other: a line repeated twice over would fill this process, not the reader.
    changed = random.pick(mutations)(changed, random).slice(0, longestText);
  }
  return changed;
}
