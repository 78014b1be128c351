import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration, settingNames } from './config.js';
import { readNetwork } from '../outbound/network.js';
import { ConfigurationError } from './configuration-error.js';

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfiguration', () => {
  it('needs nothing', () => {
    expect(loadConfiguration({})).toEqual({
      databaseUrl: undefined,
      port: 3000,
      host: '127.0.0.1',
      dataDirectory: resolve('.assay'),
      publicUrl: 'http://localhost:3000',
      logLevel: 'info',
      worker: 'inline',
      jobSlots: 20,
      operatorToken: undefined,
      smtp: undefined,
      mailFrom: { address: 'assay@localhost', name: 'Assay' },
      eventrailDirectory: resolve('.assay/eventrail'),
      outbound: { allowedNetworks: [], allowedPorts: [443] },
      poolSize: 8,
      candidatePoolSize: 8,
      trustedProxies: 0,
      shutdownSeconds: 28,
      drainDelayMilliseconds: 0,
    });
  });

  it('takes every setting', () => {
    expect(
      loadConfiguration({
        DATABASE_URL: 'postgres://assay:p%40ss@db.example.org:5433/assay?sslmode=require',
        PORT: '8080',
        HOST: '::',
        LOG_LEVEL: 'warn',
        ASSAY_DATA_DIRECTORY: '/srv/assay',
        ASSAY_PUBLIC_URL: 'https://Assay.example.org/',
        ASSAY_WORKER: 'off',
        ASSAY_JOB_SLOTS: '40',
        ASSAY_OPERATOR_TOKEN: 'an-operator-token-of-32-characters',
        ASSAY_SMTP_URL: 'smtp://assay:p%40ss@mail.example.org',
        ASSAY_MAIL_FROM: 'Example Works <tests@example.org>',
        ASSAY_EVENTRAIL_DIRECTORY: '/srv/eventrail',
        ASSAY_OUTBOUND_NETWORKS: '10.1.0.0/16, fd12::/48',
        ASSAY_OUTBOUND_PORTS: '443,8443',
        ASSAY_POOL_SIZE: '20',
        ASSAY_CANDIDATE_POOL_SIZE: '30',
        ASSAY_TRUSTED_PROXIES: '1',
        ASSAY_SHUTDOWN_SECONDS: '60',
        ASSAY_DRAIN_DELAY_MILLISECONDS: '5000',
      }),
    ).toEqual({
      databaseUrl: 'postgres://assay:p%40ss@db.example.org:5433/assay?sslmode=require',
      port: 8080,
      host: '::',
      dataDirectory: '/srv/assay',
      publicUrl: 'https://assay.example.org',
      logLevel: 'warn',
      worker: 'off',
      jobSlots: 40,
      outbound: {
        allowedNetworks: [readNetwork('10.1.0.0/16'), readNetwork('fd12::/48')],
        allowedPorts: [443, 8_443],
      },
      operatorToken: 'an-operator-token-of-32-characters',
      smtp: {
        host: 'mail.example.org',
        port: 587,
        tls: 'required',
        credentials: { user: 'assay', password: 'p@ss' },
      },
      mailFrom: { address: 'tests@example.org', name: 'Example Works' },
      eventrailDirectory: '/srv/eventrail',
      poolSize: 20,
      candidatePoolSize: 30,
      trustedProxies: 1,
      shutdownSeconds: 60,
      drainDelayMilliseconds: 5000,
    });
  });

  it('lets the defaults follow what they depend on', () => {
    const served = loadConfiguration({ DATABASE_URL: 'postgresql://localhost/assay', PORT: '4000' });
    expect(served.drainDelayMilliseconds).toBe(3000);
    expect(served.eventrailDirectory).toBeUndefined();
    expect(loadConfiguration({ ASSAY_DATA_DIRECTORY: '/srv' }).eventrailDirectory).toBe('/srv/eventrail');
    expect(loadConfiguration({ ASSAY_EVENTRAIL_DIRECTORY: 'off' }).eventrailDirectory).toBeUndefined();
    expect(served.publicUrl).toBe('http://localhost:4000');
  });

  it('takes empty values and blanks around values for what they mean', () => {
    expect(loadConfiguration({ DATABASE_URL: '', PORT: ' 8080 ', LOG_LEVEL: '  ' })).toMatchObject({
      databaseUrl: undefined,
      port: 8080,
      logLevel: 'info',
    });
  });

  it('reads a key for checkpoints as openssl writes it, and quotes none that it cannot read', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const [, line = ''] = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().split('\n');
    expect(loadConfiguration({ ASSAY_CHECKPOINT_KEY: line }).checkpointKey?.asymmetricKeyType).toBe(
      'ed25519',
    );
    for (const wrong of ['secret', line.slice(4), '-----BEGIN PRIVATE KEY-----']) {
      const [problem] = problemsOf({ ASSAY_CHECKPOINT_KEY: wrong });
      expect(problem).toMatch(/^ASSAY_CHECKPOINT_KEY must be the one line/);
      expect(problem).not.toContain(wrong);
    }
  });

  it('lists every problem at once', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:secret@localhost/assay',
      PORT: '70000',
      HOST: 'localhost:3000',
      LOG_LEVEL: 'loud',
      ASSAY_PUBLIC_URL: 'https://example.org/assay',
      ASSAY_WORKER: 'yes',
      ASSAY_SMTP_URL: 'http://user:secret@mail.example.org',
      ASSAY_MAIL_FROM: 'Example Works',
      ASSAY_OUTBOUND_NETWORKS: '10.0.0.7/8',
      ASSAY_OUTBOUND_PORTS: '443,https',
      ASSAY_POOL_SIZE: '0',
      ASSAY_CANDIDATE_POOL_SIZE: '8.5',
      ASSAY_TRUSTED_PROXIES: 'all',
      ASSAY_SHUTDOWN_SECONDS: '-1',
      ASSAY_DRAIN_DELAY_MILLISECONDS: '1e3',
      ASSAY_POOLSIZE: '9',
      ASSAY_COLOUR: 'red',
    });
    expect(problems).toEqual([
      'ASSAY_COLOUR is not a setting of Assay',
      'ASSAY_POOLSIZE is not a setting of Assay; did you mean ASSAY_POOL_SIZE?',
      'DATABASE_URL must begin with postgres:// or postgresql://',
      'PORT must be a whole number from 0 to 65535, not "70000"',
      'ASSAY_SMTP_URL must begin with smtp:// or smtps://',
      'ASSAY_MAIL_FROM must be an address, or a name and an address: Example Works <tests@example.org>',
      'HOST must be an address or a host name without port, not "localhost:3000"',
      'ASSAY_PUBLIC_URL must have no path: Assay needs a host name of its own',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
      'ASSAY_WORKER must be one of inline, off, not "yes"',
      'ASSAY_OUTBOUND_NETWORKS cannot be read. "10.0.0.7/8" has bits after its prefix of 8 bits. Set them to zero.',
      'ASSAY_OUTBOUND_PORTS must be ports from 1 to 65535 separated by commas, not "443,https"',
      'ASSAY_POOL_SIZE must be a whole number from 1 to 200, not "0"',
      'ASSAY_CANDIDATE_POOL_SIZE must be a whole number from 1 to 200, not "8.5"',
      'ASSAY_TRUSTED_PROXIES must be a whole number from 0 to 10, not "all"',
      'ASSAY_SHUTDOWN_SECONDS must be a whole number from 1 to 600, not "-1"',
      'ASSAY_DRAIN_DELAY_MILLISECONDS must be a whole number from 0 to 600000, not "1e3"',
    ]);
    expect(() => loadConfiguration({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(
      /^2 settings are wrong:\n  - PORT /,
    );
  });

  it.each([
    ['postgresql://user:secret@host', /must name a database/],
    ['postgresql://user:sec/ret#?@host/assay', /percent-encoded|must name a database/],
    ['postgresql://user:%zz-secret@host/assay', /percent-encoded/],
    ['http://user:secret@host/assay', /must begin with/],
  ])('refuses the database URL %s without quoting its password', (url, expected) => {
    const problems = problemsOf({ DATABASE_URL: url }).join('\n');
    expect(problems).toMatch(expected);
    expect(problems).not.toContain('secret');
  });

  it.each([
    ['smtp://mail.example.org', 587, 'required'],
    ['smtps://mail.example.org', 465, 'implicit'],
    ['smtp://localhost:1025', 1025, 'offered'],
    ['smtp://127.0.0.1', 587, 'offered'],
    ['smtp://[::1]:25', 25, 'offered'],
    ['smtp://127.0.0.1.example.org', 587, 'required'],
    ['smtp://mailpit:1025?tls=none', 1025, 'none'],
  ] as const)('takes %s: port %i, TLS %s', (url, port, tls) => {
    const configuration = loadConfiguration({ ASSAY_SMTP_URL: url, ASSAY_MAIL_FROM: 'a@example.org' });
    expect(configuration.smtp).toMatchObject({ port, tls });
  });

  it.each([
    ['smtp://user@mail.example.org', /both a user name and a password/],
    ['smtp://:secret@mail.example.org', /both a user name and a password/],
    ['smtps://mail.example.org?tls=none', /takes nothing behind/],
    ['smtp://mail.example.org?tls.rejectUnauthorized=false', /takes nothing behind/],
    ['smtp://user:secret@mail.example.org/inbox', /must be a URL such as/],
    ['smtp://user:%zz-secret@mail.example.org', /percent-encoded/],
    ['smtp://user:secret@', /must be a URL such as/],
    ['mail.example.org', /must begin with/],
  ])('refuses the mail server %s without quoting its password', (url, expected) => {
    const problems = problemsOf({ ASSAY_SMTP_URL: url, ASSAY_MAIL_FROM: 'a@example.org' }).join('\n');
    expect(problems).toMatch(expected);
    expect(problems).not.toContain('secret');
  });

  it.each([
    'a@',
    'A <a@example.org',
    'a@example.org, b@example.org',
    'A\nB <a@example.org>',
    '"A" a@example.org',
  ])('refuses the sender %j', (from) => expect(problemsOf({ ASSAY_MAIL_FROM: from })).toHaveLength(1));

  it.each([
    'ftp://example.org',
    'example.org',
    'https://user:secret@example.org',
    'https://example.org/?a=b',
  ])('refuses the public URL %s', (url) => {
    expect(problemsOf({ ASSAY_PUBLIC_URL: url })).toHaveLength(1);
  });

  it('needs to know who sends', () => {
    expect(problemsOf({ ASSAY_SMTP_URL: 'smtps://mail.example.org' })).toEqual([
      'ASSAY_MAIL_FROM is needed with ASSAY_SMTP_URL: the address that the mails come from',
    ]);
  });

  it('refuses a drain delay that fills the whole shutdown', () => {
    expect(problemsOf({ ASSAY_DRAIN_DELAY_MILLISECONDS: '28000' })).toEqual([
      expect.stringMatching(/must be shorter than ASSAY_SHUTDOWN_SECONDS \(28 s\)/),
    ]);
  });

  it('leaves the variables of the test tools alone', () => {
    expect(problemsOf({ ASSAY_TEST_DATABASE_URL: 'x', ASSAY_REQUIRE_BROWSER: '1' })).toEqual([]);
  });
});

describe('.env.example', () => {
  const example = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
  const assignments = [...example.matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => ({
    name: name ?? '',
    value,
  }));

  it('names the variables that the code reads, each once', () => {
    expect(assignments.map(({ name }) => name).toSorted()).toEqual([...settingNames].toSorted());
  });

  it('shows the defaults', () => {
    const environment = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
    expect(loadConfiguration(environment)).toEqual(loadConfiguration({}));
  });
});
