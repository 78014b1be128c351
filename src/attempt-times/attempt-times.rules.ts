import { validationFailed, type FieldError } from '../common/errors/app-error.js';
import { isTimestamp } from '../common/http/timestamp.decorator.js';
import { canonicalEmail } from '../common/identifiers/email.js';
import { isId } from '../common/identifiers/identifiers.js';

export const extensionOutcomes = ['extended', 'ended', 'not_found', 'unlimited', 'at_closing'] as const;
export type ExtensionOutcome = (typeof extensionOutcomes)[number];

/** In one request by name, and in one call of the database. */
export const mostAttempts = 1_000;

/** Which attempts are meant: these, or the running ones for which everything that is not null holds. */
export type AttemptSelection =
  | { readonly ids: readonly string[] }
  | {
      readonly emails: readonly string[] | null;
      readonly startedAfter: string | null;
      readonly startedBefore: string | null;
    };

const forms = ['ids', 'filter', 'all'] as const;

/** Reads one of { ids }, { filter } and { all: true }. Nothing that is misspelt or left empty may come to mean everybody. */
export function readSelection(given: object): AttemptSelection {
  const properties = Object.entries(given);
  const [form] = properties.map(([name]) => name);
  if (properties.length !== 1 || !forms.some((known) => known === form)) {
    throw refused('', 'invalid-selection', 'attempts must have exactly one of ids, filter and all.');
  }
  const value: unknown = properties[0]![1];
  switch (form as (typeof forms)[number]) {
    case 'ids':
      return {
        ids: listOf(value, '/ids', (id) => (isId(id) ? id : undefined), 'ids of attempts, each once'),
      };
    case 'filter':
      return readFilter(value);
    case 'all':
      if (value !== true) throw refused('/all', 'invalid-selection', 'all must be true.');
      return { emails: null, startedAfter: null, startedBefore: null };
  }
}

function readFilter(value: unknown): AttemptSelection {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    Object.keys(value).length === 0
  ) {
    throw refused('/filter', 'invalid-selection', 'filter must name at least one condition.');
  }
  const { emails, startedAfter, startedBefore, ...others } = value as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw refused('/filter', 'unknown-property', `filter knows emails, startedAfter and startedBefore.`);
  }
  const readEmail = (email: unknown): string | undefined =>
    typeof email === 'string' ? canonicalEmail(email.trim()) : undefined;
  return {
    emails:
      emails === undefined
        ? null
        : listOf(emails, '/filter/emails', readEmail, 'e-mail addresses, each once'),
    startedAfter: readTime(startedAfter, '/filter/startedAfter'),
    startedBefore: readTime(startedBefore, '/filter/startedBefore'),
  };
}

function readTime(value: unknown, pointer: string): string | null {
  if (value === undefined) return null;
  if (isTimestamp(value)) return value;
  throw refused(pointer, 'is-timestamp', 'This must be a date and time such as 2026-03-01T09:00:00Z.');
}

function listOf(
  value: unknown,
  pointer: string,
  read: (item: unknown) => string | undefined,
  what: string,
): readonly string[] {
  const items = Array.isArray(value) ? value.map(read) : [];
  const known = items.filter((item) => item !== undefined);
  const isWhole = known.length === items.length && new Set(known).size === known.length;
  if (known.length === 0 || known.length > mostAttempts || !isWhole) {
    throw refused(pointer, 'invalid-selection', `This must be 1 to ${mostAttempts} ${what}.`);
  }
  return known;
}

function refused(pointer: string, code: FieldError['code'], detail: string): Error {
  return validationFailed([{ pointer: `/attempts${pointer}`, code, detail }]);
}

export function countOutcomes(outcomes: readonly ExtensionOutcome[]): Record<ExtensionOutcome, number> {
  const counts = { extended: 0, ended: 0, not_found: 0, unlimited: 0, at_closing: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}

/** Why an attempt is not reopened, in words; undefined where it was. */
export function whyNotReopened(
  outcome: 'reopened' | 'not_ended' | 'ended_otherwise' | 'revoked',
): string | undefined {
  switch (outcome) {
    case 'reopened':
      return undefined;
    case 'not_ended':
      return 'This attempt is still running; extend it instead.';
    case 'ended_otherwise':
      return 'Only an attempt that its deadline ended can be reopened.';
    case 'revoked':
      return 'The invite of this attempt was revoked.';
  }
}
