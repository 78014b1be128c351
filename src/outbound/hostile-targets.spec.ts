import { type AddressInfo, type Server, Socket, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTlsSocket } from './connection.js';
import {
  loopbackUrls,
  otherHostileUrls,
  publicAddress,
  resolveHostile,
} from '../../test/support/hostile-urls.js';
import { GuardedClient, type GuardedClientOptions, type OutboundResult } from './guarded-client.js';
import { readNetwork } from './network.js';

/**
 * A trap takes every connection to this computer, in both families. The hostile URLs must not get there; that they would
 * get there without the guard is shown with the same list and the loopback opened.
 */
let port = 0;
const traps: Server[] = [];
let trapped: Socket[] = [];

beforeAll(async () => {
  for (const host of ['0.0.0.0', '::']) {
    const trap = createServer((socket) => {
      trapped.push(socket);
      socket.resume();
      socket.on('error', () => undefined);
      socket.end();
    });
    await new Promise<void>((resolve) => trap.listen({ port, host, ipv6Only: host === '::' }, resolve));
    port = (trap.address() as AddressInfo).port;
    traps.push(trap);
  }
});

afterAll(() => {
  for (const trap of traps) trap.close();
});

beforeEach(() => {
  trapped = [];
});

afterEach(() => void vi.restoreAllMocks());

const loopback = ['127.0.0.0/8', '::1/128', '0.0.0.0/32', '::/128', '::ffff:7f00:0/104'].map(readNetwork);

const message = { method: 'POST', headers: {}, body: Buffer.from('{}') } as const;

function send(url: string, options: GuardedClientOptions = {}): Promise<OutboundResult> {
  const client = new GuardedClient({
    resolveName: resolveHostile,
    ...options,
    policy: { allowedPorts: [443, port], ...options.policy },
    limits: { connectMilliseconds: 2_000, exchangeMilliseconds: 3_000 },
  });
  return client.send({ url, ...message });
}

/** The port of the traps is known only when the tests run. */
const withPort = (url: string): string =>
  url.replaceAll('OTHERPORT', String(port - 1)).replaceAll('PORT', String(port));

const titled = (url: string): [title: string, url: string] => [url.slice(0, 60), url];

describe('a hostile URL', () => {
  it.each([...loopbackUrls, ...otherHostileUrls].map(titled))(
    'opens no connection: %j',
    async (_title, url) => {
      const opened = vi.spyOn(Socket.prototype, 'connect');
      expect(await send(withPort(url))).toMatchObject({
        kind: 'failure',
        failure: expect.stringMatching(/^refused_(url|address)$/),
        failureClass: 'permanent',
      });
      expect(opened).not.toHaveBeenCalled();
      expect(trapped).toEqual([]);
    },
  );

  it.each(loopbackUrls.map(titled))('would reach the trap without the guard: %j', async (_title, url) => {
    const result = await send(withPort(url), { policy: { allowedNetworks: loopback } });
    expect(result.kind).toBe('failure');
    await vi.waitFor(() => expect(trapped.length).toBeGreaterThan(0));
  });

  it('tells nothing about the addresses behind a name', async () => {
    const result = await send(`https://to-private.example:${port}/`);
    expect(JSON.stringify(result)).not.toContain('10.0.0.1');
  });

  it('is refused at port 443 alone where nothing else is configured', async () => {
    const client = new GuardedClient({ resolveName: resolveHostile });
    expect(await client.send({ url: 'https://hooks.example.com:8443/', ...message })).toMatchObject({
      failure: 'refused_url',
      detail: 'The port 8443 is not allowed.',
    });
  });
});

describe('a name that answers differently each time', () => {
  it('is asked once for a call, and the call goes to what was vetted', async () => {
    const answers = [[publicAddress], ['127.0.0.1'], ['::1'], ['127.0.0.1']];
    let lookups = 0;
    const opened: (string | undefined)[] = [];
    const options: GuardedClientOptions = {
      resolveName: async () => answers[lookups++] ?? [],
      openSocket: ({ host }) => {
        opened.push(host);
        const socket = new TLSSocket(new Socket());
        process.nextTick(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
        return socket;
      },
    };
    const url = `https://rebinding.example:${port}/`;
    expect(await send(url, options)).toMatchObject({ failure: 'connection_refused' });
    expect({ lookups, opened }).toEqual({ lookups: 1, opened: [publicAddress] });
    for (const _ of answers.slice(1)) {
      expect(await send(url, options)).toMatchObject({ failure: 'refused_address' });
    }
    expect({ lookups, opened }).toEqual({ lookups: 4, opened: [publicAddress] });
    expect(trapped).toEqual([]);
  });

  it('gets no byte where a connection ends elsewhere than it should', async () => {
    const result = await send(`https://redirected.example:${port}/`, {
      resolveName: async () => [publicAddress],
      openSocket: (options) => openTlsSocket({ ...options, host: '127.0.0.1' }),
    });
    expect(result).toMatchObject({ failure: 'refused_address' });
    await vi.waitFor(() => expect(trapped).toHaveLength(1));
    await vi.waitFor(() => expect(trapped[0]?.closed).toBe(true));
    expect(trapped[0]?.bytesRead).toBe(0);
  });
});
