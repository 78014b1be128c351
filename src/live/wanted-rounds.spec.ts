import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, it } from 'vitest';
import { WantedRounds } from './wanted-rounds.js';

it('rounds belong to no request, whoever has started them, and go on after one that failed', async () => {
  const request = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const warnings: string[] = [];
  let isWanted = true;
  const ended = new Promise<void>((resolve) => {
    const round = async (): Promise<boolean> => {
      seen.push(request.getStore());
      if (seen.length === 1) throw new Error('on purpose');
      isWanted = false;
      resolve();
      return false;
    };
    const log = { warn: (message: string) => void warnings.push(message) };
    const rounds = new WantedRounds(() => isWanted, round, 1, log);
    request.run('a request', () => rounds.start());
  });
  await ended;
  expect(seen).toEqual([undefined, undefined]);
  expect(warnings).toEqual(['A look for all streams failed: Error: on purpose']);
});
