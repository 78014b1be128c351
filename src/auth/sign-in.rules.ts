import { createHash } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** The policy against guessing. docs/authentication.md states these numbers, and a test compares. */
export const signInLimits = {
  /** An account, or an account on a known device: so many failures cost nothing but themselves. */
  freeFailures: 5,
  /** After them each failure doubles the wait, from one second up to this. */
  longestDelaySeconds: 3_600,
  /** So many failures in a row, and only a sign-in on a known device opens the account again. */
  hardStopFailures: 100,
  hardStopRetrySeconds: 86_400,
  /** A network address that has failed so often must be quiet for so long. */
  networkFailures: 30,
  networkQuietSeconds: 600,
  /** The same where many people rightly sit behind one address, as candidates in one room do. */
  crowdRequests: 100,
} as const;

export type CounterKind = 'account' | 'network' | 'crowd';

export interface Counter {
  readonly failures: number;
  readonly secondsSinceLast: number;
}

/** Seconds until the next try is allowed; 0 is now. */
export function secondsToWait(kind: CounterKind, counter: Counter): number {
  if (kind !== 'account') {
    if (counter.failures < (kind === 'network' ? signInLimits.networkFailures : signInLimits.crowdRequests))
      return 0;
    return Math.max(0, signInLimits.networkQuietSeconds - counter.secondsSinceLast);
  }
  if (counter.failures < signInLimits.freeFailures) return 0;
  if (counter.failures >= signInLimits.hardStopFailures) return signInLimits.hardStopRetrySeconds;
  const delay = Math.min(
    signInLimits.longestDelaySeconds,
    2 ** (counter.failures - signInLimits.freeFailures),
  );
  return Math.max(0, delay - counter.secondsSinceLast);
}

/** A network that was quiet long enough starts anew, so that no ten minutes ever see more than the limit. */
export function failuresAfterTry(kind: CounterKind, counter: Counter): number {
  const quiet = kind !== 'account' && counter.secondsSinceLast >= signInLimits.networkQuietSeconds;
  return quiet ? 1 : counter.failures + 1;
}

export interface CountedSubject {
  readonly subject: Buffer;
  readonly kind: CounterKind;
}

export interface SignInAttempt {
  readonly email: string;
  readonly network: string;
  /** Present where this person has signed in on this device before. */
  readonly knownDevice?: { readonly personId: string; readonly deviceHash: Buffer };
}

/** A known device is counted alone: whatever strangers do to the account or the network, its owner gets in. */
export function countedSubjects(attempt: SignInAttempt): readonly CountedSubject[] {
  const { knownDevice } = attempt;
  if (knownDevice) {
    return [{ subject: deviceSubject(knownDevice.personId, knownDevice.deviceHash), kind: 'account' }];
  }
  return [
    { subject: accountSubject(attempt.email), kind: 'account' },
    { subject: subjectHash('network', attempt.network), kind: 'network' },
  ];
}

export function accountSubject(canonicalEmail: string): Buffer {
  return subjectHash('account', canonicalEmail);
}

function deviceSubject(personId: string, deviceHash: Buffer): Buffer {
  return subjectHash('device', `${personId}/${deviceHash.toString('hex')}`);
}

/** Somebody who is signed in and types the present password to set another. */
export function passwordChangeSubject(personId: string): CountedSubject {
  return { subject: subjectHash('password-change', personId), kind: 'account' };
}

export function signUpSubject(network: string): CountedSubject {
  return { subject: subjectHash('sign-up', network), kind: 'network' };
}

/** Counted for the network alone: an address that strangers ask for has its own limit of mails. */
export function passwordResetSubject(network: string): CountedSubject {
  return { subject: subjectHash('password-reset', network), kind: 'network' };
}

/** A code for a public link. Whoever comes in with it gives the try back. */
export function codeRequestSubject(network: string): CountedSubject {
  return { subject: subjectHash('code-request', network), kind: 'crowd' };
}

function subjectHash(kind: string, name: string): Buffer {
  return createHash('sha256').update(`${kind}/${name}`).digest();
}

/** An IPv4 address, or the /64 of an IPv6 address, of which one customer usually has all the addresses. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(?<v4>[0-9.]+)$/i.exec(address)?.groups?.['v4'];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const embedded = [...left, ...right].some((group) => group.includes('.')) ? 1 : 0;
  const missing = tail === undefined ? 0 : Math.max(0, 8 - embedded - left.length - right.length);
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
