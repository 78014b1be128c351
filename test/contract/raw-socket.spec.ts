import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '../support/test-app.js';

/** What no client library sends: written byte by byte to the socket of a listening application. */
let app: TestApp;
let port: number;
beforeAll(async () => {
  app = await TestApp.start();
  await app.app.listen(0, '127.0.0.1');
  port = (app.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => app.stop());

interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Whether the server ended the connection by itself. */
  readonly closed: boolean;
}

function exchange(bytes: string | Buffer, waitMilliseconds = 3_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    const finish = (closed: boolean): void => {
      clearTimeout(timer);
      const [head = '', body = ''] = Buffer.concat(received).toString().split('\r\n\r\n', 2);
      socket.destroy();
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
        head: head.toLowerCase(),
        body,
        closed,
      });
    };
    const timer = setTimeout(() => finish(false), waitMilliseconds);
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('end', () => finish(true));
    // What is still being sent when the server has answered and closed is reset; the answer counts.
    socket.on('error', (error) => (received.length > 0 ? finish(true) : reject(error)));
    socket.write(bytes);
  });
}

const post = 'POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const get = 'GET /health/live HTTP/1.1\r\nhost: localhost\r\n';
const smuggled = 'GET /api/v1/members HTTP/1.1\r\nhost: localhost\r\n\r\n';

describe('a request that is read in two ways', () => {
  it.each([
    ['both lengths', `${post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`],
    [
      'both lengths, the other way round',
      `${post}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`,
    ],
    ['two different lengths', `${post}content-length: 5\r\ncontent-length: 6\r\n\r\n12345`],
    ['a length that is none', `${post}content-length: +5\r\n\r\n12345`],
    ['a negative length', `${post}content-length: -1\r\n\r\n`],
    ['an unknown transfer encoding', `${post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['a space before the colon', `${get}x-a : b\r\n\r\n`],
    ['a folded header', `${get}x-a: b\r\n folded\r\n\r\n`],
    ['a bare line feed', 'GET /health/live HTTP/1.1\nhost: localhost\n\n'],
    ['a carriage return in a header', `${get}x-a: b\rc\r\n\r\n`],
    ['NUL in a header', `${get}x-a: b\u0000c\r\n\r\n`],
    ['a chunk size that is none', `${post}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ])('is refused with 400 and the end of the connection: %s', async (_, bytes) => {
    const answer = await exchange(bytes);
    expect(answer).toMatchObject({ status: 400, closed: true });
    expect(answer.head).toContain('content-type: application/problem+json');
    expect(answer.head).toContain('connection: close');
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'bad-request', status: 400, retryable: false });
  });

  it('lets no second request through behind the first', async () => {
    const lines = app.log.length;
    await exchange(`${post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`);
    expect(app.log.slice(lines).join('')).not.toContain('/members');
  });
});

describe('a request with too much in its head', () => {
  it.each([
    [
      '200 headers of 8 KB',
      Array.from({ length: 200 }, (_, i) => `x-${i}: ${'a'.repeat(8_000)}\r\n`).join(''),
    ],
    ['one header of 17 KB', `x-a: ${'a'.repeat(17_000)}\r\n`],
    ['2,000 small headers', Array.from({ length: 2_000 }, (_, i) => `x-header-${i}: 1\r\n`).join('')],
  ])('is refused with 431: %s', async (_, headers) => {
    const answer = await exchange(`${get}${headers}\r\n`);
    expect(answer).toMatchObject({ status: 431, closed: true });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'headers-too-large', status: 431 });
  });

  it('is refused where its address is too long', async () => {
    const answer = await exchange(
      `GET /health/live?${'a'.repeat(17_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    );
    expect(answer).toMatchObject({ status: 431, closed: true });
  });
});

describe('a request that says one thing and does another', () => {
  it('is refused by its announced length before the body arrives', async () => {
    const answer = await exchange(`${post}content-length: 2000000\r\n\r\n[[[[`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'payload-too-large' });
  });

  it('is cut at the limit where it announces nothing', async () => {
    const chunk = `10000\r\n${'['.repeat(65_536)}\r\n`;
    const answer = await exchange(`${post}transfer-encoding: chunked\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`);
    expect(answer.status).toBe(413);
  });

  it('does not put a line of its own into the answer', async () => {
    const answer = await exchange(
      `GET /api/v1/public/assessments/%0d%0ax-injected:%20yes HTTP/1.1\r\nhost: localhost\r\nx-request-id: a%0d%0ab\r\nconnection: close\r\n\r\n`,
    );
    expect(answer.status).toBe(404);
    expect(answer.head).not.toMatch(/^x-injected/m);
  });

  it('is still answered properly when it is proper', async () => {
    const answer = await exchange(`${get}connection: close\r\n\r\n`);
    expect(answer).toMatchObject({ status: 200, closed: true, body: '{"status":"ok"}' });
  });
});
