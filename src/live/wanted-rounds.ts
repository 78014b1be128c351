import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';

interface RoundsLog {
  warn(message: string): void;
}

/**
 * Runs a round again and again as long as anybody wants its outcome, never two at once. A round that fails is told to the
 * log and the next one comes a little later: those who wait are told nothing, which is true.
 */
export class WantedRounds {
  private isRunning = false;
  /** The rounds are nobody's: what they log must not bear the name of the request that happened to start them. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly isWanted: () => boolean,
    /** Answers whether there is more to do at once. */
    private readonly round: () => Promise<boolean>,
    private readonly betweenMilliseconds: number,
    private readonly log: RoundsLog,
  ) {}

  /** To be called by whoever begins to want them. */
  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    void this.outside(() => this.run());
  }

  private async run(): Promise<void> {
    while (this.isWanted()) {
      let pause = this.betweenMilliseconds;
      try {
        if (await this.round()) pause = 0;
      } catch (error) {
        this.log.warn(`A look for all streams failed: ${String(error)}`);
        pause *= 4;
      }
      await wait(pause, undefined, { ref: false });
    }
    this.isRunning = false;
  }
}

/**
 * So many at a time: one after the other would make the last wait, all at once would take every connection. One that fails
 * keeps none of the others from being done; its error is thrown when all have been tried.
 */
export async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const failures: unknown[] = [];
  const follow = async (): Promise<void> => {
    for (const item of left) await work(item).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, follow));
  if (failures.length > 0) throw failures[0];
}
