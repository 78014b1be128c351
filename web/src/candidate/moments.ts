/** Times in the reader's language and zone; where a moment decides something, the zone is named. */
export function momentWithZone(at: string, language: string, seconds = false): string {
  const date = new Date(at);
  const locale = localeOf(language);
  const day = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' as const } : {}),
    timeZoneName: 'short',
  });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return `${day.format(date)}, ${time.format(date)} (${timeZone.replace(/_/g, ' ')})`;
}

/** 14:03:22 */
export function timeOfDay(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(new Date(at));
}

/** The reader's own variety of the language, where the browser names one: English in Warsaw is not American. */
function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.split('-', 1)[0] === language) ?? language;
}
