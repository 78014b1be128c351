import { type AddressInfo, type Server, Socket, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTlsSocket } from './connection.js';
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

/** Each of them is this computer. */
const loopbackUrls = [
  'https://127.0.0.1:PORT/',
  'https://127.1:PORT/',
  'https://127.0.1:PORT/',
  'https://2130706433:PORT/',
  'https://0x7f000001:PORT/',
  'https://0x7f.0.0.1:PORT/',
  'https://0x7F.0x0.0x0.0x1:PORT/',
  'https://0177.0.0.1:PORT/',
  'https://017700000001:PORT/',
  'https://0177.0x0.0.01:PORT/',
  'https://127.0.0.1.:PORT/',
  'https://%31%32%37.0.0.1:PORT/',
  'https://127%2e0%2e0%2e1:PORT/',
  'https://１２７.0.0.1:PORT/',
  'https://①②⑦.⓪.⓪.①:PORT/',
  'https://127。0。0。1:PORT/',
  'https://127．0．0．1:PORT/',
  'https://127.0.0.1\t:PORT/',
  '\u0000 https://127.0.0.1:PORT/',
  'HTTPS://127.0.0.1:PORT/',
  'https:127.0.0.1:PORT/',
  'https:/127.0.0.1:PORT/',
  'https:\\\\127.0.0.1:PORT\\',
  'https://127.0.0.1:PORT#@hooks.example.com/',
  'https://127.0.0.1:PORT?@hooks.example.com/',
  'https://127.0.0.1:PORT\\@hooks.example.com/',
  'https://0:PORT/',
  'https://0.0.0.0:PORT/',
  'https://0x0:PORT/',
  'https://[::1]:PORT/',
  'https://[0:0:0:0:0:0:0:1]:PORT/',
  'https://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
  'https://[::0.0.0.1]:PORT/',
  'https://[::]:PORT/',
  'https://[::ffff:127.0.0.1]:PORT/',
  'https://[::ffff:7f00:1]:PORT/',
  'https://[0:0:0:0:0:FFFF:7F00:0001]:PORT/',
  'https://localhost:PORT/',
  'https://LOCALHOST:PORT/',
  'https://localhost.:PORT/',
  'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'https://lo\u00ADcalhost:PORT/',
  'https://a.localhost:PORT/',
  'https://a.b.localhost.:PORT/',
  'https://printer.local:PORT/',
  'https://printer.local.:PORT/',
  'https://metadata.google.internal:PORT/',
  'https://METADATA.google.INTERNAL.:PORT/',
  'https://router.home.arpa:PORT/',
  'https://router.home.arpa.:PORT/',
  'https://intranet:PORT/',
  'https://a.to-loopback.example:PORT/',
  'https://to-ipv6-loopback.example:PORT/',
  'https://to-mapped-loopback.example:PORT/',
  'https://to-loopback.example.:PORT/',
];

/** Elsewhere inside the network, or no way to call at all. */
const otherUrls = [
  'https://127.0.0.2:PORT/',
  'https://127.255.255.254:PORT/',
  'https://10.0.0.1:PORT/',
  'https://012.0.0.1:PORT/',
  'https://172.16.0.1:PORT/',
  'https://192.168.1.1:PORT/',
  'https://3232235777:PORT/',
  'https://169.254.169.254:PORT/latest/meta-data/',
  'https://0xa9fea9fe:PORT/',
  'https://169.254.43518:PORT/',
  'https://[::ffff:169.254.169.254]:PORT/',
  'https://[::ffff:a9fe:a9fe]:PORT/',
  'https://168.63.129.16:PORT/',
  'https://100.100.100.200:PORT/',
  'https://192.0.0.192:PORT/',
  'https://198.18.0.1:PORT/',
  'https://203.0.113.1:PORT/',
  'https://224.0.0.1:PORT/',
  'https://240.0.0.1:PORT/',
  'https://255.255.255.255:PORT/',
  'https://[::127.0.0.1]:PORT/',
  'https://[::ffff:0:127.0.0.1]:PORT/',
  'https://[64:ff9b::127.0.0.1]:PORT/',
  'https://[64:ff9b:1::a9fe:a9fe]:PORT/',
  'https://[2002:7f00:1::]:PORT/',
  'https://[2001:0:7f00:1::]:PORT/',
  'https://[fd00:ec2::254]:PORT/',
  'https://[fe80::1]:PORT/',
  'https://[fe80::1%25eth0]:PORT/',
  'https://[fe80::1%eth0]:PORT/',
  'https://[fec0::1]:PORT/',
  'https://[ff02::1]:PORT/',
  'https://[100::1]:PORT/',
  'https://[2001:db8::1]:PORT/',
  'https://[2001:20::1]:PORT/',
  'https://[3fff::1]:PORT/',
  'https://[5f00::1]:PORT/',
  'https://127.0.0.1:OTHERPORT/',
  'https://hooks.example.com:OTHERPORT/',
  'https://hooks.example.com:0/',
  'https://hooks.example.com:22/',
  'https://user@127.0.0.1:PORT/',
  'https://user:secret@hooks.example.com:PORT/',
  'https://hooks.example.com@127.0.0.1:PORT/',
  'https://hooks.example.com%40127.0.0.1:PORT/',
  'https://127.0.0.1%00.example.com:PORT/',
  'https://127..0.0.1:PORT/',
  'https://256.0.0.1:PORT/',
  'https://localhost..:PORT/',
  'https://.localhost:PORT/',
  'https://a..example.com:PORT/',
  'https://exa mple.com:PORT/',
  'https://:PORT/',
  'https://',
  'http://127.0.0.1:PORT/',
  'http://hooks.example.com:PORT/',
  '//127.0.0.1:PORT/',
  '/etc/passwd',
  'file:///etc/passwd',
  'ftp://127.0.0.1:PORT/',
  'gopher://127.0.0.1:PORT/',
  'ws://127.0.0.1:PORT/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  '',
  'https://mixed.example:PORT/',
  'https://mixed-ipv6.example:PORT/',
  'https://mixed-unreadable.example:PORT/',
  'https://to-private.example:PORT/',
  'https://to-zone.example:PORT/',
  'https://to-octal.example:PORT/',
  'https://to-text.example:PORT/',
  `https://hooks.example.com:PORT/${'a'.repeat(3_000)}`,
  `https://${'a'.repeat(64)}.example.com:PORT/`,
  `https://${'a.'.repeat(127)}com:PORT/`,
];

const publicAddress = '93.184.215.14';

async function resolveHostile(name: string): Promise<readonly string[]> {
  const answers: Readonly<Record<string, readonly string[]>> = {
    'mixed.example': [publicAddress, '127.0.0.1'],
    'mixed-ipv6.example': ['2606:4700::1111', publicAddress, '::1'],
    'mixed-unreadable.example': [publicAddress, 'fe80::1%1'],
    'to-private.example': ['10.0.0.1'],
    'to-zone.example': ['fe80::1%1'],
    'to-octal.example': ['0177.0.0.1'],
    'to-text.example': ['localhost'],
    'to-ipv6-loopback.example': ['::1'],
    'to-mapped-loopback.example': ['::ffff:127.0.0.1'],
  };
  return answers[name] ?? ['127.0.0.1'];
}

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
  it.each([...loopbackUrls, ...otherUrls].map(titled))('opens no connection: %j', async (_title, url) => {
    const opened = vi.spyOn(Socket.prototype, 'connect');
    expect(await send(withPort(url))).toMatchObject({
      kind: 'failure',
      failure: expect.stringMatching(/^refused_(url|address)$/),
      failureClass: 'permanent',
    });
    expect(opened).not.toHaveBeenCalled();
    expect(trapped).toEqual([]);
  });

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
