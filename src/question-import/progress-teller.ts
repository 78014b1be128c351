import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Database } from '../database/database.js';
import { appendImportProgress } from './import-stream.queries.js';

const betweenMilliseconds = 250;

/**
 * Tells how far a piece of work is, now and then, in short transactions beside that of the work. Nobody waits for it but
 * `settled`, and a failure to tell neither stops the work nor repeats it.
 */
export class ProgressTeller {
  private readonly log = new Logger(ProgressTeller.name);
  /** The work may be inside a transaction, in which no other may be opened; telling is not part of it. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private telling: Promise<void> | undefined;
  private lastTold = 0;

  constructor(
    private readonly database: Database,
    private readonly employerId: string,
    private readonly importId: string,
    private readonly type: 'reading' | 'committing',
  ) {}

  tell(done: number, total?: number): void {
    if (this.telling || performance.now() - this.lastTold < betweenMilliseconds) return;
    this.lastTold = performance.now();
    const { employerId, importId, type } = this;
    const data = total === undefined ? { done } : { done, total };
    this.telling = this.outside(() =>
      this.database.transaction({ employerId }, (tx) =>
        appendImportProgress(tx, employerId, importId, type, done, data),
      ),
    )
      .catch((error: unknown) =>
        this.log.warn(`Progress of import ${importId} was not told: ${String(error)}`),
      )
      .finally(() => (this.telling = undefined));
  }

  /** Before the end is told: nothing may come after it. */
  async settled(): Promise<void> {
    await this.telling;
  }
}
