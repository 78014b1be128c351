import type { Database, Tx } from '../database/database.js';
import type { EventType } from './event-types.js';
import {
  actForEmployer,
  lockCursor,
  moveCursor,
  noteReceived,
  openCursor,
  readJournal,
  type JournalEvent,
} from './journal.queries.js';

interface AnyConsumer {
  /** The name of its cursor: lower-case words and underscores. Another name is another consumer. */
  readonly name: string;
  /** Where it starts when it is new: with the whole history, or with what happens from then on. */
  readonly startsAt: 'beginning' | 'now';
  readonly batchSize: number;
}

/** Its effect is in our database: it happens exactly once for each event, in the tenant's scope. */
export interface EventConsumer extends AnyConsumer {
  readonly wants: (type: EventType) => boolean;
  readonly apply: (tx: Tx, event: JournalEvent) => Promise<void>;
}

/**
 * Takes whole batches in commit order, across tenants. Where `applyBatch` writes outside the database, a batch may come
 * again after a crash, beginning with the same event: the cursor moves only when the transaction commits.
 */
export interface BatchConsumer extends AnyConsumer {
  readonly applyBatch: (tx: Tx, events: readonly JournalEvent[]) => Promise<void>;
}

export type JournalConsumer = EventConsumer | BatchConsumer;

/** Reads the journal for one consumer. In several processes at once, one of them reads and the others find it locked. */
export class JournalReader {
  private isOpen = false;

  constructor(
    private readonly database: Database,
    readonly consumer: JournalConsumer,
  ) {}

  /**
   * One batch: its effects and the step of the cursor are one transaction.
   *
   * @returns how many events it read; where that is `batchSize`, there may be more.
   */
  async readBatch(): Promise<number> {
    const { consumer } = this;
    if (!this.isOpen) {
      await this.database.transaction({}, (tx) => openCursor(tx, consumer.name, consumer.startsAt));
      this.isOpen = true;
    }
    return this.database.transaction({ sweep: true }, async (tx) => {
      const position = await lockCursor(tx, consumer.name);
      if (!position) return 0;
      const events = await readJournal(tx, position, consumer.batchSize);
      const last = events.at(-1);
      if (!last) return 0;
      // Before the effects: what they write to the journal locks its head, which comes last.
      await moveCursor(tx, consumer.name, last);
      if ('applyBatch' in consumer) await consumer.applyBatch(tx, events);
      else await applyEach(tx, consumer, events);
      return events.length;
    });
  }
}

async function applyEach(tx: Tx, consumer: EventConsumer, events: readonly JournalEvent[]): Promise<void> {
  let employerId: string | undefined;
  for (const event of events) {
    if (!consumer.wants(event.type)) continue;
    if (event.employerId !== employerId) await actForEmployer(tx, event.employerId);
    employerId = event.employerId;
    if (await noteReceived(tx, consumer.name, event)) await consumer.apply(tx, event);
  }
}
