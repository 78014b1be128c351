import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.js';
import { zipArchive, type ArchiveEntry } from './zip-archive.js';

async function archive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipArchive(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a zip archive', () => {
  it('is read by another program as it was written, checksums included', async () => {
    const long = Array.from({ length: 40_000 }, (_, index) => `${index} ünïcode 😀\n`);
    const bytes = await archive([
      { name: 'a.txt', content: ['alpha'] },
      { name: 'empty', content: [] },
      { name: 'ünï/long.txt', content: long },
    ]);
    const zip = await JSZip.loadAsync(bytes, { checkCRC32: true });
    expect(Object.keys(zip.files)).toEqual(['a.txt', 'empty', 'ünï/long.txt']);
    expect(await zip.file('a.txt')!.async('string')).toBe('alpha');
    expect(await zip.file('empty')!.async('string')).toBe('');
    expect(await zip.file('ünï/long.txt')!.async('string')).toBe(long.join(''));
    expect(bytes.length).toBeLessThan(long.join('').length / 2);
  });

  it('has the same bytes for the same content', async () => {
    const entries = [{ name: 'a.txt', content: ['alpha', 'beta'] }];
    expect(await archive(entries)).toEqual(await archive(entries));
    expect((await JSZip.loadAsync(await archive(entries))).file('a.txt')!.date.getFullYear()).toBe(1980);
  });

  it('refuses more entries than the format can count', async () => {
    const entries = Array.from({ length: 65_536 }, (_, index) => ({ name: String(index), content: [] }));
    await expect(archive(entries)).rejects.toThrow(RangeError);
  });
});

describe('the checksum', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf4_3926],
  ])('of %j is %d', (text, checksum) => {
    expect(crc32(Buffer.from(text))).toBe(checksum);
  });

  it('goes on from that of the part before', () => {
    expect(crc32(Buffer.from('6789'), crc32(Buffer.from('12345')))).toBe(0xcbf4_3926);
  });
});
