import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppModuleOptions } from '../../src/app.module.js';
import { createApp } from '../../src/app.js';
import { EventLogHolder } from '../../src/eventrail-feed/event-log-holder.js';
import { createLogger } from '../../src/common/logging/logger.js';
import type { SecretsModuleOptions } from '../../src/common/secrets/secrets.module.js';
import { testKey, testSigningKey } from './test-key.js';
import { until } from './until.js';
import type { WebhooksModuleOptions } from '../../src/webhooks/webhooks.options.js';
import { createScratchDatabase, type ScratchDatabase } from './scratch-database.js';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | number | undefined>;
  readonly text: string;
  /** The parsed body; tests look into it without a type of their own. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Call {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly payload?: string | Buffer;
  readonly remoteAddress?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Somebody who calls the API with the same headers each time. */
export class Caller {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, call: Call = {}): Promise<Answer> {
    return this.send('GET', path, call);
  }
  post(path: string, body?: unknown, call: Call = {}): Promise<Answer> {
    return this.send('POST', path, { ...call, body });
  }
  put(path: string, body?: unknown, call: Call = {}): Promise<Answer> {
    return this.send('PUT', path, { ...call, body });
  }
  patch(path: string, body: unknown, etag?: string): Promise<Answer> {
    return this.send('PATCH', path, {
      body,
      ...(etag === undefined ? {} : { headers: { 'if-match': etag } }),
    });
  }
  delete(path: string, etag?: string): Promise<Answer> {
    return this.send('DELETE', path, etag === undefined ? {} : { headers: { 'if-match': etag } });
  }

  async send(method: Method, path: string, call: Call = {}): Promise<Answer> {
    const url = /^\/(health|metrics|api)(\/|$)/.test(path) ? path : `/api/v1${path}`;
    const payload = call.payload ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const answer = await this.app.inject({
      method,
      url,
      headers: {
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...call.headers,
      },
      ...(payload === undefined ? {} : { payload }),
      remoteAddress: call.remoteAddress ?? '127.0.0.1',
    });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.payload,
      body: isJson ? JSON.parse(answer.payload) : undefined,
    };
  }
}

export interface Employer extends Caller {
  readonly employerId: string;
  readonly memberId: string;
  readonly email: string;
  readonly password: string;
}

export interface TestAppOptions {
  readonly poolSize?: number;
  readonly database?: ScratchDatabase;
  readonly keys?: SecretsModuleOptions['keys'];
  readonly mail?: AppModuleOptions['mail'];
  readonly pagesFolder?: string;
  /** Opens an event log in a folder of its own. Nothing is copied into it unless the test starts a feeder. */
  readonly eventrail?: true;
  readonly webhooks?: WebhooksModuleOptions;
}

export class TestApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: ScratchDatabase,
    /** Every line that the app has logged. */
    readonly log: string[],
    readonly eventrailFolder: string | undefined,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<TestApp> {
    const database = options.database ?? (await createScratchDatabase());
    const eventrailFolder = options.eventrail && (await mkdtemp(join(tmpdir(), 'eventrail-')));
    const log: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log.push(chunk.toString());
        done();
      },
    });
    const app = await createApp({
      database: {
        url: database.url,
        poolSize: options.poolSize ?? 6,
        candidatePoolSize: options.poolSize ?? 6,
        onPoolError: () => undefined,
      },
      secrets: { keys: options.keys ?? [testKey] },
      ...(options.mail === undefined ? {} : { mail: options.mail }),
      auth: { publicUrl: 'http://localhost:3000' },
      eventrail: { directory: eventrailFolder, signingKey: testSigningKey },
      ...(options.webhooks === undefined ? {} : { webhooks: options.webhooks }),
      logger: createLogger({ level: 'info', stream }),
      trustedProxies: 0,
      pagesFolder: options.pagesFolder,
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    if (eventrailFolder !== undefined) await openEventrail(app);
    return new TestApp(app, database, log, eventrailFolder);
  }

  anonymous(headers: Record<string, string> = {}): Caller {
    return new Caller(this.app, headers);
  }

  /** A new employer with its owner, signed in as a browser would be. */
  async employer(name = 'Example Works'): Promise<Employer> {
    const email = `owner-${randomUUID()}@example.org`;
    const password = `a long pass phrase ${randomUUID()}`;
    const body = { employerName: name, name: 'Olga Owner', email, password };
    // A network of its own: sign-ups are counted per network.
    const answer = await this.anonymous().post('/auth/sign-up', body, { remoteAddress: randomNetwork() });
    if (answer.status !== 202) throw new Error(`sign-up answered ${answer.status}: ${answer.text}`);
    return this.signIn(email, password);
  }

  async signIn(email: string, password: string): Promise<Employer> {
    const answer = await this.anonymous().post('/auth/sign-in', { email, password });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => String(cookie).split(';')[0]);
    const caller = new Caller(this.app, {
      cookie: cookies.join('; '),
      'sec-fetch-site': 'same-origin',
      'x-assay-request': '1',
    });
    return Object.assign(caller, {
      employerId: answer.body.employer.id,
      memberId: answer.body.memberId,
      email,
      password,
    });
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
    if (this.eventrailFolder !== undefined) await rm(this.eventrailFolder, { recursive: true });
  }
}

async function openEventrail(app: NestFastifyApplication): Promise<void> {
  const holder = app.get(EventLogHolder);
  holder.start(createLogger({ level: 'silent' }));
  await until('the event log is open', () => holder.current() !== undefined);
}

/** One application on a database of its own; `stop()` in afterAll. */
export function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  return TestApp.start(options);
}

export function randomNetwork(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}
