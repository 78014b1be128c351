import { canonicalEmail } from '../common/identifiers/email.js';
import { isTimestamp } from '../common/http/timestamp.decorator.js';
import { isTimeZone } from '../common/time/zoned-time.js';
import { toPlainText } from '../common/text/plain-text.js';

export const inviteStatuses = ['pending', 'started', 'submitted', 'expired', 'revoked'] as const;
export type InviteStatus = (typeof inviteStatuses)[number];

export const inviteOutcomes = [
  'created',
  'already_invited',
  'already_started',
  'already_submitted',
  'duplicate',
  'invalid_email',
  'invalid_name',
  'invalid_expiry',
  'invalid_extra_time',
  'invalid_time_zone',
  'invalid_row',
] as const;
export type InviteOutcome = (typeof inviteOutcomes)[number];

export const defaultDays = 30;
/** A year, and a day for leap years and for clocks that differ. */
export const mostDays = 366;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** What an invite adds to the time of its version, at most one of the two. */
export interface ExtraTime {
  readonly percent: number | null;
  readonly minutes: number | null;
}

export const mostExtraPercent = 300;
export const mostExtraMinutes = 1_440;

export interface AcceptedRow {
  readonly accepted: true;
  readonly index: number;
  readonly email: string;
  readonly emailCanonical: string;
  readonly name: string;
  readonly expiresAt: Date;
  readonly extraTime: ExtraTime;
  /** Undefined: that of the assessment's reminders. */
  readonly timeZone: string | undefined;
}

export interface RefusedRow {
  readonly accepted: false;
  readonly index: number;
  readonly outcome: InviteOutcome;
  readonly detail: string;
  readonly email: string | null;
}

export type JudgedRow = AcceptedRow | RefusedRow;

/** The given end of an invite, or thirty days from now. What it says about the day is judged apart. */
export function expiryOf(given: string | undefined, now: Date): Date {
  return given === undefined ? new Date(now.getTime() + defaultDays * dayMilliseconds) : new Date(given);
}

/** What is wrong with the end of an invite, in words that follow "expiresAt". */
export function whyNotExpiry(expiresAt: Date, now: Date): string | undefined {
  if (expiresAt <= now) return 'must be in the future';
  const latest = now.getTime() + mostDays * dayMilliseconds;
  return expiresAt.getTime() > latest ? 'must not be more than a year ahead' : undefined;
}

/** Each row on its own: one that is wrong leaves the others as they are. */
export function judgeRows(rows: readonly unknown[], expiresAt: Date, now: Date): JudgedRow[] {
  const firstIndexes = new Map<string, number>();
  return rows.map((row, index) => {
    const judged = judgeRow(row, index, expiresAt, now);
    if (!judged.accepted) return judged;
    const first = firstIndexes.get(judged.emailCanonical);
    if (first !== undefined) {
      return refused(
        index,
        'duplicate',
        `is the address of row ${first} too; the list counts from 0`,
        judged.email,
      );
    }
    firstIndexes.set(judged.emailCanonical, index);
    return judged;
  });
}

const knownProperties = ['email', 'name', 'expiresAt', 'extraTimePercent', 'extraMinutes', 'timeZone'];

function judgeRow(row: unknown, index: number, defaultExpiry: Date, now: Date): JudgedRow {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    return refused(index, 'invalid_row', 'must be an object with an email');
  }
  const properties = new Map<string, unknown>(Object.entries(row));
  const given = properties.get('email');
  const address = typeof given === 'string' ? given.trim() : '';
  const shown = oneLine(address, 254) ?? null;
  if ([...properties.keys()].some((name) => !knownProperties.includes(name))) {
    return refused(index, 'invalid_row', `must have no more than: ${knownProperties.join(', ')}`, shown);
  }
  // Of the address as it was typed: normalising makes a plain K of the Kelvin sign.
  const emailCanonical = canonicalEmail(address);
  if (shown === null || emailCanonical === undefined) {
    return refused(index, 'invalid_email', 'must be an e-mail address', shown);
  }
  const name = nameOf(properties.get('name'));
  if (name === undefined) {
    return refused(index, 'invalid_name', 'must be one line of at most 200 characters', shown);
  }
  const expiry = properties.get('expiresAt') ?? undefined;
  if (expiry !== undefined && !isTimestamp(expiry)) {
    return refused(index, 'invalid_expiry', 'must be a date and time such as 2026-03-01T09:00:00Z', shown);
  }
  const expiresAt = expiry === undefined ? defaultExpiry : new Date(expiry);
  const obstacle = whyNotExpiry(expiresAt, now);
  if (obstacle !== undefined) return refused(index, 'invalid_expiry', obstacle, shown);
  const extraTime = extraTimeOf(properties.get('extraTimePercent'), properties.get('extraMinutes'));
  if (extraTime === undefined) {
    const detail = `must name one of extraTimePercent, up to ${mostExtraPercent}, and extraMinutes, up to ${mostExtraMinutes}, as a whole number`;
    return refused(index, 'invalid_extra_time', detail, shown);
  }
  const timeZone = properties.get('timeZone') ?? undefined;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    return refused(
      index,
      'invalid_time_zone',
      'must be the name of a time zone such as Europe/Warsaw',
      shown,
    );
  }
  return { accepted: true, index, email: shown, emailCanonical, name, expiresAt, extraTime, timeZone };
}

function nameOf(given: unknown): string | undefined {
  if (given === undefined || given === null) return '';
  return typeof given === 'string' ? oneLine(given, 200) : undefined;
}

/** Null and absent say the same; undefined where what is given makes no sense. */
export function extraTimeOf(percent: unknown = null, minutes: unknown = null): ExtraTime | undefined {
  const isWithin = (value: unknown, most: number): value is number | null =>
    value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most);
  if (!isWithin(percent, mostExtraPercent) || !isWithin(minutes, mostExtraMinutes)) return undefined;
  return percent !== null && minutes !== null ? undefined : { percent, minutes };
}

/** Addresses and names come out of spreadsheets with blanks around them. */
function oneLine(given: string, maximumCodePoints: number): string | undefined {
  const plain = toPlainText(given.trim(), { maximumCodePoints });
  return plain.ok && !/[\n\t]/.test(plain.text) ? plain.text : undefined;
}

function refused(
  index: number,
  outcome: InviteOutcome,
  detail: string,
  email: string | null = null,
): RefusedRow {
  return { accepted: false, index, outcome, detail, email };
}

/** An attempt that has begun can still need a new link; one that has ended cannot. */
export function whyNotResendable(status: InviteStatus): string | undefined {
  if (status === 'revoked') return 'A revoked invite is not sent again; invite the address anew.';
  if (status === 'submitted') return 'This candidate has already finished.';
  return undefined;
}

/** Extra time is looked at when the attempt starts; after that its deadline is moved instead. */
export function whyNoExtraTime(status: InviteStatus): string | undefined {
  switch (status) {
    case 'started':
      return 'This candidate has started; extend the time of the attempt instead.';
    case 'submitted':
      return 'This candidate has already finished.';
    case 'revoked':
      return 'This invite was revoked.';
    case 'pending':
    case 'expired':
      return undefined;
  }
}
