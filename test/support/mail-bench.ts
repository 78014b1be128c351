import { pino } from 'pino';
import { startBackground, type Background } from '../../src/background.js';
import { must } from './assessment-builder.js';
import { startTestApp, type Caller, type Employer, type TestApp, type TestAppOptions } from './test-app.js';

export interface OutboxMail {
  readonly id: string;
  readonly template: string;
  readonly to: { readonly address: string; readonly name: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The application with its worker in this process; mails stay in the outbox unless a server is given. */
export class MailBench {
  private background: Background | undefined;

  private constructor(
    readonly app: TestApp,
    readonly owner: Employer,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<MailBench> {
    const app = await startTestApp(options);
    const bench = new MailBench(app, await app.employer());
    bench.work();
    // What happened before the relay's first round is not mailed.
    await bench.until(
      'the relay has its place',
      async () => (await bench.count('event_cursors', 'true')) > 0,
    );
    return bench;
  }

  work(): void {
    this.background = startBackground(this.app.app, pino({ level: 'silent' }), 8);
  }

  /** No job begins until `work` is called again. */
  async rest(): Promise<void> {
    await this.background?.stop();
    this.background = undefined;
  }

  /** Does what waits with a worker that has these keys; to be called while this one rests. */
  async workWith(keys: TestAppOptions['keys']): Promise<void> {
    const other = await startTestApp({
      database: this.app.database,
      ...(keys === undefined ? {} : { keys }),
    });
    const background = startBackground(other.app, pino({ level: 'silent' }), 4);
    await this.settled();
    await background.stop();
    await other.app.close();
    this.work();
  }

  async stop(): Promise<void> {
    await this.rest();
    await this.app.stop();
  }

  async until(what: string, isSo: () => Promise<boolean>, milliseconds = 10_000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`In ${milliseconds} ms it was never so that ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Rows of a table where this is so; the condition is the test's own text. */
  async count(table: string, condition: string, values: unknown[] = []): Promise<number> {
    const { rows } = await this.app.database.admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${condition}`,
      values,
    );
    return rows[0]!.count;
  }

  /** Resolves when every event has been relayed and no job waits or runs any more. */
  async settled(): Promise<void> {
    await this.until('all is quiet', async () => {
      const events = await this.count(
        'events',
        `NOT EXISTS (SELECT 1 FROM event_cursors c WHERE c.consumer = 'relay'
            AND (c.after_xid, c.after_employer, c.after_sequence) >= (events.xid, events.employer_id, events.sequence))`,
      );
      return events === 0 && (await this.count('jobs', `state IN ('queued', 'running')`)) === 0;
    });
  }

  /** What the outbox holds for an address, the oldest first, as its reader sees it. */
  async mailsTo(address: string, reader: Caller = this.owner): Promise<OutboxMail[]> {
    const { body } = must(200, await reader.get('/outbox?limit=200'));
    const entries = (body.items as OutboxMail[]).filter(({ to }) => to.address === address);
    const mails = entries.map(
      async ({ id }) => must(200, await reader.get(`/outbox/${id}`)).body as OutboxMail,
    );
    return (await Promise.all(mails)).toReversed();
  }
}

/** The token in the first link of this kind. */
export function tokenIn({ text }: { readonly text: string }, path: string): string {
  const [, token] = new RegExp(`^http://localhost:3000/${path}#(\\S+)$`, 'm').exec(text) ?? [];
  if (token === undefined) throw new Error(`There is no link to ${path} in:\n${text}`);
  return token;
}
