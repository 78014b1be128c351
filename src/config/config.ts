import type { Mailbox } from '../common/identifiers/mailbox.js';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { ServerKey } from '../common/secrets/secret-encryption.js';
import type { OutboundPolicy } from '../outbound/target.rules.js';
import { ConfigurationError } from './configuration-error.js';
import {
  SettingProblem,
  choice,
  folder,
  folderOrOff,
  hostName,
  integer,
  mailbox,
  networks,
  ports,
  postgresUrl,
  secret,
  serverKeys,
  signingKey,
  webOrigin,
} from './setting-parsers.js';
import { similarName } from './similar-name.js';
import { smtpUrl, type SmtpServer } from './smtp-url.js';

export interface Configuration {
  /** Undefined: an embedded PostgreSQL is started in the data directory. */
  readonly databaseUrl: string | undefined;
  /** 0 takes any free port; `publicUrl` should then be set. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDirectory: string;
  /** An origin, without slash at its end. */
  readonly publicUrl: string;
  readonly logLevel: LogLevel;
  readonly worker: 'inline' | 'off';
  /** Jobs that a worker does at once. */
  readonly jobSlots: number;
  /** Undefined: what is meant for operators is open to the machine itself alone. */
  readonly operatorToken: string | undefined;
  /** Undefined: made at the first start and kept in the data directory. */
  readonly secretKeys: readonly ServerKey[] | undefined;
  /** Undefined: mails stay in the local outbox. */
  readonly smtp: SmtpServer | undefined;
  readonly mailFrom: Mailbox;
  /** Absolute; undefined: this process writes no event log. */
  readonly eventrailDirectory: string | undefined;
  /** Undefined: made at the first start and kept in the data directory. */
  readonly checkpointKey: KeyObject | undefined;
  /** Where webhooks may go besides the public internet. */
  readonly outbound: Required<OutboundPolicy>;
  readonly poolSize: number;
  readonly candidatePoolSize: number;
  /** How many reverse proxies stand before this process, whose X-Forwarded-* headers count. */
  readonly trustedProxies: number;
  readonly shutdownSeconds: number;
  readonly drainDelayMilliseconds: number;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const parsers = {
  DATABASE_URL: postgresUrl,
  PORT: integer(3000, 0, 65_535),
  HOST: hostName('127.0.0.1'),
  LOG_LEVEL: choice('info', logLevels),
  ASSAY_DATA_DIRECTORY: folder('.assay'),
  ASSAY_PUBLIC_URL: webOrigin,
  ASSAY_WORKER: choice('inline', ['inline', 'off']),
  ASSAY_JOB_SLOTS: integer(20, 4, 200),
  ASSAY_OPERATOR_TOKEN: secret(32),
  ASSAY_SECRET_KEYS: serverKeys,
  ASSAY_SMTP_URL: smtpUrl,
  ASSAY_MAIL_FROM: mailbox,
  ASSAY_EVENTRAIL_DIRECTORY: folderOrOff,
  ASSAY_CHECKPOINT_KEY: signingKey,
  ASSAY_OUTBOUND_NETWORKS: networks,
  ASSAY_OUTBOUND_PORTS: ports([443]),
  ASSAY_POOL_SIZE: integer(8, 1, 200),
  ASSAY_CANDIDATE_POOL_SIZE: integer(8, 1, 200),
  ASSAY_TRUSTED_PROXIES: integer(0, 0, 10),
  ASSAY_SHUTDOWN_SECONDS: integer(28, 1, 600),
  ASSAY_DRAIN_DELAY_MILLISECONDS: integer(undefined, 0, 600_000),
};

type SettingName = keyof typeof parsers;

export const settingNames: readonly string[] = Object.keys(parsers);

/** Set for the client of the API and for the test and measuring tools, which read them themselves. */
const toolVariable = /^ASSAY_(API|TEST|REQUIRE|BENCH)_/;

/** Of mails that do not leave. */
const localSender: Mailbox = { address: 'assay@localhost', name: 'Assay' };

/** No balancer stands before a process with its own database, so nobody has to notice the end of it. */
const drainDelayMilliseconds = { embedded: 0, served: 3000 };

/** The only reader of process.env. Finds every problem before it gives up. */
export function loadConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  const problems = unknownVariables(environment);
  const read = <Name extends SettingName>(name: Name): ReturnType<(typeof parsers)[Name]> => {
    type Value = ReturnType<(typeof parsers)[Name]>;
    const text = environment[name]?.trim();
    try {
      return parsers[name](text === '' ? undefined : text) as Value;
    } catch (error) {
      if (!(error instanceof SettingProblem)) throw error;
      problems.push(`${name} ${error.message}`);
      return parsers[name](undefined) as Value;
    }
  };
  const databaseUrl = read('DATABASE_URL');
  const port = read('PORT');
  const smtp = read('ASSAY_SMTP_URL');
  const mailFrom = read('ASSAY_MAIL_FROM');
  const dataDirectory = read('ASSAY_DATA_DIRECTORY');
  const configuration: Configuration = {
    databaseUrl,
    port,
    host: read('HOST'),
    dataDirectory,
    publicUrl: read('ASSAY_PUBLIC_URL') ?? `http://localhost:${port}`,
    logLevel: read('LOG_LEVEL'),
    worker: read('ASSAY_WORKER'),
    jobSlots: read('ASSAY_JOB_SLOTS'),
    operatorToken: read('ASSAY_OPERATOR_TOKEN'),
    secretKeys: read('ASSAY_SECRET_KEYS'),
    smtp,
    mailFrom: mailFrom ?? localSender,
    eventrailDirectory: eventrailDirectoryOf(read('ASSAY_EVENTRAIL_DIRECTORY'), databaseUrl, dataDirectory),
    checkpointKey: read('ASSAY_CHECKPOINT_KEY'),
    outbound: {
      allowedNetworks: read('ASSAY_OUTBOUND_NETWORKS'),
      allowedPorts: read('ASSAY_OUTBOUND_PORTS'),
    },
    poolSize: read('ASSAY_POOL_SIZE'),
    candidatePoolSize: read('ASSAY_CANDIDATE_POOL_SIZE'),
    trustedProxies: read('ASSAY_TRUSTED_PROXIES'),
    shutdownSeconds: read('ASSAY_SHUTDOWN_SECONDS'),
    drainDelayMilliseconds:
      read('ASSAY_DRAIN_DELAY_MILLISECONDS') ??
      (databaseUrl === undefined ? drainDelayMilliseconds.embedded : drainDelayMilliseconds.served),
  };
  if (configuration.drainDelayMilliseconds >= configuration.shutdownSeconds * 1000) {
    problems.push(
      `ASSAY_DRAIN_DELAY_MILLISECONDS (${configuration.drainDelayMilliseconds}) must be shorter than ASSAY_SHUTDOWN_SECONDS (${configuration.shutdownSeconds} s), of which it is the beginning`,
    );
  }
  if (smtp !== undefined && mailFrom === undefined && problems.length === 0)
    problems.push('ASSAY_MAIL_FROM is needed with ASSAY_SMTP_URL: the address that the mails come from');
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze(configuration);
}

/** With a given database there may be several processes, of which the operator chooses the one that writes. */
function eventrailDirectoryOf(
  setting: string | undefined,
  databaseUrl: string | undefined,
  dataDirectory: string,
): string | undefined {
  if (setting !== undefined) return setting === 'off' ? undefined : setting;
  return databaseUrl === undefined ? join(dataDirectory, 'eventrail') : undefined;
}

/** A misspelt name would otherwise leave the default in force without a word. */
function unknownVariables(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('ASSAY_') && !settingNames.includes(name) && !toolVariable.test(name))
    .toSorted()
    .map((name) => {
      const similar = similarName(name, settingNames);
      return `${name} is not a setting of Assay${similar === undefined ? '' : `; did you mean ${similar}?`}`;
    });
}
