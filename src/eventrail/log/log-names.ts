import type { LogFiles } from './log-files.js';

/*
 * The names in a log's folder: `events-<first seq>.ndjson`, beside each its `.idx`, what was cut off as
 * `<segment>.torn-<offset>`, and the writer's `writer-<n>.lock`. The number is padded so that names sort as numbers do.
 */

const segmentPattern = /^events-(\d{16})\.ndjson$/;

export function segmentName(firstSeq: number): string {
  return `events-${String(firstSeq).padStart(16, '0')}.ndjson`;
}

export function indexName(firstSeq: number): string {
  return `events-${String(firstSeq).padStart(16, '0')}.idx`;
}

/** The first sequence numbers of the segments by their names, ascending. */
export async function listSegments(files: LogFiles): Promise<number[]> {
  const names = await files.list();
  const numbers = names.flatMap((name) => {
    const found = segmentPattern.exec(name);
    return found === null ? [] : [Number(found[1])];
  });
  return numbers.sort((a, b) => a - b);
}
