import { join } from 'node:path';
import { runToEnd } from './run.js';

export type RequestKind =
  'submit' | 'save' | 'paper' | 'landing' | `bare-${'submit' | 'save' | 'paper' | 'landing' | 'cached'}`;

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly errors: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

export interface WrkRun {
  readonly kind: RequestKind;
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Number of the first attempt, and how many there are. */
  readonly first: number;
  readonly count: number;
  readonly linesFile?: string;
}

/** A closed loop: each connection sends its next request when it has the answer to the last. */
export async function runWrk(run: WrkRun): Promise<Load> {
  const output = await runToEnd(
    'wrk',
    [
      '--threads=1',
      `--connections=${run.connections}`,
      `--duration=${run.seconds}s`,
      '--timeout=10s',
      `--script=${join(process.cwd(), 'bench/load/requests.lua')}`,
      `http://127.0.0.1:${run.port}/`,
      '--',
      run.kind,
      String(run.first),
      String(run.count),
      String(sequenceBase()),
      ...(run.linesFile === undefined ? [] : [run.linesFile]),
    ],
    (run.seconds + 30) * 1_000,
  );
  const line = /^RESULT (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk gave no result: ${output}`);
  return JSON.parse(line) as Load;
}

/** Above every sequence number of an earlier run, however fast that was. */
export function sequenceBase(): number {
  return Date.now() * 1_000;
}
