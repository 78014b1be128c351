import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** One message of a stream. `id` is what a client sends back as Last-Event-ID to go on behind it. */
export interface StreamMessage {
  readonly id: number;
  readonly type: string;
  readonly data: object;
}

/** What a stream reads, again and again: the messages after one that the client has, and whether any can follow. */
export interface StreamPart {
  readonly messages: readonly StreamMessage[];
  readonly ended: boolean;
}

export interface StreamSource {
  readonly first: StreamPart;
  readonly readAfter: (id: number) => Promise<StreamPart>;
  /** Asked every few seconds: false ends the stream, as the end of a session must. */
  readonly isStillAllowed: () => Promise<boolean>;
  /** Where the client stands. */
  readonly lastId: number;
}

export interface StreamTimes {
  readonly betweenReadsMilliseconds: number;
  readonly betweenChecksMilliseconds: number;
  readonly heartbeatMilliseconds: number;
  /** A receiver that takes no byte for so long is gone; it comes back and goes on where it was. */
  readonly patienceMilliseconds: number;
  readonly longestMilliseconds: number;
}

export const streamTimes: StreamTimes = {
  betweenReadsMilliseconds: 250,
  betweenChecksMilliseconds: 3_000,
  heartbeatMilliseconds: 15_000,
  patienceMilliseconds: 30_000,
  longestMilliseconds: 15 * 60_000,
};

/**
 * A response of server-sent events (WHATWG HTML, 9.2). It reads rows instead of listening for signals: a row that is
 * committed is found by the next look, so no order of connecting, starting and committing can lose one. The receiver's
 * pace is the pace of the reading: nothing is buffered for one that is slow.
 */
export function eventStream(source: StreamSource, stop: AbortSignal, times = streamTimes): Readable {
  const gone = new AbortController();
  const ending = AbortSignal.any([stop, gone.signal]);
  const parts = frames(source, ending, times, () => stream.destroy());
  const stream = new Readable({
    highWaterMark: 16 * 1024,
    read() {
      parts.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    // Readable.from would wait for the generator to come to its next message, which may be minutes away.
    destroy(error, done) {
      gone.abort();
      done(error);
    },
  });
  return stream;
}

async function* frames(
  source: StreamSource,
  ending: AbortSignal,
  times: StreamTimes,
  giveUp: () => void,
): AsyncGenerator<Buffer, void> {
  const startedAt = performance.now();
  let checkedAt = startedAt;
  let spokenAt = startedAt;
  let lastId = source.lastId;
  let part: StreamPart = source.first;
  // Random, so that the clients of a process that ends do not come back in the same moment.
  yield Buffer.from(`retry: ${randomInt(1_000, 5_000)}\n\n`);
  for (;;) {
    for (const message of part.messages) {
      lastId = message.id;
      spokenAt = performance.now();
      yield* withPatience(frame(message), times.patienceMilliseconds, giveUp);
    }
    if (part.ended || ending.aborted) return;
    await wait(times.betweenReadsMilliseconds, undefined, { signal: ending }).catch(() => undefined);
    const now = performance.now();
    if (ending.aborted || now - startedAt > times.longestMilliseconds) return;
    if (now - checkedAt > times.betweenChecksMilliseconds) {
      checkedAt = now;
      if (!(await source.isStillAllowed())) return;
    }
    if (now - spokenAt > times.heartbeatMilliseconds) {
      spokenAt = now;
      yield* withPatience(Buffer.from(': still here\n\n'), times.patienceMilliseconds, giveUp);
    }
    part = await source.readAfter(lastId);
  }
}

async function* withPatience(
  bytes: Buffer,
  milliseconds: number,
  giveUp: () => void,
): AsyncGenerator<Buffer, void> {
  const timer = setTimeout(giveUp, milliseconds);
  try {
    yield bytes;
  } finally {
    clearTimeout(timer);
  }
}

/** JSON has no line break outside its texts and escapes those inside, so the data is one line. */
function frame({ id, type, data }: StreamMessage): Buffer {
  return Buffer.from(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}
