/** docs/authentication.md states these numbers. */
export const passwordResetLimits = {
  validMinutes: 30,
  /** To one person; more requests are answered alike and forgotten. */
  mailsPerDay: 3,
} as const;
