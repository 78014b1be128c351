import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptToken, employerCount, slugOf } from './identities.js';

/** Attempts that stay open, for saving and reading. */
export const runningAttempts = 2_000;

/** How many attempts one window may use up at most. */
export const attemptsPerWindow = { app: 6_000, guarded: 6_000, floor: 9_000, bare: 8_000 } as const;

export function attemptsNeeded(rounds: number): number {
  const { app, guarded, floor, bare } = attemptsPerWindow;
  return runningAttempts + rounds * Math.max(app + guarded, floor + bare);
}

/** Hands out attempts that nobody has submitted yet; the product's tables and the floor's have their own. */
export class AttemptSupply {
  private next = { product: runningAttempts, floor: runningAttempts };

  constructor(private readonly directory: string) {}

  take(tables: 'product' | 'floor', count: number): number {
    const first = this.next[tables];
    this.next[tables] += count;
    return first;
  }

  /** Tokens for wrk, which cannot make them. */
  async tokenFile(first: number, count: number): Promise<string> {
    const path = join(this.directory, `tokens-${first}-${count}`);
    await writeFile(
      path,
      Array.from({ length: count }, (_, index) => attemptToken(first + index)).join('\n'),
    );
    return path;
  }

  async slugFile(): Promise<string> {
    const path = join(this.directory, 'slugs');
    await writeFile(
      path,
      Array.from({ length: employerCount }, (_, employer) => slugOf(employer)).join('\n'),
    );
    return path;
  }
}
