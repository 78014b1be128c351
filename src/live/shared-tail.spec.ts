import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StreamMessage } from './event-stream.js';
import { SharedTail, type TailOptions } from './shared-tail.js';

const options: TailOptions = { betweenLooksMilliseconds: 5, kept: 10, keptBytes: 10_000, readAtOnce: 20 };

/** A journal in memory, and what was asked of it. */
class Journal {
  readonly heads = new Map<string, number>();
  looks: (readonly string[])[] = [];
  reads: string[] = [];
  isAway = false;

  constructor(private readonly text = '') {}

  readonly tail = new SharedTail(
    {
      findHeads: (keys) => {
        this.looks.push(keys);
        return this.isAway ? Promise.reject(new Error('away')) : Promise.resolve(this.heads);
      },
      readAfter: (key, after, limit) => {
        this.reads.push(`${key} after ${after}`);
        const count = Math.min(limit, (this.heads.get(key) ?? 0) - after);
        return Promise.resolve(
          Array.from({ length: count }, (_, index) => message(after + 1 + index, this.text)),
        );
      },
    },
    options,
  );

  append(key: string, count: number): void {
    this.heads.set(key, (this.heads.get(key) ?? 0) + count);
  }
}

const message = (id: number, text: string): StreamMessage => ({ id, type: 'fact', data: { text } });
type Follower = ReturnType<SharedTail['follow']>;

const ids = async (follower: Follower, position: number): Promise<(number | undefined)[]> =>
  [...(await follower.readAfter(position)).messages].map(({ id }) => id);

const news = (follower: Follower, position: number): Promise<void> =>
  new Promise((resolve) => {
    if (!follower.onNews!(position, resolve)) resolve();
  });

describe('a tail that streams share', () => {
  it('reads what is new once for all who follow it', async () => {
    const journal = new Journal();
    const followers = [1, 2, 3].map(() => journal.tail.follow('a', 0));
    journal.append('a', 2);
    await Promise.all(followers.map((follower) => news(follower, 0)));
    for (const follower of followers) expect(await ids(follower, 0)).toEqual([1, 2]);
    expect(await ids(followers[0]!, 1)).toEqual([2]);
    expect(await ids(followers[0]!, 2)).toEqual([]);
    expect(journal.reads).toEqual(['a after 0']);
    for (const follower of followers) follower.release();
  });

  it('asks for all that is followed at once, and for nothing when nobody follows', async () => {
    const journal = new Journal();
    const followers = ['a', 'b'].map((key) => journal.tail.follow(key, 0));
    await expect.poll(() => journal.looks.length).toBeGreaterThan(2);
    expect(journal.looks.at(-1)).toEqual(['a', 'b']);
    for (const follower of followers) follower.release();
    await wait(20);
    const { length } = journal.looks;
    await wait(50);
    expect(journal.looks).toHaveLength(length);
  });

  it('lets who is far behind read by itself, and keeps no more than it should', async () => {
    const journal = new Journal();
    const follower = journal.tail.follow('a', 0);
    journal.append('a', 50);
    await expect.poll(() => ids(follower, 49)).toEqual([50]);
    journal.reads = [];
    expect(await ids(follower, 0)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await ids(follower, 40)).toHaveLength(10);
    expect(journal.reads, 'the last ten are kept').toEqual(['a after 0']);
    follower.release();
  });

  it('keeps no more bytes than it should', async () => {
    const journal = new Journal('x'.repeat(3_000));
    const follower = journal.tail.follow('a', 0);
    journal.append('a', 5);
    await expect.poll(() => ids(follower, 4)).toEqual([5]);
    journal.reads = [];
    expect(await ids(follower, 2)).toEqual([3, 4, 5]);
    expect(journal.reads).toEqual([]);
    expect(await ids(follower, 1)).toEqual([2, 3, 4, 5]);
    expect(journal.reads).toEqual(['a after 1']);
    follower.release();
  });

  it('wakes at once who is behind already', async () => {
    const journal = new Journal();
    const follower = journal.tail.follow('a', 7);
    expect(follower.onNews!(6, () => undefined)).toBeUndefined();
    follower.release();
  });

  it('goes on after a failure', async () => {
    const journal = new Journal();
    journal.isAway = true;
    const follower = journal.tail.follow('a', 0);
    await expect.poll(() => journal.looks.length).toBeGreaterThan(1);
    journal.isAway = false;
    journal.append('a', 1);
    await news(follower, 0);
    expect(await ids(follower, 0)).toEqual([1]);
    follower.release();
  });
});
