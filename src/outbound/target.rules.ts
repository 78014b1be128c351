import { whyAddressRefused } from './address.rules.js';
import { type IpAddress, readIpAddress } from './ip-address.js';
import { type Network } from './network.js';
import { OutboundError } from './outbound-failure.js';

/** Where calls may go. What is left out has the strictest value. */
export interface OutboundPolicy {
  /** 443 by default. */
  readonly allowedPorts?: readonly number[];
  /**
   * Networks that may be called although they are not public: for a receiver beside Assay, and for tests. With any of
   * them local names are looked up too, and their addresses decide.
   */
  readonly allowedNetworks?: readonly Network[];
}

export interface Target {
  /** Without brackets and without a final dot; as text in its one canonical form. */
  readonly host: string;
  /** Present where the host is an address: there is nothing to look up. */
  readonly address?: IpAddress;
  readonly port: number;
  /** Path and query, percent-encoded; the fragment stays here. */
  readonly path: string;
}

export const longestUrl = 2_048;
const httpsPort = 443;

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const localNames = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/**
 * Reads the URL of a receiver with the reader of the WHATWG URL Standard, the same that browsers have: it turns every
 * spelling of an address (decimal, octal, hexadecimal, short, percent-encoded, full width, with a final dot) into one,
 * so that what is vetted is what is called. To save a URL it is a courtesy; the call decides again.
 *
 * @throws {OutboundError} refused_url or refused_address, with a message for whoever typed the URL.
 */
export function readTarget(urlText: string, policy: OutboundPolicy = {}): Target {
  if (urlText.length > longestUrl) throw refusedUrl(`The URL is longer than ${longestUrl} characters.`);
  const url = URL.canParse(urlText) ? new URL(urlText) : undefined;
  if (url === undefined) throw refusedUrl('This is not a URL.');
  if (url.protocol !== 'https:') throw refusedUrl('The URL must begin with https://.');
  if (url.username !== '' || url.password !== '') {
    throw refusedUrl('The URL must not hold a user name or a password.');
  }
  const port = url.port === '' ? httpsPort : Number(url.port);
  const ports = policy.allowedPorts ?? [httpsPort];
  if (!ports.includes(port)) throw refusedUrl(`The port ${port} is not allowed.`);
  return { ...readHost(url.hostname, policy), port, path: `${url.pathname}${url.search}` };
}

function readHost(hostname: string, policy: OutboundPolicy): Pick<Target, 'host' | 'address'> {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const address = readIpAddress(host);
  if (address !== undefined) return { host, address };
  if (host.length > 253 || !host.split('.').every((part) => label.test(part))) {
    throw refusedUrl('The host of the URL is not a name of the domain name system.');
  }
  const privateIsAllowed = (policy.allowedNetworks ?? []).length > 0;
  // A name without a dot belongs to whoever runs the network: no top-level domain answers for itself.
  if (!privateIsAllowed && (localNames.test(host) || !host.includes('.'))) {
    throw new OutboundError('refused_address', 'The name of the host is a local one.');
  }
  return { host };
}

function refusedUrl(message: string): OutboundError {
  return new OutboundError('refused_url', message);
}

/** The refusal of `readTarget` as a sentence; undefined for a URL that may be tried. */
export function whyUrlRefused(urlText: string, policy: OutboundPolicy = {}): string | undefined {
  try {
    const { address } = readTarget(urlText, policy);
    const reason = address && whyAddressRefused(address, policy.allowedNetworks);
    return reason && `The address is not on the public internet (${reason}).`;
  } catch (error) {
    if (error instanceof OutboundError) return error.message;
    throw error;
  }
}
