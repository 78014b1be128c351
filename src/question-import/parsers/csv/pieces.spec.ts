import { describe, expect, it, vi } from 'vitest';
import { defaultImportLimits } from '../limits.js';
import { readCsv, readCsvRows } from './read-csv.js';

const content =
  'sep=;\r\n"Frage ""eins""\r\nund zwei";Größe 20 €\r\n\r\n😀;"a;b"\r37°36\'37.8"N;x\n"q"r;"";\nletzte;Zeile';

const encodings: [string, Uint8Array][] = [
  ['UTF-8', new TextEncoder().encode(content)],
  ['UTF-8 with a mark', new TextEncoder().encode(`\uFEFF${content}`)],
  ['UTF-16, little end first', Buffer.from(`\uFEFF${content}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\uFEFF${content}`, 'utf16le').swap16()],
  [
    'windows-1252',
    Uint8Array.from(Buffer.from(content.replace('€', '\u0080').replace('😀', ':-)'), 'latin1')),
  ],
];

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

describe('a text that arrives in pieces', () => {
  it.each(encodings)('reads the same wherever it is cut: %s', async (name, bytes) => {
    const whole = await readCsv(bytes, defaultImportLimits);
    expect(whole.rows.map(({ row, cells }) => [row, ...cells])).toEqual([
      [1, 'Frage "eins"\nund zwei', 'Größe 20 €'],
      [3, name === 'windows-1252' ? ':-)' : '😀', 'a;b'],
      [4, `37°36'37.8"N`, 'x'],
      [5, '"q"r'],
      [6, 'letzte', 'Zeile'],
    ]);
    for (let size = 1; size <= 40; size++) {
      expect(await readCsv(() => inPieces(bytes, size), defaultImportLimits)).toEqual(whole);
    }
  });

  it('is windows-1252 even when only its last byte says so', async () => {
    const text = `frage,antwort\n${'x,y\n'.repeat(50_000)}é,\u0093ja\u0094`;
    const { rows } = await readCsv(Uint8Array.from(Buffer.from(text, 'latin1')), defaultImportLimits);
    expect(rows.at(-1)?.cells).toEqual(['é', '“ja”']);
  });

  it('is refused when its zero bytes come late', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n'.repeat(60_000)), Buffer.from([0])]);
    await expect(readCsv(bytes, defaultImportLimits)).rejects.toMatchObject({ code: 'binary_file' });
  });

  it('ends with what the receiver of its rows throws', async () => {
    const bytes = new TextEncoder().encode('a,b\n'.repeat(10_000));
    let rows = 0;
    const reading = readCsvRows(bytes, defaultImportLimits, () => {
      rows += 1;
      if (rows === 5) {
        throw new Error('enough');
      }
    });
    await expect(reading).rejects.toThrow('enough');
    expect(rows).toBe(5);
  });

  it('names the row that is too long', async () => {
    const bytes = new TextEncoder().encode(`a,b\n1,2\n3,${'x'.repeat(2_200_000)}\n`);
    await expect(readCsv(bytes, defaultImportLimits)).rejects.toMatchObject({
      code: 'import_too_large',
      message: expect.stringContaining('Row 3'),
    });
  });
});

it('costs no error object for each row that is not as long as the first', async () => {
  const bytes = new TextEncoder().encode(`title\n${'a,b,c\n'.repeat(1_000)}`);
  const errors = vi.spyOn(Error, 'captureStackTrace');
  try {
    expect((await readCsv(bytes, defaultImportLimits)).rows).toHaveLength(1_001);
    expect(errors.mock.calls.length).toBeLessThan(100);
  } finally {
    errors.mockRestore();
  }
});

describe('line ends', () => {
  it.each([
    ['LF', 'a\nb\n'],
    ['CR LF', 'a\r\nb\r\n'],
    ['CR', 'a\rb\r'],
    ['LF after CR LF', 'a\r\nb\n'],
    ['CR after LF', 'a\nb\r'],
    ['CR after CR LF', 'a\r\nb\r'],
  ])('%s', async (_name, text) => {
    const { rows } = await readCsv(new TextEncoder().encode(text), defaultImportLimits);
    expect(rows.map(({ cells }) => cells)).toEqual([['a'], ['b']]);
  });
});
