import { describe, expect, it } from 'vitest';
import { connectionOrder, whyAddressRefused } from './address.rules.js';
import { type IpAddress, formatIpAddress, readIpAddress } from './ip-address.js';
import { readNetwork } from './network.js';

function address(text: string): IpAddress {
  const read = readIpAddress(text);
  if (read === undefined) throw new Error(`not an address: ${text}`);
  return read;
}

describe('an address that is not public', () => {
  it.each([
    // The first and the last of each range, so that a prefix that is one bit off is seen.
    ['0.0.0.0', 'this network'],
    ['0.255.255.255', 'this network'],
    ['10.0.0.0', 'a private network'],
    ['10.255.255.255', 'a private network'],
    ['100.64.0.0', 'the shared space of a carrier'],
    ['100.127.255.255', 'the shared space of a carrier'],
    ['127.0.0.0', 'the computer itself'],
    ['127.255.255.255', 'the computer itself'],
    ['169.254.0.0', 'the local link'],
    ['169.254.169.254', 'the local link'],
    ['169.254.255.255', 'the local link'],
    ['172.16.0.0', 'a private network'],
    ['172.31.255.255', 'a private network'],
    ['192.0.0.0', 'reserved for protocols'],
    ['192.0.0.192', 'reserved for protocols'],
    ['192.0.2.255', 'reserved for documentation'],
    ['192.88.99.1', 'the former 6to4 relays'],
    ['192.168.0.0', 'a private network'],
    ['192.168.255.255', 'a private network'],
    ['198.18.0.0', 'reserved for benchmarks'],
    ['198.19.255.255', 'reserved for benchmarks'],
    ['198.51.100.0', 'reserved for documentation'],
    ['203.0.113.255', 'reserved for documentation'],
    ['224.0.0.0', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.0', 'reserved'],
    ['255.255.255.254', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['168.63.129.16', 'the platform of a cloud'],
    ['::', 'unspecified'],
    ['::1', 'the computer itself'],
    ['::2', 'an IPv4 address in the form of IPv6'],
    ['::8.8.8.8', 'an IPv4 address in the form of IPv6'],
    ['::ffff:8.8.8.8', 'an IPv4 address in the form of IPv6'],
    ['::ffff:0:8.8.8.8', 'an IPv4 address in the form of IPv6'],
    ['64:ff9b::8.8.8.8', 'a translation to IPv4'],
    ['64:ff9b:1::', 'a translation to IPv4'],
    ['64:ff9b:1:ffff:ffff:ffff:ffff:ffff', 'a translation to IPv4'],
    ['100::1', 'reserved for discarding'],
    ['100:0:0:1::1', 'reserved for discarding'],
    ['2001::1', 'a Teredo tunnel'],
    ['2001:2::1', 'reserved for benchmarks'],
    ['2001:10::1', 'an identifier, not a place'],
    ['2001:2f:ffff:ffff::', 'an identifier, not a place'],
    ['2001:3f::1', 'an identifier, not a place'],
    ['2001:1ff:ffff::', 'reserved for protocols'],
    ['2001:db8::1', 'reserved for documentation'],
    ['2002:7f00:1::', 'a 6to4 tunnel'],
    ['3ffe::1', 'the former test network'],
    ['3fff::1', 'reserved for documentation'],
    ['3fff:fff:ffff::', 'reserved for documentation'],
    ['5f00::1', 'reserved for routing'],
    ['fc00::1', 'a private network'],
    ['fd00:ec2::254', 'a private network'],
    ['fe80::1', 'the local link'],
    ['febf:ffff::1', 'the local link'],
    ['fec0::1', 'a private network'],
    ['feff:ffff::1', 'a private network'],
    ['ff02::1', 'multicast'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'multicast'],
    ['200::1', 'not public'],
    ['1fff:ffff::1', 'not public'],
    ['4000::1', 'not public'],
    ['64:ff9b:2::1', 'not public'],
    ['fe00::1', 'not public'],
  ])('%s is refused: %s', (text, reason) => {
    expect(whyAddressRefused(address(text))).toBe(reason);
  });

  it.each([
    '1.0.0.0',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '168.63.129.17',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '191.255.255.255',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:200::1',
    '2001:db7:ffff::1',
    '2001:db9::1',
    '2001:4860:4860::8888',
    '2003::1',
    '2a00:1450::1',
    '2606:4700::1111',
    '3ffd:ffff::1',
    '3fff:1000::1',
  ])('%s, just beside, is not', (text) => {
    expect(whyAddressRefused(address(text))).toBeUndefined();
  });

  it('is called where the operator has opened its network, and nothing beside it', () => {
    const allowed = [readNetwork('10.1.0.0/16'), readNetwork('fd12::/48')];
    expect(whyAddressRefused(address('10.1.255.1'), allowed)).toBeUndefined();
    expect(whyAddressRefused(address('fd12::7'), allowed)).toBeUndefined();
    expect(whyAddressRefused(address('10.2.0.1'), allowed)).toBe('a private network');
    expect(whyAddressRefused(address('::ffff:10.1.0.1'), allowed)).toBe(
      'an IPv4 address in the form of IPv6',
    );
  });
});

describe('the order of trying', () => {
  const order = (...texts: string[]): string[] => connectionOrder(texts.map(address), 4).map(formatIpAddress);

  it('gives families turns and keeps the order of the resolver within them', () => {
    expect(order('2600::1', '2600::2', '1.1.1.1', '1.1.1.2', '1.1.1.3')).toEqual([
      '2600:0:0:0:0:0:0:1',
      '1.1.1.1',
      '2600:0:0:0:0:0:0:2',
      '1.1.1.2',
    ]);
    expect(order('1.1.1.1')).toEqual(['1.1.1.1']);
    expect(order()).toEqual([]);
  });
});
