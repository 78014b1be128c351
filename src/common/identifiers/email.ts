import { domainToASCII } from 'node:url';

const localPart = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const domain = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/**
 * The form under which an address is unique: ASCII local part in lower case, domain in lower-case punycode. Quoted
 * local parts, comments, a trailing dot and letters that only look like ASCII are refused rather than folded: the
 * Kelvin sign must not become somebody else's "k".
 */
export function canonicalEmail(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (at < 1 || address.length > 254) return undefined;
  // Lower-casing by ASCII table only: String.prototype.toLowerCase turns the Kelvin sign into k.
  const local = address.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const host = domainToASCII(address.slice(at + 1));
  const plainHost = /^[\x21-\x7e]*$/.test(address.slice(at + 1));
  const typedHost = address.slice(at + 1).toLowerCase();
  if (!localPart.test(local) || !domain.test(host) || (plainHost && host !== typedHost)) return undefined;
  const canonical = `${local}@${host}`;
  return canonical.length <= 254 ? canonical : undefined;
}

/** For an address that the check of a body has let pass. */
export function requireCanonicalEmail(address: string): string {
  const canonical = canonicalEmail(address);
  if (canonical === undefined)
    throw new Error('An address without a canonical form passed the check of its body.');
  return canonical;
}
