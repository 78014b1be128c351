import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';
import { identifyRequest, runInRequestContext } from './request-context.js';

type Line = Record<string, unknown>;

function recorder(level = 'trace') {
  let written = '';
  const logger = createLogger({ level, stream: { write: (text: string) => void (written += text) } });
  return {
    logger,
    text: () => written,
    lines: () =>
      written
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line),
  };
}

const canary = 'canary-7f3a';

describe('createLogger', () => {
  it('writes one JSON object per line with time and level by name', () => {
    const { logger, lines } = recorder();
    logger.info({ port: 3000 }, 'listening');
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
        pid: process.pid,
        hostname: expect.any(String) as unknown,
        port: 3000,
        msg: 'listening',
      },
    ]);
  });

  it.each([
    'authorization',
    'Authorization',
    'proxy-authorization',
    'cookie',
    'Set-Cookie',
    'token',
    'inviteToken',
    'token_hash',
    'x-csrf-token',
    'password',
    'newPassword',
    'passwordHash',
    'key',
    'apiKey',
    'api_key',
    'answerKey',
    'secret',
    'webhookSecret',
    'response',
    'responses',
    'answer',
    'answers',
    'body',
    'rawBody',
    'payload',
    'parameters',
    'databaseUrl',
  ])('redacts "%s" at every depth', (name) => {
    const { logger, lines, text } = recorder();
    logger.info({
      [name]: canary,
      one: { [name]: [canary] },
      two: { three: { [name]: { deeper: canary } } },
      list: [{ [name]: canary }, [[{ [name]: canary }]]],
      map: new Map([[name, canary]]),
      model: { toJSON: () => ({ [name]: canary }) },
    });
    expect(text()).not.toContain(canary);
    expect(lines()[0]).toMatchObject({ [name]: '[redacted]', two: { three: { [name]: '[redacted]' } } });
  });

  it('keeps what is no secret', () => {
    const { logger, lines } = recorder();
    const fields = {
      status: 200,
      attemptId: 'a1',
      idempotencyKey: 'k',
      keyboard: true,
      nothing: null,
      list: [1, 'b'],
    };
    logger.info(fields);
    expect(lines()[0]).toMatchObject(fields);
  });

  it('redacts children, messages, addresses and the values of format strings', () => {
    const { logger, text } = recorder();
    logger
      .child({ safe: true, token: canary })
      .warn({ headers: { cookie: canary } }, `sent Bearer ${canary}`);
    logger.info('connecting to %s', `postgresql://assay:${canary}@db.example.org/assay`);
    logger.info(
      { url: `/x?token=${canary}&page=2`, referer: `https://a.example/#inviteToken=${canary}` },
      'seen',
    );
    expect(text()).not.toContain(canary);
    expect(text()).toContain('page=2');
  });

  it('survives cycles, getters that throw, huge texts, lists and binary data', () => {
    const { logger, lines, text } = recorder();
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle['self'] = cycle;
    logger.info({
      cycle,
      bad: Object.defineProperty({}, 'boom', {
        enumerable: true,
        get: () => {
          throw new Error(canary);
        },
      }),
      big: 12n,
      bytes: Buffer.from(canary),
      long: 'x'.repeat(100_000),
      many: Array.from({ length: 5000 }, (_, index) => index),
      when: new Date(0),
    });
    expect(lines()[0]).toMatchObject({
      bad: { boom: '[unreadable]' },
      big: '12',
      bytes: '[11 bytes]',
      when: '1970-01-01T00:00:00.000Z',
    });
    expect(text().length).toBeLessThan(12_000);
  });

  it('keeps a user agent with line breaks on one line', () => {
    const { logger, lines, text } = recorder();
    const userAgent = 'curl\r\n{"level":"fatal","msg":"forged"}\u2028x\u0085y';
    logger.info({ userAgent }, 'request\nforged');
    expect(text().split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(2);
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({ level: 'info', msg: 'request\nforged' });
  });

  it('writes nothing below its level', () => {
    const { logger, text } = recorder('warn');
    logger.info('quiet');
    expect(text()).toBe('');
  });
});

describe('errors', () => {
  it('are logged with stack, code and cause, but without what people sent', () => {
    const { logger, lines, text } = recorder();
    const cause = Object.assign(
      new Error('duplicate key value violates unique constraint "candidate_email"'),
      {
        code: '23505',
        constraint: 'candidate_email',
        detail: `Key (email)=(${canary}) already exists.`,
        query: `INSERT ${canary}`,
        parameters: [canary],
      },
    );
    const error = Object.assign(new Error('could not save', { cause }), {
      body: canary,
      response: { data: canary },
    });
    logger.error(error);
    logger.error({ err: error }, 'request failed');
    logger.error({ deep: { reason: error } }, 'request failed');
    expect(text()).not.toContain(canary);
    expect(lines()[0]).toMatchObject({
      msg: 'could not save',
      err: {
        type: 'Error',
        message: 'could not save',
        stack: expect.stringContaining('logger.spec') as unknown,
        cause: { code: '23505', constraint: 'candidate_email' },
      },
    });
    expect(lines()[1]).toMatchObject({ msg: 'request failed', err: { message: 'could not save' } });
    expect(lines()[2]).toMatchObject({ deep: { reason: { message: 'could not save' } } });
  });

  it('do not repeat the input they could not read', () => {
    const { logger, lines, text } = recorder();
    try {
      JSON.parse(`{"a":"${canary}" x`);
    } catch (error) {
      logger.error(error);
    }
    logger.error(
      Object.assign(new Error(`invalid input syntax for type uuid: "${canary}"`), { code: '22P02' }),
    );
    logger.error(
      new AggregateError([Object.assign(new Error(`bad: "${canary}"`), { code: '22003' })], 'several'),
    );
    expect(text()).not.toContain(canary);
    expect(lines()[1]).toMatchObject({
      msg: 'invalid input syntax for type uuid: "…"',
      err: { code: '22P02' },
    });
    expect(lines()[2]).toMatchObject({ err: { errors: [{ message: 'bad: "…"' }] } });
  });
});

describe('the request context', () => {
  it('is in each line of its request and in no other', async () => {
    const { logger, lines } = recorder();
    const request = async (requestId: string, actor: string): Promise<void> => {
      logger.info(`${requestId} arrives`);
      await delay(1);
      identifyRequest({ actor, tenant: 'employer-1' });
      await delay(1);
      logger.child({ part: 'quota' }).info(`${requestId} acts`);
    };
    await Promise.all([
      runInRequestContext({ requestId: 'r1' }, () => request('r1', 'member:m1')),
      runInRequestContext({ requestId: 'r2' }, () => request('r2', 'candidate:c1')),
    ]);
    identifyRequest({ actor: 'nobody' });
    logger.info('outside');
    const find = (message: string): Line | undefined => lines().find(({ msg }) => msg === message);
    expect(find('r1 arrives')).toMatchObject({ requestId: 'r1' });
    expect(find('r1 arrives')).not.toHaveProperty('actor');
    expect(find('r1 acts')).toMatchObject({ requestId: 'r1', actor: 'member:m1', tenant: 'employer-1' });
    expect(find('r2 acts')).toMatchObject({ requestId: 'r2', actor: 'candidate:c1' });
    expect(find('outside')).not.toHaveProperty('requestId');
    expect(find('outside')).not.toHaveProperty('actor');
  });
});

describe('NestLogger', () => {
  it('takes what Nest hands over', () => {
    const { logger, lines } = recorder();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.log('Starting', 'Relay');
    nest.warn('plain');
    nest.error('failed', 'Error: failed\n    at somewhere (file.ts:1:1)', 'ExceptionsHandler');
    nest.error(new TypeError('broken'), undefined, 'Jobs');
    nest.debug({ a: 1 }, { token: canary }, 'Jobs');
    nest.verbose('fine');
    nest.fatal('end');
    expect(lines()).toMatchObject([
      { level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/x, GET} route' },
      { level: 'info', context: 'Relay', msg: 'Starting' },
      { level: 'warn', msg: 'plain' },
      {
        level: 'error',
        context: 'ExceptionsHandler',
        msg: 'failed',
        stack: expect.stringContaining('at somewhere') as unknown,
      },
      {
        level: 'error',
        context: 'Jobs',
        msg: 'broken',
        err: { type: 'TypeError', stack: expect.any(String) as unknown },
      },
      { level: 'debug', context: 'Jobs', message: { a: 1 }, details: [{ token: '[redacted]' }] },
      { level: 'trace', msg: 'fine' },
      { level: 'fatal', msg: 'end' },
    ]);
  });
});
