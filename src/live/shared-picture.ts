import { Logger } from '@nestjs/common';
import { inLanes, WantedRounds } from './wanted-rounds.js';

/** What it shows by name; an entry that has not changed is the same object in the next picture. */
export type Picture<Item> = ReadonlyMap<string, Item>;

interface Watched<Item> {
  picture: Picture<Item>;
  followers: number;
  readonly wakes: Set<() => void>;
}

/**
 * For streams of what has no journal: a state that is read now and then, once for all who watch it. A stream compares the
 * picture that it has told with the newest one. However slow it is, it holds one picture and skips what was in between.
 */
export class SharedPicture<Item> {
  private readonly watched = new Map<string, Watched<Item>>();
  private readonly rounds: WantedRounds;

  /** @param read answers with its second argument where nothing has changed */
  constructor(
    private readonly read: (key: string, previous: Picture<Item>) => Promise<Picture<Item>>,
    betweenLooksMilliseconds = 1_000,
  ) {
    const isWanted = (): boolean => this.watched.size > 0;
    const log = new Logger(SharedPicture.name);
    this.rounds = new WantedRounds(isWanted, () => this.look(), betweenLooksMilliseconds, log);
  }

  /** @param first what the caller has just read; where others watch already, theirs counts */
  follow(
    key: string,
    first: Picture<Item>,
  ): {
    newest(): Picture<Item>;
    /** Calls `wake` at the next change; undefined where `told` is no longer the newest. */
    onNews(told: Picture<Item>, wake: () => void): (() => void) | undefined;
    release(): void;
  } {
    const entry = this.watched.get(key) ?? { picture: first, followers: 0, wakes: new Set() };
    entry.followers += 1;
    this.watched.set(key, entry);
    this.rounds.start();
    return {
      newest: () => entry.picture,
      onNews: (told, wake) => {
        if (entry.picture !== told) return undefined;
        entry.wakes.add(wake);
        return () => entry.wakes.delete(wake);
      },
      release: () => {
        entry.followers -= 1;
        if (entry.followers === 0) this.watched.delete(key);
      },
    };
  }

  private async look(): Promise<boolean> {
    await inLanes([...this.watched], 3, async ([key, entry]) => {
      const picture = await this.read(key, entry.picture);
      if (picture === entry.picture) return;
      entry.picture = picture;
      for (const wake of entry.wakes) wake();
    });
    return false;
  }
}
