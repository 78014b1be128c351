import { describe, expect, it } from 'vitest';
import { HashQueue } from './hash-queue.js';

interface Work {
  promise: Promise<void>;
  end: () => void;
}

function work(): Work {
  let end = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end: () => end() };
}

describe('the queue of hashes', () => {
  it('runs two, lets three wait and refuses the sixth at once', async () => {
    const queue = new HashQueue(2, 3);
    const works = Array.from({ length: 5 }, work);
    const started: number[] = [];
    const results = works.map((each, index) =>
      queue.run(() => {
        started.push(index);
        return each.promise;
      }),
    );
    await expect(queue.run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'service-unavailable',
      headers: { 'retry-after': '2' },
    });
    expect(started).toEqual([0, 1]);
    works[1]?.end();
    await results[1];
    expect(started).toEqual([0, 1, 2]);
    for (const each of works) each.end();
    await Promise.all(results);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives the permit back after a failure', async () => {
    const queue = new HashQueue(1, 0);
    await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(queue.run(() => Promise.resolve('fine'))).resolves.toBe('fine');
  });
});
