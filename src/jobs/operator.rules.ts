import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';

export interface OperatorRequest {
  /** The address of the connection itself, not what a header says about it. */
  readonly peerAddress: string | undefined;
  readonly authorization: string | undefined;
  /** A proxy stood between: its address says nothing about who asks. */
  readonly isForwarded: boolean;
  /** As the client named the server, without port. */
  readonly hostName: string;
  /** Whether the request changes something, and if so whether it carries what only our own pages and programs send. */
  readonly isChange: boolean;
  readonly isOwn: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * With an operator token configured, who sends it; without one, who is on the same machine and means it: a page of somebody
 * else in the browser of this machine can neither add a header of ours to what it sends here, nor, where it has made its own
 * name point to this machine, name the server as this machine is named. A token excludes the machine
 * itself on purpose: behind a proxy on it, everybody would seem to be there.
 */
export function mayOperate(request: OperatorRequest, token: string | undefined): boolean {
  if (token !== undefined) return sameSecret(request.authorization ?? '', `Bearer ${token}`);
  const isHere = !request.isForwarded && isLoopback(request.peerAddress) && isLocalName(request.hostName);
  return isHere && (!request.isChange || request.isOwn);
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:(?=\d)/i, '');
  const version = isIP(plain);
  return version !== 0 && loopback.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

function isLocalName(name: string): boolean {
  const plain = name.replace(/^\[(.*)\]$/, '$1');
  return plain === 'localhost' || isLoopback(plain);
}

/** Over hashes, which are of one length: how long it takes says nothing about where they differ. */
function sameSecret(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
