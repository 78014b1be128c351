import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../test/support/seed.js';
import { formatIpAddress, readIpAddress } from './ip-address.js';
import { networkContains, readNetwork } from './network.js';

describe('reading a network', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '127.0.0.1/32', '::/0', 'fd12::/48', '::1/128'])('%s', (text) => {
    expect(readNetwork(text).prefixLength).toBe(Number(text.split('/')[1]));
  });

  it.each([
    ['10.0.0.0', 'is not a network'],
    ['10.0.0.0/', 'is not a network'],
    ['10.0.0.0/08', 'is not a network'],
    ['10.0.0.0/8/8', 'is not a network'],
    ['10/8', 'is not a network'],
    ['host/8', 'is not a network'],
    ['10.0.0.0/33', 'prefix of 33 bits, but the address has 32'],
    ['::/129', 'prefix of 129 bits, but the address has 128'],
    ['10.0.0.7/8', 'bits after its prefix of 8 bits'],
    ['fd00::1/64', 'bits after its prefix of 64 bits'],
  ])('refuses %s', (text, message) => {
    expect(() => readNetwork(text)).toThrow(message);
  });
});

describe('a network', () => {
  it('contains what BlockList of Node says it contains', () => {
    const pair = fc.oneof(
      fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 })),
    );
    fc.assert(
      fc.property(pair, fc.boolean(), ([one, other, prefixLength], near) => {
        const address = readIpAddress(one);
        const candidate = readIpAddress(near ? one : other);
        if (address === undefined || candidate === undefined) throw new Error('not read');
        // A candidate near the network: the same address with one bit turned somewhere.
        const bit = (one.length * 7 + prefixLength) % (candidate.bytes.length * 8);
        if (near) candidate.bytes[bit >> 3] = (candidate.bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        const base = address.bytes.map((byte, index) => {
          const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
          return byte & (0xff << (8 - bits)) & 0xff;
        });
        const first = formatIpAddress({ family: address.family, bytes: base });
        const list = new BlockList();
        const type = address.family === 4 ? 'ipv4' : 'ipv6';
        list.addSubnet(first, prefixLength, type);
        expect(networkContains(readNetwork(`${first}/${prefixLength}`), candidate)).toBe(
          list.check(formatIpAddress(candidate), type),
        );
      }),
      { seed: testSeed, numRuns: 2_000 },
    );
  });

  it('keeps the families apart', () => {
    const mapped = readIpAddress('::ffff:10.0.0.1');
    expect(mapped && networkContains(readNetwork('10.0.0.0/8'), mapped)).toBe(false);
    expect(mapped && networkContains(readNetwork('0.0.0.0/0'), mapped)).toBe(false);
  });
});
