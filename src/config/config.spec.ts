import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration, settingNames } from './config.js';
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
      operatorToken: 'an-operator-token-of-32-characters',
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
    expect(served.publicUrl).toBe('http://localhost:4000');
  });

  it('takes empty values and blanks around values for what they mean', () => {
    expect(loadConfiguration({ DATABASE_URL: '', PORT: ' 8080 ', LOG_LEVEL: '  ' })).toMatchObject({
      databaseUrl: undefined,
      port: 8080,
      logLevel: 'info',
    });
  });

  it('lists every problem at once', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:secret@localhost/assay',
      PORT: '70000',
      HOST: 'localhost:3000',
      LOG_LEVEL: 'loud',
      ASSAY_PUBLIC_URL: 'https://example.org/assay',
      ASSAY_WORKER: 'yes',
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
      'HOST must be an address or a host name without port, not "localhost:3000"',
      'ASSAY_PUBLIC_URL must have no path: Assay needs a host name of its own',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
      'ASSAY_WORKER must be one of inline, off, not "yes"',
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
    'ftp://example.org',
    'example.org',
    'https://user:secret@example.org',
    'https://example.org/?a=b',
  ])('refuses the public URL %s', (url) => {
    expect(problemsOf({ ASSAY_PUBLIC_URL: url })).toHaveLength(1);
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
