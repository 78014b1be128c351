import { instantOf, localTime, nextDate } from '../common/time/zoned-time.js';

export const submissionNoticeModes = ['off', 'instant', 'digest'] as const;
export type SubmissionNoticeMode = (typeof submissionNoticeModes)[number];

/** An assessment on its busiest day gives a member one mail in this time. */
export const instantGapMilliseconds = 5 * 60_000;

export interface DigestTime {
  /** By the clock of the member. */
  readonly hour: number;
  readonly timeZone: string;
}

export interface DigestDue {
  /** YYYY-MM-DD by the member's calendar: there is one digest for each. */
  readonly day: string;
  readonly dueAt: Date;
}

/**
 * The next time at which the hour comes, on a day that has had no digest yet. Where clocks skip the hour it is the moment of the
 * jump; where they show it twice, the first time.
 *
 * @param lastDay of the last digest, whichever zone it was counted in.
 */
export function nextDigest(
  { hour, timeZone }: DigestTime,
  lastDay: string | undefined,
  now: Date,
): DigestDue {
  let date = localTime(now, timeZone).date;
  for (;;) {
    const dueAt = instantOf(date, hour, timeZone);
    // A zone that moves across the date line leaves a day out, and with it the digest of that day.
    const exists = localTime(dueAt, timeZone).date === date;
    if (exists && dueAt > now && (lastDay === undefined || date > lastDay)) return { day: date, dueAt };
    date = nextDate(date);
  }
}

/**
 * The day that a digest counts for when it leaves: today, so that one that is late does not come together with the next; or
 * nothing, where today has had one and it must wait.
 */
export function dayOfLeaving(
  digest: { readonly day: string },
  timeZone: string,
  lastDay: string | undefined,
  now: Date,
): string | undefined {
  const { date: today } = localTime(now, timeZone);
  const day = today > digest.day ? today : digest.day;
  return lastDay === undefined || day > lastDay ? day : undefined;
}

/** @param lastClosedAt when the last notice about this assessment left. */
export function nextInstantNotice(lastClosedAt: Date | undefined, now: Date): Date {
  const earliest = lastClosedAt === undefined ? 0 : lastClosedAt.getTime() + instantGapMilliseconds;
  return new Date(Math.max(now.getTime(), earliest));
}
