import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../common/access/actor.js';
import { found } from '../common/errors/app-error.js';
import { decodePlace, encodePlace } from '../common/pagination/newest-first.js';
import { pageLimit, toPage, type PageQuery } from '../common/pagination/page.dto.js';
import { Database } from '../database/database.js';
import { mailOptions, type MailModuleOptions } from './mail.options.js';
import { deleteOldMails, findOutboxMail, listOutbox } from './mails.queries.js';
import { toOutboxEntryView, toOutboxMailView, type OutboxMailView, type OutboxView } from './outbox.dto.js';
import { readersOfActor } from './outbox.rules.js';

const batchSize = 1_000;

@Injectable()
export class OutboxService {
  constructor(
    private readonly database: Database,
    @Inject(mailOptions) private readonly options: MailModuleOptions,
  ) {}

  async list(actor: Actor, page: PageQuery): Promise<OutboxView> {
    const { employerId } = actor;
    const limit = pageLimit(page);
    const before = decodePlace('outbox', page.cursor);
    const rows = await this.database.read({ employerId }, (db) =>
      listOutbox(db, employerId, readersOfActor(actor), before, limit + 1),
    );
    const { items, nextCursor } = toPage(rows, limit, toOutboxEntryView, (row) => encodePlace('outbox', row));
    return { delivery: this.options.smtp === undefined ? 'outbox' : 'smtp', items: [...items], nextCursor };
  }

  async show(actor: Actor, id: string): Promise<OutboxMailView> {
    const { employerId } = actor;
    const row = await this.database.read({ employerId }, (db) =>
      findOutboxMail(db, employerId, readersOfActor(actor), id),
    );
    return toOutboxMailView(found(row));
  }

  /** Removes what is older than seven days, of every employer. */
  async purge(): Promise<void> {
    while (
      (await this.database.transaction({ sweep: true }, (tx) => deleteOldMails(tx, batchSize))) === batchSize
    );
  }
}
