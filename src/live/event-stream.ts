import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';

/**
 * One message of a stream. `id` is what a client sends back as Last-Event-ID to go on behind it; a stream that begins with
 * the present state each time has none.
 */
export interface StreamMessage {
  readonly id?: number;
  readonly type: string;
  readonly data: object;
  /** The bytes of it, where they are kept for several receivers. */
  readonly frame?: Buffer;
}

/** What a stream reads, again and again: the messages after one that the client has, and whether any can follow. */
export interface StreamPart {
  /** Made as they are sent where that saves holding them for a receiver that is slow. */
  readonly messages: Iterable<StreamMessage>;
  readonly ended: boolean;
  /** How far was read, where that is beyond the last message: what is filtered out is not looked at again. */
  readonly position?: number;
}

export interface StreamSource {
  readonly first: StreamPart;
  readonly readAfter: (id: number) => Promise<StreamPart>;
  /**
   * Calls `wake` once there may be something behind `id`; the answer takes the call back, and is undefined where there is
   * something already. A source without it is asked for rows four times a second.
   */
  readonly onNews?: (id: number, wake: () => void) => (() => void) | undefined;
  /** Called once, when nobody reads this source any more or nobody may begin to. */
  readonly release?: () => void;
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
  /** How long a receiver may take for what is left once the stream has ended. */
  readonly farewellMilliseconds: number;
}

export const streamTimes: StreamTimes = {
  betweenReadsMilliseconds: 250,
  betweenChecksMilliseconds: 3_000,
  heartbeatMilliseconds: 15_000,
  patienceMilliseconds: 30_000,
  longestMilliseconds: 15 * 60_000,
  farewellMilliseconds: 1_000,
};

/**
 * A response of server-sent events (WHATWG HTML, 9.2). It reads rows instead of listening for signals: a row that is
 * committed is found by the next look, so no order of connecting, starting and committing can lose one. The receiver's
 * pace is the pace of the reading: nothing is buffered for one that is slow.
 */
export function eventStream(source: StreamSource, stop: AbortSignal, times = streamTimes): Readable {
  const leaving = new AbortController();
  const ending = AbortSignal.any([stop, leaving.signal]);
  const parts = frames(source, ending, times, () => stream.destroy());
  // Beside the messages: a receiver that takes one now and then must not put off the end of its session.
  const check = (): void => {
    source.isStillAllowed().then(
      (isAllowed) => {
        if (!isAllowed) leaving.abort();
        else if (!ending.aborted) checks.refresh();
      },
      (error: Error) => stream.destroy(error),
    );
  };
  const checks = setTimeout(check, times.betweenChecksMilliseconds);
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
      clearTimeout(checks);
      leaving.abort();
      done(error);
    },
  });
  // Who takes what is left hears a proper end; nobody else is waited for.
  ending.addEventListener('abort', () => {
    clearTimeout(checks);
    setTimeout(() => stream.destroy(), times.farewellMilliseconds).unref();
  });
  return stream;
}

async function* frames(
  source: StreamSource,
  ending: AbortSignal,
  times: StreamTimes,
  giveUp: () => void,
): AsyncGenerator<Buffer, void> {
  const endsAt = performance.now() + times.longestMilliseconds;
  let spokenAt = performance.now();
  let sentId = source.lastId;
  let position = sentId;
  let part: StreamPart = source.first;
  // Random, so that the clients of a process that ends do not come back in the same moment.
  yield Buffer.from(`retry: ${randomInt(1_000, 5_000)}\n\n`);
  for (;;) {
    for (const message of part.messages) {
      if (message.id !== undefined) sentId = position = message.id;
      spokenAt = performance.now();
      yield* withPatience(message.frame ?? frameOf(message), times.patienceMilliseconds, giveUp);
      if (ending.aborted || performance.now() >= endsAt) return;
    }
    position = Math.max(position, part.position ?? position);
    if (part.ended || ending.aborted) return;
    const silentUntil = Math.min(spokenAt + times.heartbeatMilliseconds, endsAt);
    await pause(source, position, silentUntil - performance.now(), ending, times);
    const now = performance.now();
    if (ending.aborted || now >= endsAt) return;
    if (now - spokenAt >= times.heartbeatMilliseconds) {
      spokenAt = now;
      yield* withPatience(heartbeat(position, sentId), times.patienceMilliseconds, giveUp);
      sentId = position;
    }
    part = await source.readAfter(position);
  }
}

/** Until there is news, the stream ends or something else is to be done; a source that tells no news is asked soon. */
function pause(
  source: StreamSource,
  position: number,
  atMostMilliseconds: number,
  ending: AbortSignal,
  times: StreamTimes,
): Promise<void> {
  const limit = source.onNews ? atMostMilliseconds : times.betweenReadsMilliseconds;
  return new Promise((resolve) => {
    let takeBack: (() => void) | undefined;
    const goOn = (): void => {
      clearTimeout(timer);
      ending.removeEventListener('abort', goOn);
      takeBack?.();
      resolve();
    };
    // A millisecond more than the limit: a timer may fire a little early, and would then find nothing to do.
    const timer = setTimeout(goOn, Math.max(limit, 0) + 1);
    if (ending.aborted) return goOn();
    ending.addEventListener('abort', goOn);
    if (source.onNews) {
      takeBack = source.onNews(position, goOn);
      if (!takeBack) goOn();
    }
  });
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

/** Takes the place of a client along over what was not for it: an id without data is kept and shown to nobody. */
function heartbeat(position: number, sentId: number): Buffer {
  return Buffer.from(`: still here\n${position > sentId ? `id: ${position}\n` : ''}\n`);
}

/** JSON has no line break outside its texts and escapes those inside, so the data is one line. */
export function frameOf({ id, type, data }: StreamMessage): Buffer {
  return Buffer.from(
    `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`,
  );
}
