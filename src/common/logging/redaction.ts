import { describeError } from './error-description.js';
import { censored, safeText } from './safe-text.js';

/** Secret wherever they are a part of the name: `inviteToken`, `token_hash`, `Set-Cookie`. */
const secretPart = /token|password|passphrase|secret|cookie|authori[sz]ation|credential/;

/** Secret when they are the whole name. Answers and bodies belong to candidates, keys to the assessment. */
const secretNames = new Set([
  'key',
  'keys',
  'apikey',
  'xapikey',
  'answerkey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'answer',
  'answers',
  'response',
  'responses',
  'explanation',
  'body',
  'rawbody',
  'requestbody',
  'payload',
  'parameters',
  'databaseurl',
  'connectionstring',
]);

const decisions = new Map<string, boolean>();
const mostDecisions = 1_000;

const deepest = 8;
const longestArray = 100;

/**
 * Marks an object whose members are all our own words and numbers. Looking through the line of each request would cost
 * more than writing it.
 */
export const trustedFields = Symbol('trustedFields');

/** A copy that may be written down, whatever was handed to the logger. */
export function redact(value: object): Record<string, unknown> {
  if (trustedFields in value) return value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) result[name] = redactMember(value, name, 1);
  return result;
}

function redactMember(owner: object, name: string, depth: number): unknown {
  let value: unknown;
  try {
    value = (owner as Record<string, unknown>)[name];
  } catch {
    return '[unreadable]';
  }
  if (value === undefined || value === null) return value;
  return isSecretName(name) ? censored : redactValue(value, depth);
}

function isSecretName(name: string): boolean {
  const known = decisions.get(name);
  if (known !== undefined) return known;
  const plainName = name.toLowerCase().replace(/[^a-z]/g, '');
  const decision = secretPart.test(plainName) || secretNames.has(plainName);
  // Names come from our code, but a logged map may bring others: the memory stays bounded.
  if (decisions.size < mostDecisions) decisions.set(name, decision);
  return decision;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return safeText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return '[too deep]';
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return redactList(value, depth);
  if (value instanceof Set) return redactList([...value], depth);
  if (value instanceof Map) return redactValue(fromMap(value), depth);
  if ('toJSON' in value && typeof value.toJSON === 'function') return redactValue(plain(value), depth + 1);
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) result[name] = redactMember(value, name, depth + 1);
  return result;
}

function redactList(list: readonly unknown[], depth: number): unknown[] {
  const shown = list.slice(0, longestArray).map((element) => redactValue(element, depth + 1));
  return list.length > longestArray ? [...shown, `[${list.length - longestArray} more]`] : shown;
}

function fromMap(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), value]));
}

function plain(value: object): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return '[unreadable]';
  }
}
