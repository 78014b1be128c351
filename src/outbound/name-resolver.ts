import { Resolver } from 'node:dns/promises';
import { OutboundError, codeOf } from './outbound-failure.js';

/**
 * All addresses of a name, as text.
 *
 * @throws {OutboundError} name_not_found or lookup_failed.
 */
export type ResolveName = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

const absentCodes: readonly string[] = ['ENOTFOUND', 'ENODATA'];

/**
 * Asks the name servers of this computer, or those that are named. `dns.lookup` would be the usual way, but it holds one
 * of the four threads that also hash passwords and read files, cannot be cancelled, and tries the search domains of the
 * network. What it knows beyond DNS (the hosts file) names internal computers, which are not to be called anyway.
 *
 * @param servers addresses, with a port where it is not 53.
 */
export function dnsResolver(servers?: readonly string[]): ResolveName {
  return async (name, signal) => {
    // One for each look-up, since to cancel cancels all of a resolver.
    const resolver = new Resolver({ timeout: 1_000, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (addresses.length > 0) return addresses;
      const isAbsent = answers.every(
        (answer) => answer.status === 'fulfilled' || absentCodes.includes(codeOf(answer.reason)),
      );
      throw new OutboundError(isAbsent ? 'name_not_found' : 'lookup_failed');
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
