import { type RemoteInfo, type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GuardedClient } from './guarded-client.js';
import { type ResolveName, dnsResolver } from './name-resolver.js';

/** The records of a name, by family; a code instead of them for a failure; undefined for silence. */
type Zone = (
  name: string,
  family: 4 | 6,
) => readonly (readonly number[])[] | 'NXDOMAIN' | 'SERVFAIL' | undefined;

const loopback6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const publicAddress = [93, 184, 215, 14];
let questions: string[] = [];

const zone: Zone = (name, family) => {
  questions.push(`${name} ${family}`);
  const time = questions.filter((question) => question === `${name} ${family}`).length;
  if (name === 'both.example') return family === 4 ? [publicAddress, [1, 1, 1, 1]] : [loopback6];
  if (name === 'only4.example') return family === 4 ? [publicAddress] : [];
  if (name === 'half.example') return family === 4 ? [publicAddress] : 'SERVFAIL';
  if (name === 'empty.example') return [];
  if (name === 'alternating.example')
    return family === 4 ? [time === 1 ? publicAddress : [127, 0, 0, 1]] : [];
  if (name === 'broken.example') return 'SERVFAIL';
  return name === 'silent.example' ? undefined : 'NXDOMAIN';
};

let server: Socket;
let resolve: ResolveName;
const patience = new AbortController().signal;

beforeAll(async () => {
  server = createSocket('udp4', (query, sender: RemoteInfo) => {
    const reply = replyTo(query);
    if (reply !== undefined) server.send(reply, sender.port, sender.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  resolve = dnsResolver([`127.0.0.1:${server.address().port}`]);
});

afterAll(() => void server.close());

describe('the resolver', () => {
  it('gives all addresses of both families', async () => {
    expect(await resolve('both.example', patience)).toEqual(['93.184.215.14', '1.1.1.1', '::1']);
  });

  it.each(['only4.example', 'half.example'])('is content with one family: %s', async (name) => {
    expect(await resolve(name, patience)).toEqual(['93.184.215.14']);
  });

  it.each([
    ['nowhere.example', 'name_not_found'],
    ['empty.example', 'name_not_found'],
    ['broken.example', 'lookup_failed'],
  ])('says what is wrong with %s', async (name, failure) => {
    await expect(resolve(name, patience)).rejects.toMatchObject({ failure });
  });

  it('asks for the name alone, without the search domains of the network', async () => {
    questions = [];
    await resolve('nowhere.example', patience).catch(() => undefined);
    expect(questions.toSorted()).toEqual(['nowhere.example 4', 'nowhere.example 6']);
  });

  it('stops with its signal', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const asked = resolve('silent.example', stop.signal);
    setTimeout(() => stop.abort(), 20);
    await expect(asked).rejects.toMatchObject({ failure: 'lookup_failed' });
    expect(performance.now() - began).toBeLessThan(800);
  });
});

describe('a server of names that changes its mind', () => {
  it('is asked once for a call', async () => {
    const opened: (string | undefined)[] = [];
    const client = new GuardedClient({
      resolveName: resolve,
      openSocket: ({ host }) => {
        opened.push(host);
        throw Object.assign(new Error('no way'), { code: 'ENETUNREACH' });
      },
    });
    const request = { url: 'https://alternating.example/', method: 'POST', headers: {} } as const;
    questions = [];
    expect(await client.send(request)).toMatchObject({ failure: 'unreachable' });
    expect(questions).toHaveLength(2);
    expect(await client.send(request)).toMatchObject({ failure: 'refused_address' });
    expect(opened).toEqual(['93.184.215.14']);
  });
});

/** An answer by RFC 1035 section 4.1 to a query with one question. */
function replyTo(query: Buffer): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString('latin1'));
    at += length + 1;
  }
  const type = query.readUInt16BE(at + 1);
  const records = zone(labels.join('.').toLowerCase(), type === 28 ? 6 : 4);
  if (records === undefined) return undefined;
  const codes = { SERVFAIL: 2, NXDOMAIN: 3 };
  const found = typeof records === 'string' ? [] : records;
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | (typeof records === 'string' ? codes[records] : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(found.length, 6);
  head.writeUInt32BE(0, 8);
  const answers = found.map((bytes) =>
    Buffer.from([0xc0, 12, type >> 8, type & 0xff, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]),
  );
  return Buffer.concat([head, query.subarray(12, at + 5), ...answers]);
}
