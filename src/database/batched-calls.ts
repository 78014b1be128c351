import { AppError } from '../common/errors/app-error.js';
import { isConnectionLoss } from './transaction-errors.js';

interface WaitingCall<Row> {
  readonly since: number;
  readonly json: string;
  readonly resolve: (row: Row) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchLimits {
  /** Batches under way at once. With two, one is written while the other waits for its commit to reach the disk. */
  readonly underWay: number;
  readonly callsInBatch: number;
  /** A call that found no place for so long is refused: its caller has gone, or would wait in vain. */
  readonly longestWaitMilliseconds: number;
}

export const batchLimits: BatchLimits = {
  underWay: 2,
  callsInBatch: 16,
  longestWaitMilliseconds: 5_000,
};

/**
 * Calls of one database function that arrive while earlier ones are under way leave together, as one statement and one
 * commit. A call that finds a free place leaves at once and alone, so nobody waits for company. A batch that fails as a
 * whole is taken apart: each call is sent again by itself and gets its own answer, so one that fails, or that waits
 * for a lock, harms no other; where the
 * database is away, all of it are told so at once. Only for functions that may be called again (ADR 0011).
 */
export class BatchedCalls<Row extends { readonly place: number }> {
  private readonly waiting: WaitingCall<Row>[] = [];
  private underWay = 0;

  /**
   * @param send takes the calls as a JSON array; answers with one row for each, whose `place` counts the calls from 1
   */
  constructor(
    private readonly send: (calls: string) => Promise<readonly Row[]>,
    private readonly limits: BatchLimits = batchLimits,
  ) {}

  /** @param json the arguments of one call, as a JSON object */
  call(json: string): Promise<Row> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ since: performance.now(), json, resolve, reject });
      this.sendNext();
    });
  }

  private sendNext(): void {
    this.refuseOld();
    if (this.underWay >= this.limits.underWay || this.waiting.length === 0) return;
    this.underWay += 1;
    const batch = this.waiting.splice(0, this.limits.callsInBatch);
    void this.run(batch).finally(() => {
      this.underWay -= 1;
      this.sendNext();
    });
  }

  private async run(batch: readonly WaitingCall<Row>[]): Promise<void> {
    try {
      const rows = await this.send(`[${batch.map(({ json }) => json).join(',')}]`);
      if (rows.length !== batch.length) throw new Error('The answers are not those of the calls.');
      for (const row of rows) batch[row.place - 1]!.resolve(row);
    } catch (error) {
      if (batch.length > 1 && !isDatabaseAway(error))
        await Promise.all(batch.map((call) => this.run([call])));
      else for (const { reject } of batch) reject(error);
    }
  }

  private refuseOld(): void {
    const oldest = performance.now() - this.limits.longestWaitMilliseconds;
    while (this.waiting[0] && this.waiting[0].since < oldest)
      this.waiting.shift()!.reject(new AppError('service-unavailable', { headers: { 'retry-after': '1' } }));
  }
}

/** Sixteen more tries would find out the same, each after its own time limit. */
function isDatabaseAway(error: unknown): boolean {
  return isConnectionLoss(error instanceof AppError ? error.cause : error);
}
