import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventStream, streamTimes, type StreamMessage, type StreamSource } from './event-stream.js';

const times = { ...streamTimes, betweenReadsMilliseconds: 5, betweenChecksMilliseconds: 20 };
const message = (id: number, data: object = {}): StreamMessage => ({ id, type: 'reading', data });

function sourceOf(source: Partial<StreamSource>): StreamSource {
  return {
    first: { messages: [], ended: false },
    lastId: 0,
    readAfter: () => Promise.resolve({ messages: [], ended: false }),
    isStillAllowed: () => Promise.resolve(true),
    ...source,
  };
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const part of stream) text += String(part);
  return text;
}

describe('a stream of events', () => {
  it('sends what is there, asks for what follows the last, and ends behind the end', async () => {
    const asked: number[] = [];
    const stream = eventStream(
      sourceOf({
        first: { messages: [message(1, { done: 1 }), message(2)], ended: false },
        readAfter: (id) => {
          asked.push(id);
          return Promise.resolve(
            asked.length < 3 ? { messages: [], ended: false } : { messages: [message(7)], ended: true },
          );
        },
      }),
      new AbortController().signal,
      times,
    );
    const text = await textOf(stream);
    expect(text).toMatch(
      /^retry: \d{4}\n\nid: 1\nevent: reading\ndata: \{"done":1\}\n\nid: 2\n.*\n.*\n\nid: 7\nevent: reading\ndata: \{\}\n\n$/,
    );
    expect(asked).toEqual([2, 2, 2]);
  });

  it('keeps line breaks of data inside one line', async () => {
    const first = { messages: [message(1, { text: 'a\nid: 9\r\n\u2028' })], ended: true };
    const text = await textOf(eventStream(sourceOf({ first }), new AbortController().signal, times));
    expect(text.split('\n').filter((line) => line.startsWith('id:'))).toEqual(['id: 1']);
  });

  it('ends when the server stops', async () => {
    const stopping = new AbortController();
    const stream = eventStream(sourceOf({}), stopping.signal, times);
    setTimeout(() => stopping.abort(), 20);
    expect(await textOf(stream)).toMatch(/^retry: \d+\n\n$/);
  });

  it('ends when its reader is no longer allowed to read', async () => {
    const stream = eventStream(
      sourceOf({ isStillAllowed: () => Promise.resolve(false) }),
      new AbortController().signal,
      times,
    );
    expect(await textOf(stream)).toMatch(/^retry: \d+\n\n$/);
  });

  it('shows that it lives, and ends after its longest time', async () => {
    const stream = eventStream(sourceOf({}), new AbortController().signal, {
      ...times,
      heartbeatMilliseconds: 20,
      longestMilliseconds: 100,
    });
    expect((await textOf(stream)).match(/^: still here$/gm)?.length).toBeGreaterThan(1);
  });

  it('gives up a receiver that takes nothing', async () => {
    const data = { text: 'x'.repeat(1_000) };
    const endless = Array.from({ length: 1_000 }, (_, index) => message(index + 1, data));
    const stream = eventStream(
      sourceOf({ first: { messages: endless, ended: false } }),
      new AbortController().signal,
      { ...times, patienceMilliseconds: 50 },
    );
    stream.once('readable', () => undefined);
    await once(stream, 'close');
    expect(stream.destroyed).toBe(true);
  });

  it('is closed at once when its receiver is gone, though there is nothing to say', async () => {
    const stream = eventStream(sourceOf({}), new AbortController().signal, streamTimes);
    stream.resume();
    await once(stream, 'resume');
    stream.destroy();
    const from = performance.now();
    await once(stream, 'close');
    expect(performance.now() - from).toBeLessThan(100);
  });

  it('stops reading when its receiver is gone', async () => {
    let reads = 0;
    const stream = eventStream(
      sourceOf({ readAfter: () => Promise.resolve({ messages: [message((reads += 1))], ended: false }) }),
      new AbortController().signal,
      times,
    );
    stream.resume();
    await expect.poll(() => reads).toBeGreaterThan(2);
    stream.destroy();
    await wait(20);
    const then = reads;
    await wait(50);
    expect(reads).toBe(then);
  });

  it('waits for news where its source tells them, and asks for nothing meanwhile', async () => {
    const wakes: (() => void)[] = [];
    let reads = 0;
    const stream = eventStream(
      sourceOf({
        onNews: (_, wake) => {
          wakes.push(wake);
          return () => undefined;
        },
        readAfter: () => Promise.resolve({ messages: [message((reads += 1))], ended: true }),
      }),
      new AbortController().signal,
      times,
    );
    const text = textOf(stream);
    await wait(50);
    expect(reads).toBe(0);
    wakes[0]!();
    expect(await text).toContain('id: 1\n');
    expect([reads, wakes.length]).toEqual([1, 1]);
  });

  it('ends though its receiver takes a little now and then, once it may no longer read', async () => {
    const data = { text: 'x'.repeat(1_000) };
    const endless = Array.from({ length: 10_000 }, (_, index) => message(index + 1, data));
    let isAllowed = true;
    const stream = eventStream(
      sourceOf({
        first: { messages: endless, ended: false },
        isStillAllowed: () => Promise.resolve(isAllowed),
      }),
      new AbortController().signal,
      { ...times, patienceMilliseconds: 60_000, farewellMilliseconds: 50 },
    );
    const sipping = setInterval(() => stream.read(100), 10);
    await wait(50);
    expect(stream.destroyed).toBe(false);
    isAllowed = false;
    await once(stream, 'close');
    clearInterval(sipping);
  });

  it('takes the place of its client along over what it does not tell, and gives messages without id none', async () => {
    const parts = [
      { messages: [], ended: false, position: 7 },
      { messages: [{ type: 'state', data: {} }], ended: true },
    ];
    const asked: number[] = [];
    const text = await textOf(
      eventStream(
        sourceOf({
          readAfter: async (position) => {
            asked.push(position);
            await wait(30);
            return parts[asked.length - 1]!;
          },
        }),
        new AbortController().signal,
        { ...times, heartbeatMilliseconds: 20 },
      ),
    );
    expect(asked).toEqual([0, 7]);
    expect(text).toContain(': still here\nid: 7\n\n');
    expect(text).toMatch(/\n\nevent: state\ndata: \{\}\n\n$/);
  });

  it('breaks off with the failure of its source', async () => {
    const stream = eventStream(
      sourceOf({ readAfter: () => Promise.reject(new Error('lost')) }),
      new AbortController().signal,
      times,
    );
    await expect(textOf(stream)).rejects.toThrow('lost');
  });
});
