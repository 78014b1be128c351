export const longestKeyLifeDays = 366;

/** RFC 3339 with an offset: "tomorrow" or a date without a zone is somebody else's tomorrow. */
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/i;

export function readInstant(text: string): Date | undefined {
  const instant = instantForm.test(text) ? new Date(text) : undefined;
  return instant === undefined || Number.isNaN(instant.getTime()) ? undefined : instant;
}

export function expiryProblem(
  expiresAt: Date,
  now: Date,
): { readonly code: string; readonly detail: string } | undefined {
  if (expiresAt <= now) return { code: 'not-in-future', detail: 'The key would have expired already.' };
  const latest = new Date(now.getTime() + longestKeyLifeDays * 86_400_000);
  if (expiresAt > latest) return { code: 'too-far-ahead', detail: 'A key lives for a year at most.' };
  return undefined;
}
