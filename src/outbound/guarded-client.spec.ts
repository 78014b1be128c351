import { once } from 'node:events';
import { type AddressInfo, Socket, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type Script,
  type ScriptedReceiver,
  answerText,
  receiverCertificate,
  receiverName,
  startScriptedReceiver,
} from '../../test/support/scripted-receiver.js';
import {
  GuardedClient,
  type GuardedClientOptions,
  type OutboundRequest,
  type OutboundResult,
} from './guarded-client.js';
import { openTlsSocket, trustedContext } from './connection.js';
import { readNetwork } from './network.js';
import { type FailureName, OutboundError } from './outbound-failure.js';

const loopback = ['127.0.0.0/8', '::1/128'].map(readNetwork);
const body = Buffer.from('{"name":"Zoë","big":12345678901234567890}');
const trustsReceiver = trustedContext([receiverCertificate]);
const closers: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});

async function receiver(script: Script, host?: string): Promise<ScriptedReceiver> {
  const started = await startScriptedReceiver(script, host);
  closers.push(started.close);
  return started;
}

function clientFor(port: number, options: GuardedClientOptions = {}): GuardedClient {
  return new GuardedClient({
    secureContext: trustsReceiver,
    resolveName: async () => ['127.0.0.1'],
    ...options,
    policy: { allowedNetworks: loopback, allowedPorts: [port] },
  });
}

async function call(
  script: Script,
  request: Partial<OutboundRequest> = {},
  options: GuardedClientOptions = {},
): Promise<OutboundResult & { readonly receiver: ScriptedReceiver }> {
  const started = await receiver(script);
  const url = `https://${receiverName}:${started.port}/hooks?x=1#fragment`;
  const post = { url, method: 'POST', headers: { 'Content-Type': 'application/json' }, body } as const;
  const result = await clientFor(started.port, options).send({ ...post, ...request });
  // Whatever happened, no connection stays open.
  await started.isQuiet();
  return { ...result, receiver: started };
}

const answers =
  (...texts: Parameters<typeof answerText>): Script =>
  (socket) =>
    socket.end(answerText(...texts));

describe('an answer', () => {
  it.each([200, 204, 301, 308, 400, 401, 410, 429, 500, 503])('%i is data', async (status) => {
    const result = await call(answers(status));
    expect(result).toMatchObject({ kind: 'answer', status, isBodyCut: false });
    expect(result.receiver.connections()).toBe(1);
  });

  it('brings the first bytes, the headers of interest and the times', async () => {
    const result = await call(
      answers(200, { 'Retry-After': '120', 'Content-Type': 'text/plain', 'X-Other': 'no' }, 'thank you 🎉'),
    );
    expect(result).toMatchObject({
      headers: { retryAfter: '120', contentType: 'text/plain' },
      body: Buffer.from('thank you 🎉'),
    });
    const { resolved, connected, secured, answered, total } = result.timings;
    const times = [resolved, connected, secured, answered, total].map(Number);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it.each(['3600', 'Fri, 20 Nov 2026 12:00:00 GMT'])(
    'keeps Retry-After as it came: %s',
    async (retryAfter) => {
      const result = await call(answers(429, { 'Retry-After': retryAfter }));
      expect(result).toMatchObject({ status: 429, headers: { retryAfter } });
    },
  );

  it('that points elsewhere is not followed', async () => {
    const elsewhere = await receiver(answers(200));
    const location = `https://${receiverName}:${elsewhere.port}/`;
    const result = await call(answers(301, { Location: location }));
    expect(result).toMatchObject({ kind: 'answer', status: 301, headers: { location } });
    expect(elsewhere.connections()).toBe(0);
  });

  it('of exactly the limit is whole, of one byte more is cut', async () => {
    expect(await call(answers(200, {}, 'x'.repeat(8_192)))).toMatchObject({ isBodyCut: false });
    const longer = await call(answers(200, {}, 'x'.repeat(8_193)));
    expect(longer).toMatchObject({ kind: 'answer', isBodyCut: true, body: Buffer.alloc(8_192, 'x') });
  });

  it.each([0, 20])('with more bytes than announced, %i ms later, is taken at its word', async (delay) => {
    const result = await call((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab');
      if (delay === 0) socket.write('cdef');
      else setTimeout(() => socket.write('cdef'), delay);
    });
    expect(result).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('ab') });
  });

  it('in one packet with what does not belong to it is taken at its word', async () => {
    const result = await call((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcdef'));
    expect(result).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('ab') });
  });

  it('without end is cut at the limit', async () => {
    let written = 0;
    const result = await call((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const flood = (): void => {
        while (!socket.destroyed && socket.writable && socket.write(Buffer.alloc(16_384))) written += 16_384;
      };
      socket.on('drain', flood);
      flood();
    });
    expect(result).toMatchObject({ kind: 'answer', status: 200, isBodyCut: true });
    expect(written).toBeLessThan(10_000_000);
  });
});

describe('the request', () => {
  it('arrives as it was given, with a head that belongs to the client', async () => {
    const result = await call(answers(200), {
      headers: {
        'webhook-id': 'msg_1',
        Host: 'internal',
        'Content-Length': '3',
        'Transfer-Encoding': 'chunked',
      },
    });
    const [request] = result.receiver.requests;
    expect(request?.body).toEqual(body);
    expect(request?.head.split('\r\n')[0]).toBe('POST /hooks?x=1 HTTP/1.1');
    const headers = request?.head.toLowerCase().split('\r\n').slice(1).toSorted();
    expect(headers).toEqual([
      'accept: */*',
      'connection: close',
      `content-length: ${body.length}`,
      `host: ${receiverName}:${result.receiver.port}`,
      'user-agent: assay',
      'webhook-id: msg_1',
    ]);
  });

  it('with a header that cannot be sent is a mistake of ours', async () => {
    await expect(call(answers(200), { headers: { 'webhook-id': 'a\r\nb: c' } })).rejects.toThrow(TypeError);
  });

  it('goes to the receiver and not to a proxy of the environment', async () => {
    const proxy = createServer((socket) => socket.destroy());
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    closers.push(() => proxy.close());
    const used = vi.fn();
    proxy.on('connection', used);
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTP_PROXY']) {
      vi.stubEnv(name, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    }
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    expect(await call(answers(200))).toMatchObject({ status: 200 });
    expect(used).not.toHaveBeenCalled();
  });
});

describe('an answer that does not come', () => {
  it.each<readonly [string, Script, { readonly failure: FailureName; readonly status?: number }]>([
    ['nothing at all', () => undefined, { failure: 'timeout' }],
    ['half a head', (socket) => socket.write('HTTP/1.1 200 OK\r\nA: '), { failure: 'timeout' }],
    [
      'informational heads only',
      (socket) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
        socket.on('close', () => clearInterval(timer));
      },
      { failure: 'timeout' },
    ],
    [
      'a head and then a byte now and then',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
      { failure: 'timeout', status: 200 },
    ],
    ['a closed connection', (socket) => socket.end(), { failure: 'reset' }],
    ['a broken connection', (socket) => socket.destroy(), { failure: 'reset' }],
    [
      'a body that breaks off',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
      { failure: 'reset', status: 200 },
    ],
    [
      'another protocol',
      (socket) => socket.end('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
      { failure: 'reset' },
    ],
    [
      'a broken piece of a body in pieces',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'),
      { failure: 'malformed_answer', status: 200 },
    ],
    ['no HTTP', (socket) => socket.end('220 mail.example ESMTP\r\n'), { failure: 'malformed_answer' }],
    [
      'two lengths',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      { failure: 'malformed_answer' },
    ],
    ['a head of 10 MB', writeHugeHead, { failure: 'too_large' }],
  ])('%s', async (_name, script, expected) => {
    const started = performance.now();
    const limits = { exchangeMilliseconds: expected.failure === 'timeout' ? 500 : 10_000 };
    const result = await call(script, {}, { limits });
    expect(result).toMatchObject({ kind: 'failure', failureClass: 'transient', ...expected });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('a connection that does not come', () => {
  it('because nothing listens', async () => {
    const { port, close } = await startScriptedReceiver(() => undefined);
    await close();
    const result = await clientFor(port).send({
      url: `https://${receiverName}:${port}`,
      method: 'GET',
      headers: {},
    });
    expect(result).toMatchObject({ failure: 'connection_refused', failureClass: 'transient' });
  });

  it('because nobody answers, within the time for connecting', async () => {
    const openSocket = (): TLSSocket => new TLSSocket(new Socket());
    const result = await call(answers(200), {}, { openSocket, limits: { connectMilliseconds: 100 } });
    expect(result).toMatchObject({ failure: 'connect_timeout' });
    expect(result.timings.total).toBeLessThan(2_000);
  });

  it('at the first addresses, which leave time for the next', async () => {
    const [closed, silent] = ['127.0.0.9', '127.0.0.10'];
    const result = await call(
      answers(200),
      {},
      {
        resolveName: async () => [closed, silent, '127.0.0.1'],
        openSocket: (options) =>
          options.host === silent ? new TLSSocket(new Socket()) : openTlsSocket(options),
        limits: { connectMilliseconds: 2_000 },
      },
    );
    expect(result).toMatchObject({ kind: 'answer', status: 200 });
    expect(result.timings.connected).toBeLessThan(1_800);
  });

  it.each([
    ['name_not_found', 'transient'],
    ['lookup_failed', 'transient'],
  ] as const)('because of the name: %s', async (failure, failureClass) => {
    const resolveName = async (): Promise<never> => {
      throw new OutboundError(failure);
    };
    expect(await call(answers(200), {}, { resolveName })).toMatchObject({ failure, failureClass });
  });

  it('because the name has no address', async () => {
    expect(await call(answers(200), {}, { resolveName: async () => [] })).toMatchObject({
      failure: 'name_not_found',
    });
  });

  it('because the resolver hangs, and is told to stop', async () => {
    let stopped = false;
    const resolveName = (_name: string, signal: AbortSignal): Promise<never> =>
      new Promise(() => signal.addEventListener('abort', () => (stopped = true)));
    const limits = { connectMilliseconds: 100 };
    expect(await call(answers(200), {}, { resolveName, limits })).toMatchObject({ failure: 'lookup_failed' });
    expect(stopped).toBe(true);
  });
});

describe('the certificate', () => {
  it('must be trusted', async () => {
    const result = await call(answers(200), {}, { secureContext: trustedContext() });
    expect(result).toMatchObject({ failure: 'tls', detail: expect.stringContaining('SELF_SIGNED') });
    expect(result.receiver.requests).toEqual([]);
  });

  it('must be trusted even where the environment says otherwise', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await call(answers(200), {}, { secureContext: trustedContext() })).toMatchObject({
      failure: 'tls',
    });
  });

  it('must stand for the name', async () => {
    const { port, requests } = await receiver(answers(200));
    const result = await clientFor(port).send({
      url: `https://other.example.test:${port}/`,
      method: 'GET',
      headers: {},
    });
    expect(result).toMatchObject({ failure: 'tls', detail: expect.stringContaining('ALTNAME') });
    expect(requests).toEqual([]);
  });

  it.each(['127.0.0.1', '::1'])('may stand for an address: %s', async (address) => {
    const { port, requests } = await receiver(answers(200), address);
    const host = address.includes(':') ? `[${address}]` : address;
    const result = await clientFor(port).send({
      url: `https://${host}:${port}/`,
      method: 'GET',
      headers: {},
    });
    expect(result).toMatchObject({ status: 200 });
    expect(requests[0]?.head).toContain(`host: ${host}:${port}`);
  });

  it('is not asked for by a server without TLS', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 200 OK\r\n\r\n');
    });
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    closers.push(() => plain.close());
    const { port } = plain.address() as AddressInfo;
    const result = await clientFor(port).send({
      url: `https://${receiverName}:${port}/`,
      method: 'GET',
      headers: {},
    });
    expect(result).toMatchObject({ failure: 'tls' });
  });
});

describe('the signal of the caller', () => {
  it('ends a call that waits', async () => {
    const { port, isQuiet } = await receiver(() => stop.abort());
    const stop = new AbortController();
    const request = { url: `https://${receiverName}:${port}/`, method: 'GET', headers: {} } as const;
    const result = await clientFor(port).send(request, stop.signal);
    expect(result).toMatchObject({ failure: 'cancelled', failureClass: 'cancelled' });
    await isQuiet();
  });

  it('that has already ended lets nothing begin', async () => {
    const resolveName = vi.fn(async () => ['127.0.0.1']);
    const client = clientFor(1, { resolveName });
    const request = { url: 'https://a.example:1/', method: 'GET', headers: {} } as const;
    expect(await client.send(request, AbortSignal.abort())).toMatchObject({ failure: 'cancelled' });
    expect(resolveName).not.toHaveBeenCalled();
  });

  it('is let go of when the call has ended', async () => {
    const { port } = await receiver(answers(200));
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const added = vi.spyOn(signal, 'addEventListener');
    await clientFor(port).send(
      { url: `https://${receiverName}:${port}/`, method: 'GET', headers: {} },
      signal,
    );
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    );
    expect(added).toHaveBeenCalled();
  });
});

function writeHugeHead(socket: TLSSocket): void {
  socket.write('HTTP/1.1 200 OK\r\n');
  for (let count = 0; count < 160; count += 1) socket.write(`X-${count}: ${'x'.repeat(65_536)}\r\n`);
}
