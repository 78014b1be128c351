import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { deleteExpiredReplies } from './idempotency.queries.js';

const batchSize = 1_000;

@Injectable()
export class IdempotencyService {
  constructor(private readonly database: Database) {}

  /** Removes stored replies that are older than a day, of every employer. */
  async purge(): Promise<void> {
    for (;;) {
      const deleted = await this.database.transaction({ sweep: true }, (tx) =>
        deleteExpiredReplies(tx, batchSize),
      );
      if (deleted < batchSize) return;
    }
  }
}
