import { type IpAddress, readIpAddress } from './ip-address.js';

/** All addresses that begin with the same `prefixLength` bits. */
export interface Network {
  readonly address: IpAddress;
  readonly prefixLength: number;
}

/**
 * Reads `10.1.0.0/16` or `fd12::/48`. Bits after the prefix must be zero, so that a typing mistake such as `10.1.0.7/8`
 * does not open more than its author meant.
 *
 * @throws {RangeError} with a message for whoever wrote the setting.
 */
export function readNetwork(text: string): Network {
  const [addressText = '', lengthText = '', ...rest] = text.split('/');
  const address = readIpAddress(addressText);
  const isLength = /^(0|[1-9][0-9]{0,2})$/.test(lengthText);
  if (address === undefined || !isLength || rest.length > 0) {
    throw new RangeError(`"${text}" is not a network. Write it like 10.1.0.0/16 or fd12::/48.`);
  }
  const prefixLength = Number(lengthText);
  const bits = address.bytes.length * 8;
  if (prefixLength > bits) {
    throw new RangeError(`"${text}" has a prefix of ${prefixLength} bits, but the address has ${bits}.`);
  }
  const network = { address, prefixLength };
  if (!address.bytes.every((byte, index) => (byte & ~prefixMask(prefixLength, index)) === 0)) {
    throw new RangeError(`"${text}" has bits after its prefix of ${prefixLength} bits. Set them to zero.`);
  }
  return network;
}

/** Families are kept apart: that 10.0.0.0/8 is allowed says nothing about `::ffff:10.0.0.1`. */
export function networkContains({ address, prefixLength }: Network, candidate: IpAddress): boolean {
  return (
    address.family === candidate.family &&
    candidate.bytes.every((byte, index) => (byte & prefixMask(prefixLength, index)) === address.bytes[index])
  );
}

/** Which bits of the byte at `index` belong to a prefix of so many bits. */
function prefixMask(prefixLength: number, index: number): number {
  const bitsHere = Math.min(8, Math.max(0, prefixLength - index * 8));
  return (0xff << (8 - bitsHere)) & 0xff;
}
