/** Times of day in the zones of the IANA database, as Intl knows them. Pure: a zone's rules are data. */

const minuteMilliseconds = 60_000;
const hourMilliseconds = 60 * minuteMilliseconds;
export const dayMilliseconds = 24 * hourMilliseconds;

/** A name, not an offset: "+01:00" has no summer. Areas and places, such as America/Argentina/La_Rioja or Etc/GMT+1. */
const zoneForm = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;
const longestZone = 64;

/** Making a format takes 50 µs, using it two; names come from people, so the memory stays bounded. */
const formats = new Map<string, Intl.DateTimeFormat>();
const mostFormats = 600;

/** Whether it is the name of a time zone, aliases included. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > longestZone || !zoneForm.test(value)) return false;
  try {
    formatOf(value);
    return true;
  } catch {
    return false;
  }
}

export interface LocalTime {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Since midnight by the clock on the wall, 0 to 1439. */
  readonly minute: number;
}

export function localTime(instant: Date, timeZone: string): LocalTime {
  const local = new Date(instant.getTime() + offsetAt(instant, timeZone));
  return { date: local.toISOString().slice(0, 10), minute: local.getUTCHours() * 60 + local.getUTCMinutes() };
}

/** Milliseconds to add to UTC to get the clock on the wall. */
export function offsetAt(instant: Date, timeZone: string): number {
  const fields = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = fields as Record<string, number>;
  const wall = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return wall - Math.floor(instant.getTime() / 1_000) * 1_000;
}

/** When the offset changes between two instants, if it does; zones change it weeks apart, so once. */
export function transitionBetween(from: Date, to: Date, timeZone: string): Date | undefined {
  const before = offsetAt(from, timeZone);
  if (offsetAt(to, timeZone) === before) return undefined;
  let [low, high] = [from.getTime(), to.getTime()];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(new Date(middle), timeZone) === before) low = middle;
    else high = middle;
  }
  return new Date(high);
}

/**
 * The first instant at which the clock on the wall shows this hour of this day. Where clocks skip it (or the whole day), the
 * instant of the jump; where they show it twice, the first time.
 */
export function instantOf(date: string, hour: number, timeZone: string): Date {
  const wall = Date.parse(`${date}T00:00:00Z`) + hour * hourMilliseconds;
  // No offset is larger than a day, so these two lie on either side.
  const before = new Date(wall - dayMilliseconds);
  const after = new Date(wall + dayMilliseconds);
  const first = new Date(wall - offsetAt(before, timeZone));
  const transition = transitionBetween(before, after, timeZone);
  if (transition === undefined || first < transition) return first;
  const second = new Date(wall - offsetAt(after, timeZone));
  return second < transition ? transition : second;
}

/** The day after, by the calendar alone. */
export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + dayMilliseconds).toISOString().slice(0, 10);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size < mostFormats) formats.set(timeZone, format);
  return format;
}
