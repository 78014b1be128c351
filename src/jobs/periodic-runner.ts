/** Work that is found in the database rather than sent to a queue: a round looks for what is due and does it. */
export interface PeriodicTask {
  readonly name: string;
  readonly everyMilliseconds: number;
  /** One round. Rounds of one task never overlap in a process; in several processes they may, so they must be safe together. */
  run(): Promise<void>;
}

interface TaskLog {
  error(details: object, message: string): void;
}

/** Runs the tasks of this process until it is stopped. A failed round is logged and the next one comes as usual. */
export class PeriodicRunner {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly tasks: readonly PeriodicTask[],
    private readonly log: TaskLog,
  ) {}

  start(): void {
    for (const task of this.tasks) this.schedule(task);
  }

  /** No new round begins; resolves when the last one has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private schedule(task: PeriodicTask): void {
    if (this.stopped) return;
    // A tenth of jitter, so that processes started together do not look at the same rows together for ever.
    const delay = task.everyMilliseconds * (0.9 + Math.random() * 0.2);
    const timer = setTimeout(() => {
      const round = this.round(task).finally(() => {
        this.running.delete(round);
        this.schedule(task);
      });
      this.running.add(round);
    }, delay);
    timer.unref();
    this.timers.set(task.name, timer);
  }

  private async round(task: PeriodicTask): Promise<void> {
    try {
      await task.run();
    } catch (error) {
      this.log.error({ err: error, task: task.name }, 'a round of a periodic task failed');
    }
  }
}
