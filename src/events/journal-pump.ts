import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalReader } from './journal-reader.js';

interface PumpLog {
  error(details: object, message: string): void;
}

export interface PumpOptions {
  readonly idleMilliseconds: number;
  readonly afterFailureMilliseconds: number;
}

const defaultOptions: PumpOptions = { idleMilliseconds: 250, afterFailureMilliseconds: 2_000 };

/**
 * Keeps readers reading until it is stopped: at once while batches are full, four times a second otherwise. A batch that
 * fails is tried again and nothing after it is read, because its consumer relies on the order; the lag shows in the metrics.
 */
export class JournalPump {
  private readonly halt = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();
  private readonly options: PumpOptions;

  constructor(
    private readonly readers: readonly JournalReader[],
    private readonly log: PumpLog,
    options: Partial<PumpOptions> = {},
  ) {
    this.options = { ...defaultOptions, ...options };
  }

  start(): void {
    this.loops = Promise.all(this.readers.map((reader) => this.follow(reader)));
  }

  /** Resolves when the last batch has been committed. */
  async stop(): Promise<void> {
    this.halt.abort();
    await this.loops;
  }

  private async follow(reader: JournalReader): Promise<void> {
    const { signal } = this.halt;
    while (!signal.aborted) {
      const pause = await this.round(reader);
      if (pause > 0) await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async round(reader: JournalReader): Promise<number> {
    try {
      return (await reader.readBatch()) === reader.consumer.batchSize ? 0 : this.options.idleMilliseconds;
    } catch (error) {
      this.log.error({ err: error, consumer: reader.consumer.name }, 'a batch of the journal failed');
      return this.options.afterFailureMilliseconds;
    }
  }
}
