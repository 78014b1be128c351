import { jobHandlers, periodicTasks } from '../../src/job-handlers.js';
import { Database } from '../../src/database/database.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { MailDelivery } from '../../src/mail/mail-delivery.js';
import type { MailTransport, OutgoingMail } from '../../src/mail/mail-transport.js';
import { quietLog } from './job-bench.js';
import type { TestApp } from './test-app.js';

/** The worker of an application, on request, and a mail server that keeps what it gets. */
export class Mailroom {
  readonly sent: OutgoingMail[] = [];
  /** What the next deliveries fail with, one each. */
  readonly failures: Error[] = [];

  constructor(private readonly app: TestApp) {
    const transport: MailTransport = {
      send: async (mail) => {
        const failure = this.failures.shift();
        // Like a server that takes the mail and is not heard any more.
        this.sent.push(mail);
        if (failure) throw failure;
      },
    };
    this.use(transport);
  }

  /** As on a machine without a mail server. */
  keepInOutbox(): void {
    this.use(null);
  }

  /** Answers requests for new passwords and does jobs until none is due. */
  async work(): Promise<void> {
    await periodicTasks(this.app.app)
      .find(({ name }) => name === 'send-password-resets')!
      .run();
    await this.workThroughQueue();
  }

  async workThroughQueue(): Promise<void> {
    const database = this.app.app.get(Database, { strict: false });
    const runner = new JobRunner(database, jobHandlers(this.app.app), quietLog, { pollMilliseconds: 5 });
    runner.start();
    try {
      for (let tries = 0; (await this.open()) > 0; tries += 1) {
        if (tries > 2_000) throw new Error('The queue does not become empty.');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      await runner.stop();
    }
  }

  to(address: string): OutgoingMail[] {
    return this.sent.filter(({ to }) => to.address === address);
  }

  private use(transport: MailTransport | null): void {
    Reflect.set(this.app.app.get(MailDelivery, { strict: false }), 'transport', transport);
  }

  private async open(): Promise<number> {
    const { rows } = await this.app.database.admin.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM jobs WHERE state = 'running' OR state = 'queued' AND run_at <= now()`,
    );
    return rows[0]!.open;
  }
}
