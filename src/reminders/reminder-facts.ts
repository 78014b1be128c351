import type { InviteFacts, QuietHours, ReminderSchedule, RemindersSent } from './reminder.rules.js';
import type { ReminderFactsRow } from './reminders.queries.js';

export function toInviteFacts(row: ReminderFactsRow): InviteFacts {
  const ends = Math.min(row.expires_at.getTime(), row.closes_at?.getTime() ?? Infinity);
  return {
    sentAt: row.mailed_at !== null && row.mailed_at > row.sent_at ? row.mailed_at : row.sent_at,
    opensAt: row.opens_at ?? undefined,
    endsAt: new Date(ends),
    isRevoked: row.revoked_at !== null,
    hasStarted: row.has_started,
    hasOptedOut: row.has_opted_out,
    assessment: row.status,
    timeZone: row.time_zone,
  };
}

export function toSchedule(row: ReminderFactsRow): ReminderSchedule {
  return {
    enabled: row.enabled,
    afterInviteDays: row.after_invite_days,
    beforeExpiryDays: row.before_expiry_days,
    quietHours: toQuietHours(row),
    changedAt: row.changed_at,
  };
}

export function toRemindersSent(row: ReminderFactsRow): RemindersSent {
  return { lastAt: row.last_reminder_at ?? undefined, isPending: row.mail_is_pending };
}

function toQuietHours({ quiet_from: from, quiet_to: to }: ReminderFactsRow): QuietHours | undefined {
  return from === null || to === null ? undefined : { fromMinute: from, toMinute: to };
}
