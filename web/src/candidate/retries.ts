export interface Timers {
  set(run: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

export const pageTimers: Timers = {
  set: (run, milliseconds) => window.setTimeout(run, milliseconds),
  clear: (timer) => window.clearTimeout(timer as number | undefined),
};

const firstWait = 1_000;
const longestWait = 8_000;

/** Tries again what threw, with growing waits, until it does not throw; `now` cuts the wait short. */
export class Retries {
  private readonly waiting = new Map<unknown, () => void>();
  private stopped = false;

  constructor(private readonly timers: Timers) {}

  async until(work: () => Promise<unknown>, longest = longestWait): Promise<void> {
    for (let wait = firstWait; !this.stopped; wait = Math.min(longest, wait * 2)) {
      try {
        await work();
        return;
      } catch {
        await this.pause(wait * (0.7 + 0.3 * Math.random()));
      }
    }
  }

  now(): void {
    for (const [timer, resume] of this.waiting) {
      this.timers.clear(timer);
      resume();
    }
    this.waiting.clear();
  }

  stop(): void {
    this.stopped = true;
    this.now();
  }

  /** Waits as long, or until `now`. */
  pause(milliseconds: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.timers.set(() => {
        this.waiting.delete(timer);
        resolve();
      }, milliseconds);
      this.waiting.set(timer, resolve);
    });
  }
}
