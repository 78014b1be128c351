import { NoConnection } from '../api/problem.js';
import type { AttemptApi } from './api.js';
import { Countdown } from './countdown.js';
import type { Retries, Timers } from './retries.js';
import type { TimeNews } from './time-stream.js';

export interface TimeWorld {
  readonly api: Pick<AttemptApi, 'time'>;
  readonly timers: Timers;
  readonly countdown?: Countdown;
  /** Follows the server's news of the time once, until they end or break. */
  followTime(token: string, stop: AbortSignal, hear: (news: TimeNews) => void): Promise<void>;
}

/** What the one who keeps the time has to tell. */
export interface TimeListener {
  /** Whether this look at the server had an answer. */
  reached(isReached: boolean): void;
  /** Time is left, and this page of the candidate is the one that writes. */
  runs(writer: number): void;
  ended(): Promise<void>;
  reopened(): void;
  refused(error: unknown): void;
}

const resyncMilliseconds = 60_000;
const longestBetweenStreams = 30_000;
const lastingMilliseconds = 5_000;

/**
 * Keeps the countdown true: by the stream within seconds, by asking each minute where no stream can be had, and whenever the
 * page asks because the device has slept or come back into a network.
 */
export class TimeKeeper {
  readonly countdown: Countdown;
  private readonly stopping = new AbortController();

  constructor(
    private readonly world: TimeWorld,
    private readonly retries: Retries,
    private readonly listener: TimeListener,
  ) {
    this.countdown = world.countdown ?? new Countdown();
  }

  /** @param goesOn false once nothing more can come */
  begin(token: string, goesOn: () => boolean): void {
    void this.follow(token, goesOn);
    const eachMinute = (): void => {
      this.world.timers.set(() => {
        if (this.stopping.signal.aborted || !goesOn()) return;
        void this.resync(token);
        eachMinute();
      }, resyncMilliseconds);
    };
    eachMinute();
  }

  /** One stream after the other; those that do not last are asked for less and less often. */
  private async follow(token: string, goesOn: () => boolean): Promise<void> {
    for (let wait = 1_000; goesOn() && !this.stopping.signal.aborted;) {
      const began = performance.now();
      await this.world
        .followTime(token, this.stopping.signal, (news) => this.hear(news))
        .catch(() => undefined);
      wait =
        performance.now() - began > lastingMilliseconds ? 1_000 : Math.min(longestBetweenStreams, wait * 2);
      if (goesOn()) await this.retries.pause(wait);
    }
  }

  async resync(token: string): Promise<void> {
    const started = performance.now();
    try {
      const time = await this.world.api.time(token);
      this.listener.reached(true);
      if (time.state === 'finished') return await this.listener.ended();
      this.countdown.sync(time.remainingMilliseconds, performance.now() - started);
      this.listener.runs(time.writer);
    } catch (error) {
      if (error instanceof NoConnection) this.listener.reached(false);
      else this.listener.refused(error);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private hear(news: TimeNews): void {
    this.listener.reached(true);
    if (news.type === 'ended') return void this.listener.ended();
    if (news.type === 'reopened') this.listener.reopened();
    this.countdown.sync(news.remainingMilliseconds, 0);
    this.listener.runs(news.writer);
  }
}
