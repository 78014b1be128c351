import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Database } from '../../src/database/database.js';
import { jobHandlers, journalConsumers } from '../../src/job-handlers.js';
import { JournalReader } from '../../src/events/journal-reader.js';
import { JobRunner, type JobRunnerOptions } from '../../src/jobs/job-runner.js';
import { trustedContext } from '../../src/outbound/connection.js';
import type { GuardedClientOptions } from '../../src/outbound/guarded-client.js';
import { readNetwork } from '../../src/outbound/network.js';
import { DispatcherService } from '../../src/webhooks/dispatcher.service.js';
import { must } from './assessment-builder.js';
import { quietLog } from './job-bench.js';
import {
  answerText,
  receiverCertificate,
  receiverName,
  startScriptedReceiver,
  type ReceivedRequest,
  type Script,
  type ScriptedReceiver,
} from './scripted-receiver.js';
import { TestApp, type Caller, type Employer } from './test-app.js';

export interface Hook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly etag: string;
}

export interface DeliveryState {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly state: string;
  readonly dead_reason: string | null;
  readonly attempts: number;
  readonly redeliveries: number;
  readonly next_attempt_at: Date | null;
  readonly job_id: string | null;
}

interface BenchOptions {
  readonly script?: Script;
  readonly outbound?: GuardedClientOptions;
}

/** The application with a receiver beside it, whose address it may call, and the worker's parts, each moved by hand. */
export class WebhookBench {
  private readonly runners: JobRunner[] = [];
  script: Script;
  readonly database: Database;
  readonly dispatcher: DispatcherService;
  private readonly readers: readonly JournalReader[];

  private constructor(
    readonly app: TestApp,
    readonly receiver: ScriptedReceiver,
    script: Script,
    setScript: (call: Script) => void,
  ) {
    this.script = script;
    setScript((socket, request) => this.script(socket, request));
    this.database = app.app.get(Database, { strict: false });
    this.dispatcher = app.app.get(DispatcherService, { strict: false });
    this.readers = journalConsumers(app.app).map((consumer) => new JournalReader(this.database, consumer));
  }

  static async open({ script = answers(200), outbound = {} }: BenchOptions = {}): Promise<WebhookBench> {
    let call: Script = script;
    const receiver = await startScriptedReceiver((socket, request) => call(socket, request));
    const app = await TestApp.start({
      poolSize: 12,
      webhooks: {
        random: () => 0.5,
        outbound: {
          secureContext: trustedContext([receiverCertificate]),
          resolveName: async () => ['127.0.0.1'],
          ...outbound,
          limits: { connectMilliseconds: 1_000, exchangeMilliseconds: 1_500, ...outbound.limits },
          policy: {
            allowedPorts: [443, receiver.port],
            allowedNetworks: [readNetwork('127.0.0.0/8')],
            ...outbound.policy,
          },
        },
      },
    });
    const bench = new WebhookBench(app, receiver, script, (given) => {
      call = given;
    });
    await bench.readJournal();
    return bench;
  }

  async close(): Promise<void> {
    await this.stopRunners();
    await this.app.stop();
    await this.receiver.close();
  }

  async stopRunners(): Promise<void> {
    await Promise.all(this.runners.splice(0).map((runner) => runner.stop()));
  }

  url(path = '/hook'): string {
    return `https://${receiverName}:${this.receiver.port}${path}`;
  }

  async hook(owner: Caller, body: object = {}): Promise<Hook> {
    const answer = must(
      201,
      await owner.post('/webhooks', { url: this.url(), eventTypes: ['assessment.*'], ...body }),
    );
    return { ...answer.body, etag: String(answer.headers['etag']) } as Hook;
  }

  /** What an employer has to be told. */
  async happen(owner: Caller, title = 'Something'): Promise<void> {
    must(201, await owner.post('/assessments', { title }));
  }

  /** All of it: an event waits for the oldest transaction that is open, also of a worker's look at the queue. */
  async readJournal(): Promise<void> {
    await this.until('the journal is read', async () => {
      for (const reader of this.readers) while ((await reader.readBatch()) > 0);
      const { rows } = await this.app.database.admin.query(
        `SELECT 1 FROM event_cursors c JOIN events e
             ON (e.xid, e.employer_id, e.sequence) > (c.after_xid, c.after_employer, c.after_sequence)
          LIMIT 1`,
      );
      return rows.length === 0;
    });
  }

  runner(options: Partial<JobRunnerOptions> = {}): JobRunner {
    const runner = new JobRunner(this.database, jobHandlers(this.app.app), quietLog, {
      pollMilliseconds: 10,
      heartbeatMilliseconds: 300,
      leaseSeconds: 2,
      releaseMilliseconds: 100,
      patienceMilliseconds: 100,
      abortMilliseconds: 100,
      ...options,
    });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  /** Everything that is due now is tried once: journal, lanes, results. Needs a runner. */
  async settle(): Promise<void> {
    await this.readJournal();
    await this.until('nothing is due or in hand', async () => {
      await this.dispatcher.dispatch();
      const { rows } = await this.app.database.admin.query(
        `SELECT 1 FROM webhook_deliveries d JOIN webhook_health h USING (employer_id, endpoint_id)
          WHERE state = 'pending' AND (job_id IS NOT NULL OR next_attempt_at <= now()
            AND (h.next_probe_at IS NULL OR h.next_probe_at <= now())) LIMIT 1`,
      );
      return rows.length === 0;
    });
  }

  /** So much time passes for everything that goes by the database's clock. */
  async pass(seconds: number): Promise<void> {
    await this.app.database.admin.query(
      `UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - make_interval(secs => ${seconds})`,
    );
    await this.app.database.admin.query(
      `UPDATE webhook_health SET failing_since = failing_since - make_interval(secs => ${seconds}),
          next_probe_at = next_probe_at - make_interval(secs => ${seconds})`,
    );
    await this.app.database.admin.query(
      `UPDATE webhook_endpoints SET secret_replaced_at = secret_replaced_at - make_interval(secs => ${seconds})
        WHERE secret_replaced_at IS NOT NULL`,
    );
  }

  async deliveries(employerId: string): Promise<DeliveryState[]> {
    const { rows } = await this.app.database.admin.query<DeliveryState>(
      'SELECT * FROM webhook_deliveries WHERE employer_id = $1 ORDER BY created_at, id',
      [employerId],
    );
    return rows;
  }

  /** Many at once, by the superuser: for tests that are not about how they come about. */
  async addDeliveries(employerId: string, endpointId: string, count: number): Promise<void> {
    await this.app.database.admin.query(
      `INSERT INTO webhook_deliveries (employer_id, id, endpoint_id, event_id, event_type, body, state, next_attempt_at)
       SELECT $1, gen_random_uuid(), $2, gen_random_uuid(), 'assessment.created', '{}', 'pending', clock_timestamp()
         FROM generate_series(1, $3)`,
      [employerId, endpointId, count],
    );
  }

  /** How often each event was received, by its webhook-id. */
  received(path?: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const request of this.receiver.requests) {
      if (path !== undefined && pathOf(request) !== path) continue;
      const id = headerOf(request, 'webhook-id');
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  async until(what: string, isSo: () => Promise<boolean> | boolean, milliseconds = 20_000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`In ${milliseconds} ms it was never so that ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** How many deliveries, of one employer or of all, have not come to an end that the row says. */
  async withoutEnd(employerId?: string): Promise<number> {
    const { rows } = await this.app.database.admin.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM webhook_deliveries d JOIN webhook_endpoints e
           ON e.employer_id = d.employer_id AND e.id = d.endpoint_id
        WHERE ($1::uuid IS NULL OR d.employer_id = $1) AND (d.state = 'pending' OR d.finished_at IS NULL)`,
      [employerId ?? null],
    );
    return rows[0]!.count;
  }

  employer(): Promise<Employer> {
    return this.app.employer(`Works ${randomUUID()}`);
  }
}

export function answers(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Script {
  return (socket) => void socket.end(answerText(status, headers, body));
}

export function headerOf({ head }: ReceivedRequest, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}

export function pathOf({ head }: ReceivedRequest): string {
  return head.split(' ')[1] ?? '';
}

/** By the package that receivers use, over the bytes as they came. */
export function isSignedWith(request: ReceivedRequest, secret: string): boolean {
  const headers = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, headerOf(request, name)]),
  );
  try {
    new Webhook(secret).verify(request.body, headers);
    return true;
  } catch {
    return false;
  }
}
