import {
  type ConnectionOptions,
  type SecureContext,
  type TLSSocket,
  connect,
  createSecureContext,
  rootCertificates,
} from 'node:tls';
import { connectionOrder, whyAddressRefused } from './address.rules.js';
import { type IpAddress, formatIpAddress, isSameAddress, readIpAddress } from './ip-address.js';
import { type ResolveName } from './name-resolver.js';
import { OutboundError, outboundErrorOf } from './outbound-failure.js';
import { type OutboundPolicy, type Target } from './target.rules.js';
import { withinTime } from './time-limit.js';

/**
 * Opens a connection whose handshake begins by itself. One socket for TCP and TLS: a plain socket wrapped into a second
 * one has two owners, and Node 20 ended with a segmentation fault where the inner one was destroyed first.
 */
export type OpenSocket = (options: ConnectionOptions) => TLSSocket;

const mostAddressesTried = 4;

/**
 * Looks the host up, once, and refuses it if one of all its addresses is refused: a name with a public and a private
 * address is either a mistake or an attempt to be lucky. An address in the URL takes the same path.
 *
 * @throws {OutboundError} refused_address, name_not_found, lookup_failed.
 */
export async function vettedAddresses(
  target: Target,
  policy: OutboundPolicy,
  resolveName: ResolveName,
  signal: AbortSignal,
): Promise<readonly IpAddress[]> {
  const texts = target.address === undefined ? await resolveName(target.host, signal) : [];
  const found = target.address === undefined ? texts.map(readIpAddress) : [target.address];
  if (found.length === 0) throw new OutboundError('name_not_found');
  const addresses = found.filter((address) => address !== undefined);
  if (addresses.length < found.length) {
    throw new OutboundError('refused_address', 'The name of the host has an address that cannot be read.');
  }
  for (const address of addresses) {
    const reason = whyAddressRefused(address, policy.allowedNetworks);
    if (reason !== undefined) {
      const subject = target.address === undefined ? 'An address of the host' : 'The address';
      throw new OutboundError('refused_address', `${subject} is not on the public internet (${reason}).`);
    }
  }
  return connectionOrder(addresses, mostAddressesTried);
}

/**
 * The first of the vetted addresses that takes a connection. They share the time, so that one that swallows everything
 * leaves some for the next.
 *
 * @param open is given an address and never a name, so that nothing is looked up a second time.
 * @throws {OutboundError} of the last address tried.
 */
export async function connectToFirst(
  addresses: readonly IpAddress[],
  milliseconds: number,
  open: (address: string) => TLSSocket,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const end = performance.now() + milliseconds;
  let problem = new OutboundError('unreachable');
  for (const [index, address] of addresses.entries()) {
    const share = Math.max(0, end - performance.now()) / (addresses.length - index);
    try {
      return await withinTime(signal, share, new OutboundError('connect_timeout'), (limit) =>
        connectTo(address, open, limit),
      );
    } catch (error) {
      problem = outboundErrorOf(error, 'unreachable');
      if (signal.aborted || problem.failure === 'refused_address') break;
    }
  }
  throw problem;
}

function connectTo(
  address: IpAddress,
  open: (address: string) => TLSSocket,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = open(formatIpAddress(address));
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    socket.on('error', reject);
    // The last fence: whatever connected us, it is the address that was vetted. Before Node's own listener, which
    // begins the handshake, so that another receiver does not get a single byte.
    socket.prependOnceListener('connect', () => {
      const peer = readIpAddress(socket.remoteAddress ?? '');
      if (peer !== undefined && isSameAddress(peer, address)) return resolve(socket);
      socket.destroy();
      reject(
        new OutboundError('refused_address', 'The connection ended at another address than the vetted one.'),
      );
    });
  });
}

/**
 * Trusts the public authorities and those given.
 *
 * @param authorities certificates in PEM. With any of them this takes 65 ms, so make it once.
 */
export function trustedContext(authorities: readonly string[] = []): SecureContext {
  const ca = authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] };
  return createSecureContext({ minVersion: 'TLSv1.2', ...ca });
}

/** What the handshake is to prove, whatever the address: that the receiver has the name in the URL. */
export function secureOptions(
  target: Target,
  address: string,
  secureContext: SecureContext,
): ConnectionOptions {
  return {
    host: address,
    port: target.port,
    secureContext,
    // An address must not stand in the extension for the server's name; the certificate is then compared with `host`.
    servername: target.address === undefined ? target.host : '',
    ALPNProtocols: ['http/1.1'],
    // Said aloud, or NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would switch it off.
    rejectUnauthorized: true,
    // Never called for an address. Should a name get here, the connection fails.
    lookup: (_name, _options, callback) => callback(new OutboundError('lookup_failed'), ''),
  };
}

export const openTlsSocket: OpenSocket = (options) => connect(options);

/**
 * Waits for the handshake over a connection that stands.
 *
 * @throws {OutboundError} tls, reset.
 */
export function handshake(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', (error) => reject(outboundErrorOf(error, 'tls')));
    socket.once('close', () => reject(new OutboundError('reset')));
    socket.once('secureConnect', resolve);
  });
}
