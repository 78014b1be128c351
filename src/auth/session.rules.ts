/** docs/authentication.md states these numbers, and a test compares. */
export const sessionLimits = {
  absoluteHours: 12,
  idleMinutes: 60,
  /** Of one member; one more ends the oldest. */
  mostAtOnce: 10,
  knownDeviceDays: 365,
} as const;

export const invitationDays = 7;
