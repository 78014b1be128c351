import { dayMilliseconds, localTime, transitionBetween } from '../common/time/zoned-time.js';

const minuteMilliseconds = 60_000;
const hourMilliseconds = 60 * minuteMilliseconds;

/** No candidate gets two mails about the same invite within this time. */
export const shortestGapMilliseconds = 12 * hourMilliseconds;
/** How long to leave an invite alone that has a mail which has not left yet. */
export const pendingPatienceMilliseconds = hourMilliseconds;

export const mostDaysOfAKind = 5;
export const latestDay = 60;

/** In minutes since midnight; from the first, which is quiet, to the second, which no longer is, across midnight or not. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** What the employer wants for an assessment. */
export interface ReminderSchedule {
  readonly enabled: boolean;
  /** Days of 24 hours after the invite was sent. */
  readonly afterInviteDays: readonly number[];
  /** The same before it can no longer be used. */
  readonly beforeExpiryDays: readonly number[];
  readonly quietHours: QuietHours | undefined;
  /** Since when it has been as it is: what would have been due before is not made up for. */
  readonly changedAt: Date;
}

export type AssessmentStanding = 'draft' | 'active' | 'closed' | 'archived';

/** What is known of an invite when a reminder is decided on. */
export interface InviteFacts {
  /** When it was last sent by the employer or, where that was later, when its mail left: sending it again starts anew. */
  readonly sentAt: Date;
  /** From when and until when the candidate can start. */
  readonly opensAt: Date | undefined;
  readonly endsAt: Date;
  readonly isRevoked: boolean;
  /** The address has an attempt, however it was started. */
  readonly hasStarted: boolean;
  readonly hasOptedOut: boolean;
  readonly assessment: AssessmentStanding;
  readonly timeZone: string;
}

export interface RemindersSent {
  /** Of this invite, whichever its link was. */
  readonly lastAt: Date | undefined;
  /** A mail about the invite, the invitation included, waits in the queue or is being sent. */
  readonly isPending: boolean;
}

export type StopReason = 'off' | 'started' | 'revoked' | 'expired' | 'opted-out' | 'assessment-not-active';

/** Why this invite gets no reminder, now or later; undefined where it may get one. */
export function whyStopped(
  invite: InviteFacts,
  schedule: Pick<ReminderSchedule, 'enabled'> | undefined,
  now: Date,
): StopReason | undefined {
  if (!schedule?.enabled) return 'off';
  if (invite.isRevoked) return 'revoked';
  if (invite.hasStarted) return 'started';
  if (invite.hasOptedOut) return 'opted-out';
  if (invite.assessment !== 'active') return 'assessment-not-active';
  return invite.endsAt <= now ? 'expired' : undefined;
}

/**
 * When the next reminder is due; never before `now`, in quiet hours, within twelve hours of a mail about the same invite, or
 * after its end. Days that fall together with another mail are covered by it.
 */
export function nextReminderAt(
  invite: InviteFacts,
  schedule: ReminderSchedule,
  reminders: RemindersSent,
  now: Date,
): Date | undefined {
  if (whyStopped(invite, schedule, now) !== undefined) return undefined;
  const lastMail = Math.max(invite.sentAt.getTime(), reminders.lastAt?.getTime() ?? 0);
  const covered = lastMail + shortestGapMilliseconds;
  const earliest = reminders.isPending ? now.getTime() + pendingPatienceMilliseconds : now.getTime();
  const due = plannedTimes(invite, schedule)
    .map((planned) => afterQuietHours(planned, schedule.quietHours, invite.timeZone).getTime())
    // Compared after the shift: what waits for the end of the night is not lost when the schedule is changed in it.
    .filter((time) => time >= covered && time > schedule.changedAt.getTime())
    .map((time) => Math.max(time, earliest));
  if (due.length === 0) return undefined;
  const next = afterQuietHours(new Date(Math.min(...due)), schedule.quietHours, invite.timeZone);
  return next < invite.endsAt ? next : undefined;
}

function plannedTimes(invite: InviteFacts, schedule: ReminderSchedule): Date[] {
  return [
    ...schedule.afterInviteDays.map((days) => invite.sentAt.getTime() + days * dayMilliseconds),
    ...schedule.beforeExpiryDays.map((days) => invite.endsAt.getTime() - days * dayMilliseconds),
  ]
    .filter((time) => time >= (invite.opensAt?.getTime() ?? 0))
    .map((time) => new Date(time));
}

export function isQuiet(minute: number, quiet: QuietHours): boolean {
  return quiet.fromMinute < quiet.toMinute
    ? minute >= quiet.fromMinute && minute < quiet.toMinute
    : minute >= quiet.fromMinute || minute < quiet.toMinute;
}

/**
 * The instant itself, or the first one after it at which the clock on the wall is past the quiet hours. Where clocks jump over
 * their end, that is the jump; where they are set back into them, it is quiet twice.
 */
export function afterQuietHours(instant: Date, quiet: QuietHours | undefined, timeZone: string): Date {
  if (quiet === undefined || !isQuiet(localTime(instant, timeZone).minute, quiet)) return instant;
  const end = endWithoutTransition(instant, quiet, timeZone);
  const transition = transitionBetween(instant, end, timeZone);
  if (transition === undefined) return end;
  if (!isQuiet(localTime(transition, timeZone).minute, quiet)) return transition;
  return endWithoutTransition(transition, quiet, timeZone);
}

function endWithoutTransition(instant: Date, quiet: QuietHours, timeZone: string): Date {
  const minutes = (quiet.toMinute - localTime(instant, timeZone).minute + 24 * 60) % (24 * 60);
  const wholeMinute = Math.floor(instant.getTime() / minuteMilliseconds) * minuteMilliseconds;
  return new Date(wholeMinute + minutes * minuteMilliseconds);
}
