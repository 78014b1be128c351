import { Database } from '../../src/database/database.js';
import { JournalReader } from '../../src/events/journal-reader.js';
import { jobHandlers, journalConsumers } from '../../src/job-handlers.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { ReminderPlanningService } from '../../src/reminders/reminder-planning.service.js';
import { SubmissionNoticesService } from '../../src/member-notices/submission-notices.service.js';
import { quietLog } from '../support/job-bench.js';
import type { TestApp } from '../support/test-app.js';

export interface SentMail {
  readonly to: string;
  readonly template: string;
  readonly subject: string;
  readonly text: string;
}

/** What a worker does about mails, one step at a time: journal, due rows, jobs. The mails stay in the outbox. */
export class PostOffice {
  readonly database: Database;
  private readonly readers: readonly JournalReader[];

  private constructor(private readonly app: TestApp) {
    this.database = app.app.get(Database, { strict: false });
    this.readers = journalConsumers(app.app).map((consumer) => new JournalReader(this.database, consumer));
  }

  /** The consumers of the journal begin with what happens from here on. */
  static async open(app: TestApp): Promise<PostOffice> {
    const office = new PostOffice(app);
    await office.readJournal();
    return office;
  }

  get planning(): ReminderPlanningService {
    return this.app.app.get(ReminderPlanningService, { strict: false });
  }

  get notices(): SubmissionNoticesService {
    return this.app.app.get(SubmissionNoticesService, { strict: false });
  }

  /**
   * As far as what is committed now. Nothing younger than the oldest open transaction of the whole server is read, and other test
   * files have theirs: so it is tried until it is done.
   */
  async readJournal(): Promise<void> {
    const end = Date.now() + 20_000;
    do {
      await this.readOnce();
      if (Date.now() > end) throw new Error('The journal does not come to an end.');
    } while ((await this.unread()) > 0);
  }

  /** What can be read just now. */
  async readOnce(): Promise<void> {
    for (const reader of this.readers) while ((await reader.readBatch()) > 0);
  }

  /** Runs jobs until none is due. */
  async work(): Promise<void> {
    const runner = new JobRunner(this.database, jobHandlers(this.app.app), quietLog, {
      slots: 4,
      pollMilliseconds: 10,
    });
    runner.start();
    try {
      const end = Date.now() + 30_000;
      while ((await this.openJobs()) > 0) {
        if (Date.now() > end) throw new Error('The jobs do not come to an end.');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      await runner.stop();
    }
    const { rows } = await this.app.database.admin.query(
      `SELECT kind, error_message FROM jobs WHERE error_message IS NOT NULL AND error_message NOT LIKE '%night%'`,
    );
    if (rows.length > 0) throw new Error(`Jobs have failed: ${JSON.stringify(rows)}`);
  }

  /** Everything once: what happened is read, what it asks for is done, what is due goes out. */
  async day(): Promise<void> {
    await this.readJournal();
    await this.work();
    await this.planning.sweep(100);
    await this.notices.sweep(100);
    await this.work();
  }

  async mailsTo(address: string, template?: string): Promise<SentMail[]> {
    const { rows } = await this.app.database.admin.query<SentMail>(
      `SELECT to_address AS to, template, subject, text FROM mails
        WHERE to_address = $1 AND ($2::text IS NULL OR template = $2) ORDER BY created_at, id`,
      [address, template ?? null],
    );
    return rows;
  }

  async jobsOf(kind: string, payload: object = {}): Promise<{ id: string; state: string; run_at: Date }[]> {
    const { rows } = await this.app.database.admin.query(
      'SELECT id, state, run_at FROM jobs WHERE kind = $1 AND payload @> $2 ORDER BY created_at, id',
      [kind, JSON.stringify(payload)],
    );
    return rows;
  }

  private async unread(): Promise<number> {
    const { rows } = await this.app.database.admin.query<{ unread: number }>(
      `SELECT count(*)::int AS unread FROM events e JOIN event_cursors c
           ON (e.xid, e.employer_id, e.sequence) > (c.after_xid, c.after_employer, c.after_sequence)
        WHERE c.consumer = ANY ($1)`,
      [this.readers.map(({ consumer }) => consumer.name)],
    );
    return rows[0]!.unread;
  }

  private async openJobs(): Promise<number> {
    const { rows } = await this.app.database.admin.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM jobs WHERE state = 'running' OR state = 'queued' AND run_at <= now()`,
    );
    return rows[0]!.open;
  }
}
