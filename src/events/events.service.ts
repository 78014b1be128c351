import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { toEventView, type EventListView, type ListEventsQuery } from './events.dto.js';
import { listEventsAfter } from './events.queries.js';
import { purgeInbox } from './journal.queries.js';

const purgedAtOnce = 1_000;

@Injectable()
export class EventsService {
  constructor(private readonly database: Database) {}

  async list(employerId: string, page: ListEventsQuery): Promise<EventListView> {
    const after = page.after ?? '0';
    const rows = await this.database.read({ employerId }, (db) =>
      listEventsAfter(db, employerId, after, Number(page.limit ?? '50')),
    );
    return { items: rows.map(toEventView), lastSequence: Number(rows.at(-1)?.sequence ?? after) };
  }

  /** Forgets which events the consumers have had, a week after they had them. */
  async purgeInbox(): Promise<void> {
    while (
      (await this.database.transaction({ sweep: true }, (tx) => purgeInbox(tx, purgedAtOnce))) ===
      purgedAtOnce
    );
  }
}
