import { type IpAddress } from './ip-address.js';
import { type Network, networkContains, readNetwork } from './network.js';

/**
 * What is not the public internet: the special-purpose registries of IANA for IPv4 and IPv6 (RFC 6890 and its updates)
 * without the entries marked as globally reachable, and what lies beside them. Forms of IPv6 that carry an IPv4
 * address are refused whole: where such a packet ends is decided by a gateway that we cannot ask.
 */
const specialPurposeNetworks: readonly (readonly [network: string, description: string])[] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'a private network'],
  ['100.64.0.0/10', 'the shared space of a carrier'],
  ['127.0.0.0/8', 'the computer itself'],
  ['169.254.0.0/16', 'the local link'],
  ['172.16.0.0/12', 'a private network'],
  ['192.0.0.0/24', 'reserved for protocols'],
  ['192.0.2.0/24', 'reserved for documentation'],
  ['192.88.99.0/24', 'the former 6to4 relays'],
  ['192.168.0.0/16', 'a private network'],
  ['198.18.0.0/15', 'reserved for benchmarks'],
  ['198.51.100.0/24', 'reserved for documentation'],
  ['203.0.113.0/24', 'reserved for documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['240.0.0.0/4', 'reserved'],
  // Looks public, and is the host of every virtual machine at Azure: name server, health and configuration.
  ['168.63.129.16/32', 'the platform of a cloud'],

  ['::/128', 'unspecified'],
  ['::1/128', 'the computer itself'],
  ['::ffff:0:0/96', 'an IPv4 address in the form of IPv6'],
  ['::ffff:0:0:0/96', 'an IPv4 address in the form of IPv6'],
  ['::/96', 'an IPv4 address in the form of IPv6'],
  ['64:ff9b::/96', 'a translation to IPv4'],
  ['64:ff9b:1::/48', 'a translation to IPv4'],
  ['100::/64', 'reserved for discarding'],
  ['100:0:0:1::/64', 'reserved for discarding'],
  ['2001::/32', 'a Teredo tunnel'],
  ['2001:2::/48', 'reserved for benchmarks'],
  ['2001:10::/28', 'an identifier, not a place'],
  ['2001:20::/28', 'an identifier, not a place'],
  ['2001:30::/28', 'an identifier, not a place'],
  ['2001::/23', 'reserved for protocols'],
  ['2001:db8::/32', 'reserved for documentation'],
  ['2002::/16', 'a 6to4 tunnel'],
  ['3ffe::/16', 'the former test network'],
  ['3fff::/20', 'reserved for documentation'],
  ['5f00::/16', 'reserved for routing'],
  ['fc00::/7', 'a private network'],
  ['fe80::/10', 'the local link'],
  ['fec0::/10', 'a private network'],
  ['ff00::/8', 'multicast'],
];

const refusedNetworks = specialPurposeNetworks.map(([network, description]) => ({
  network: readNetwork(network),
  description,
}));

/** The only part of IPv6 from which public addresses are handed out; what is unknown outside it is not public. */
const globalUnicast = readNetwork('2000::/3');

/**
 * Why a connection to this address is not made, in words that complete "the address is …"; undefined where it may be.
 * The address itself is not in the answer, since employers read it: it would tell them the addresses behind internal
 * names.
 *
 * @param allowed networks that the operator has opened explicitly; they go before every refusal.
 */
export function whyAddressRefused(address: IpAddress, allowed: readonly Network[] = []): string | undefined {
  if (allowed.some((network) => networkContains(network, address))) return undefined;
  const refused = refusedNetworks.find(({ network }) => networkContains(network, address));
  if (refused !== undefined) return refused.description;
  return address.family === 6 && !networkContains(globalUnicast, address) ? 'not public' : undefined;
}

/**
 * The vetted addresses in the order in which to try them: as the resolver gave them, but families take turns, so that a
 * broken family costs one try and not all of them.
 */
export function connectionOrder(addresses: readonly IpAddress[], most: number): readonly IpAddress[] {
  const first = addresses[0]?.family;
  const same = addresses.filter(({ family }) => family === first);
  const other = addresses.filter(({ family }) => family !== first);
  const turns = Array.from({ length: Math.min(most, Math.max(same.length, other.length)) }, (_, turn) =>
    [same[turn], other[turn]].filter((address) => address !== undefined),
  );
  return turns.flat().slice(0, most);
}
