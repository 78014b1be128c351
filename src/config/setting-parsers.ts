import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseMailbox, type Mailbox } from '../common/identifiers/mailbox.js';
import { readServerKeys, type ServerKey } from '../common/secrets/secret-encryption.js';
import { readNetwork, type Network } from '../outbound/network.js';

/** Thrown by a parser; becomes one line `NAME must be …`. */
export class SettingProblem extends Error {}

/** Gets `undefined` for a variable that is missing or empty: Compose files pass on unset ones as empty. */
export type SettingParser<Value> = (text: string | undefined) => Value;

export function integer<Default extends number | undefined>(
  fallback: Default,
  minimum: number,
  maximum: number,
): SettingParser<number | Default> {
  return (text) => {
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new SettingProblem(`must be a whole number from ${minimum} to ${maximum}, not "${text}"`);
  };
}

export function choice<const Option extends string>(
  fallback: Option,
  options: readonly Option[],
): SettingParser<Option> {
  return (text) => {
    if (text === undefined) return fallback;
    const option = options.find((candidate) => candidate === text);
    if (option !== undefined) return option;
    throw new SettingProblem(`must be one of ${options.join(', ')}, not "${text}"`);
  };
}

export function folder(fallback: string): SettingParser<string> {
  return (text) => resolve(text ?? fallback);
}

export function hostName(fallback: string): SettingParser<string> {
  return (text) => {
    const host = text ?? fallback;
    if (isIP(host) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(host)) return host;
    throw new SettingProblem(`must be an address or a host name without port, not "${host}"`);
  };
}

export function folderOrOff(text: string | undefined): string | undefined {
  return text === undefined || text === 'off' ? text : resolve(text);
}

/** Problems never quote this value, which holds a password. */
export function postgresUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new SettingProblem('must begin with postgres:// or postgresql://');
  }
  let url: URL;
  try {
    url = new URL(text);
    decodeURIComponent(url.username + url.password + url.pathname);
  } catch {
    throw new SettingProblem(
      'is not a valid URL; special characters in its user name and password must be percent-encoded',
    );
  }
  if (url.pathname.length < 2) {
    throw new SettingProblem('must name a database, as in postgresql://user:password@host:5432/assay');
  }
  return text;
}

/** Problems never quote this value either. */
export function secret(shortest: number): SettingParser<string | undefined> {
  return (text) => {
    if (text === undefined || (text.length >= shortest && /^[\x21-\x7e]{1,200}$/.test(text))) return text;
    throw new SettingProblem(
      `must be ${shortest} to 200 characters without spaces, such as: openssl rand -hex 32`,
    );
  };
}

/** Problems name a key by its place or its name and never quote it. */
export function serverKeys(text: string | undefined): readonly ServerKey[] | undefined {
  if (text === undefined) return undefined;
  try {
    return readServerKeys(text);
  } catch (error) {
    if (error instanceof RangeError) throw new SettingProblem(`cannot be read. ${error.message}`);
    throw error;
  }
}

/** The form of `openssl genpkey -algorithm ed25519` without its first and last line. Problems do not quote it. */
export function signingKey(text: string | undefined): KeyObject | undefined {
  if (text === undefined) return undefined;
  try {
    const key = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // It is told below, without what the library says about its content.
  }
  throw new SettingProblem(
    'must be the one line between the first and the last of: openssl genpkey -algorithm ed25519',
  );
}

/** Separated by commas. */
export function networks(text: string | undefined): readonly Network[] {
  try {
    return listOf(text).map(readNetwork);
  } catch (error) {
    if (error instanceof RangeError) throw new SettingProblem(`cannot be read. ${error.message}`);
    throw error;
  }
}

/** Separated by commas. */
export function ports(fallback: readonly number[]): SettingParser<readonly number[]> {
  return (text) => {
    if (text === undefined) return fallback;
    return listOf(text).map((one) => {
      const port = /^[1-9]\d{0,4}$/.test(one) ? Number(one) : 0;
      if (port >= 1 && port <= 65_535) return port;
      throw new SettingProblem(`must be ports from 1 to 65535 separated by commas, not "${text}"`);
    });
  };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
}

export function webOrigin(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {
    url = undefined;
  }
  const isWebUrl = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isWebUrl || url.username !== '' || url.password !== '') {
    throw new SettingProblem('must be a URL such as https://assay.example.org');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new SettingProblem('must have no path: Assay needs a host name of its own');
  }
  return url.origin;
}

export function mailbox(text: string | undefined): Mailbox | undefined {
  if (text === undefined) return undefined;
  const parsed = parseMailbox(text);
  if (parsed !== undefined) return parsed;
  throw new SettingProblem('must be an address, or a name and an address: Example Works <tests@example.org>');
}
