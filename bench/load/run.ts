import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a load generator to its end and answers with what it wrote; fails with its own words. */
export async function runToEnd(
  program: string,
  values: readonly string[],
  milliseconds: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(program, values, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...environment },
  });
  const output: string[] = [];
  const complaints: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  if (code !== 0)
    throw new Error(`${program} failed: ${complaints.join('')}${output.join('')}`.slice(0, 2_000));
  return output.join('');
}
