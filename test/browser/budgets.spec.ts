import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

const folder = new URL('../../dist/web/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', folder), 'utf8')) as Record<
  string,
  Chunk
>;

/** Every script and style that a page loads before it can be used. */
function filesOf(entry: string): Set<string> {
  const files = new Set<string>();
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`${name} is not in the manifest`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  visit(entry);
  return files;
}

function gzipBytes(entry: string): number {
  return [...filesOf(entry)].map(bytesOf).reduce((sum, bytes) => sum + bytes, 0);
}

const bytesOf = (file: string): number => gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length;

describe('what a page loads, compressed', () => {
  it.each([
    ['candidate.html', 90],
    ['index.html', 260],
  ])('%s: at most %d KB', (entry, kilobytes) => {
    expect(gzipBytes(entry) / 1_000).toBeLessThanOrEqual(kilobytes);
  });

  it.each(['en', 'pl'])('the texts of the page of candidates in %s: at most 5 KB', (language) => {
    const parts = ['candidate', 'question'].map(
      (part) => manifest[`src/texts/${language}/${part}.json`]!.file,
    );
    expect(parts.map(bytesOf).reduce((sum, bytes) => sum + bytes, 0) / 1_000).toBeLessThanOrEqual(5);
  });
});
