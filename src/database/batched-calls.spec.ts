import { describe, expect, it } from 'vitest';
import { AppError } from '../common/errors/app-error.js';
import { BatchedCalls, batchLimits } from './batched-calls.js';

interface Echo {
  readonly place: number;
  readonly text: string;
}

/** A database that answers when it is told to, in whatever order. */
class Receiver {
  readonly batches: string[][] = [];
  private readonly answers: (() => void)[] = [];

  constructor(private readonly failsOn: (batch: readonly string[]) => boolean = () => false) {}

  readonly send = (calls: string): Promise<Echo[]> => {
    const batch = JSON.parse(calls) as string[];
    this.batches.push(batch);
    return new Promise((resolve, reject) => {
      this.answers.push(() => {
        if (this.failsOn(batch)) reject(new Error(`refused ${batch.join()}`));
        else resolve(batch.map((text, index) => ({ place: index + 1, text })).toReversed());
      });
    });
  };

  /** Answers all that is asked, until nothing more comes. */
  async answerAll(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const answer of this.answers.splice(0)) {
        answer();
        quiet = 0;
      }
    }
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `c${index}`);

describe('calls that leave in batches', () => {
  it('leave at once and alone while a place is free', () => {
    const receiver = new Receiver();
    const calls = new BatchedCalls(receiver.send);
    void calls.call('"a"');
    void calls.call('"b"');
    expect(receiver.batches).toEqual([['a'], ['b']]);
  });

  it('leave together once places are taken, each with its own answer', async () => {
    const receiver = new Receiver();
    const calls = new BatchedCalls(receiver.send, { ...batchLimits, callsInBatch: 3 });
    const asked = names(9).map((name) => calls.call(JSON.stringify(name)));
    await receiver.answerAll();
    expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(names(9));
    expect(receiver.batches).toEqual([['c0'], ['c1'], ['c2', 'c3', 'c4'], ['c5', 'c6', 'c7'], ['c8']]);
  });

  it('that fail harm no other', async () => {
    const receiver = new Receiver((batch) => batch.includes('c4'));
    const calls = new BatchedCalls(receiver.send, { ...batchLimits, underWay: 1 });
    const asked = names(6).map((name) => calls.call(JSON.stringify(name)));
    const settled = Promise.allSettled(asked);
    await receiver.answerAll();
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    await expect(asked[4]).rejects.toThrow('refused c4');
    const later = calls.call('"later"');
    await receiver.answerAll();
    expect((await later).text).toBe('later');
  });

  it('are sent again by themselves where answers are missing', async () => {
    const short = new Receiver();
    const calls = new BatchedCalls<Echo>(
      async (text) => {
        const rows = await short.send(text);
        return rows.length > 1 ? rows.slice(1) : rows;
      },
      { ...batchLimits, underWay: 1 },
    );
    const asked = names(3).map((name) => calls.call(JSON.stringify(name)));
    await short.answerAll();
    expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(names(3));
  });

  it('are all told at once where the database is away', async () => {
    const away = new AppError('service-unavailable', { cause: new Error('Connection terminated') });
    const batches: string[] = [];
    let fail = (_error: unknown): void => undefined;
    const calls = new BatchedCalls<Echo>(
      (text) => {
        batches.push(text);
        return new Promise((_resolve, reject) => (fail = reject));
      },
      { ...batchLimits, underWay: 1 },
    );
    const settled = Promise.allSettled(names(5).map((name) => calls.call(JSON.stringify(name))));
    fail(away);
    await new Promise((resolve) => setImmediate(resolve));
    fail(away);
    expect((await settled).map((result) => result.status === 'rejected' && result.reason)).toEqual(
      names(5).map(() => away),
    );
    expect(batches).toHaveLength(2);
  });

  it('are refused that have waited too long for a place', async () => {
    const receiver = new Receiver();
    const calls = new BatchedCalls(receiver.send, {
      ...batchLimits,
      underWay: 1,
      longestWaitMilliseconds: 20,
    });
    const asked = [calls.call('"a"'), calls.call('"b"')];
    const settled = Promise.allSettled(asked);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await receiver.answerAll();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(asked[1]).rejects.toMatchObject({ code: 'service-unavailable' });
    expect(receiver.batches).toEqual([['a']]);
  });
});
