import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList } from 'node:net';

export interface OperatorRequest {
  /** The address of the connection itself, not what a header says about it. */
  readonly peerAddress: string | undefined;
  readonly authorization: string | undefined;
  /** A proxy stood between: its address says nothing about who asks. */
  readonly isForwarded: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * With an operator token configured, who sends it; without one, who is on the same machine. A token excludes the machine
 * itself on purpose: behind a proxy on it, everybody would seem to be there.
 */
export function mayOperate(request: OperatorRequest, token: string | undefined): boolean {
  if (token !== undefined) return sameSecret(request.authorization ?? '', `Bearer ${token}`);
  return !request.isForwarded && isLoopback(request.peerAddress);
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d)/i, '');
  return loopback.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}

/** Over hashes, which are of one length: how long it takes says nothing about where they differ. */
function sameSecret(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
