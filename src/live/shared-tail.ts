import { Logger } from '@nestjs/common';
import { frameOf, type StreamMessage, type StreamPart, type StreamSource } from './event-stream.js';
import { inLanes, WantedRounds } from './wanted-rounds.js';

/** What numbers its messages without a gap, in the order of their commits: a journal, by the name of whose it is. */
export interface TailReader {
  /** How far each of them is, in one statement. */
  readonly findHeads: (keys: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly readAfter: (key: string, after: number, limit: number) => Promise<readonly StreamMessage[]>;
}

export interface TailOptions {
  readonly betweenLooksMilliseconds: number;
  /** How many of the newest messages, and bytes of them, are kept for the streams of a journal. */
  readonly kept: number;
  readonly keptBytes: number;
  readonly readAtOnce: number;
}

export const tailOptions: TailOptions = {
  betweenLooksMilliseconds: 250,
  kept: 100,
  keptBytes: 64 * 1024,
  readAtOnce: 100,
};

type KeptMessage = StreamMessage & { readonly frame: Buffer };

interface Tail {
  head: number;
  /** The newest messages, without a gap up to the head. */
  newest: readonly KeptMessage[];
  followers: number;
  readonly wakes: Map<() => void, number>;
}

/**
 * One reader for all streams of a process that follow journals of a kind: four times a second one statement asks how far
 * those are that somebody listens to, and what is new in one of them is read once and handed to all its streams. A stream takes
 * what it can at its own pace; it has no buffer. One that has fallen behind what is kept here, or begins further back, reads
 * rows by itself until it is near enough.
 */
export class SharedTail {
  private readonly tails = new Map<string, Tail>();
  private readonly rounds: WantedRounds;

  constructor(
    private readonly reader: TailReader,
    private readonly options: TailOptions = tailOptions,
  ) {
    const isWanted = (): boolean => this.tails.size > 0;
    const log = new Logger(SharedTail.name);
    this.rounds = new WantedRounds(isWanted, () => this.look(), options.betweenLooksMilliseconds, log);
  }

  /** @param head how far the journal is, as the caller has just read it */
  follow(key: string, head: number): Pick<StreamSource, 'readAfter' | 'onNews'> & { release: () => void } {
    const tail = this.tails.get(key) ?? { head, newest: [], followers: 0, wakes: new Map() };
    tail.followers += 1;
    this.tails.set(key, tail);
    this.rounds.start();
    return {
      readAfter: (position) => this.readAfter(key, tail, position),
      onNews: (position, wake) => {
        if (tail.head > position) return undefined;
        tail.wakes.set(wake, position);
        return () => tail.wakes.delete(wake);
      },
      release: () => {
        tail.followers -= 1;
        if (tail.followers === 0) this.tails.delete(key);
      },
    };
  }

  private async readAfter(key: string, tail: Tail, position: number): Promise<StreamPart> {
    if (tail.head <= position) return { messages: [], ended: false };
    const place = tail.newest.findIndex(({ id }) => id === position + 1);
    const messages =
      place >= 0
        ? tail.newest.slice(place)
        : await this.reader.readAfter(key, position, this.options.readAtOnce);
    return { messages, ended: false };
  }

  /** @returns whether a journal has more than was read at once. */
  private async look(): Promise<boolean> {
    const heads = await this.reader.findHeads([...this.tails.keys()]);
    const behind = [...this.tails].filter(([key, tail]) => (heads.get(key) ?? 0) > tail.head);
    await inLanes(behind, 3, async ([key, tail]) => {
      const messages = await this.reader.readAfter(key, tail.head, this.options.readAtOnce);
      const last = messages.at(-1)?.id;
      if (last === undefined) return;
      tail.newest = this.newestOf([...tail.newest, ...messages.map(keep)]);
      tail.head = last;
      for (const [wake, position] of tail.wakes) if (position < last) wake();
    });
    return behind.some(([key, tail]) => tail.head < (heads.get(key) ?? 0));
  }

  private newestOf(messages: readonly KeptMessage[]): readonly KeptMessage[] {
    const { kept, keptBytes } = this.options;
    let bytes = 0;
    const first = messages.findLastIndex(({ frame }) => (bytes += frame.length) > keptBytes) + 1;
    return messages.slice(first).slice(-kept);
  }
}

/** Made once for all who get it. */
function keep(message: StreamMessage): KeptMessage {
  return { ...message, frame: frameOf(message) };
}
