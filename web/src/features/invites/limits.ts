/** As on the server (POST …/invites). */
export const mostInvites = 1_000;
export const mostExtraPercent = 300;
export const mostExtraMinutes = 1_440;
export const mostReminderDays = 5;
export const latestReminderDay = 60;
export const mostLinkCapacity = 1_000_000;
