const shortMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const time = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`;

/** The three forms of a date in RFC 9110 section 5.6.7: the one in use and two that a recipient still has to read. */
const dateForms: readonly RegExp[] = [
  new RegExp(String.raw`^[a-z]{3}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) ${time} gmt$`, 'i'),
  new RegExp(String.raw`^[a-z]{6,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) ${time} gmt$`, 'i'),
  new RegExp(String.raw`^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) ${time} (?<year>\d{4})$`, 'i'),
];

/**
 * The value of a Retry-After header: whole seconds, or a date.
 *
 * @returns seconds from now, 0 for a date that has passed; undefined for anything else, which is to be ignored.
 */
export function readRetryAfter(value: string, now: Date): number | undefined {
  const text = value.trim();
  // So many digits are 31 years; more would only lose exactness.
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = text.length <= 40 ? readHttpDate(text, now) : undefined;
  return date === undefined ? undefined : Math.max(0, Math.ceil((date.getTime() - now.getTime()) / 1_000));
}

function readHttpDate(text: string, now: Date): Date | undefined {
  const groups = dateForms.map((form) => form.exec(text)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return undefined;
  const number = (name: string): number => Number(groups[name]);
  const month = shortMonths.indexOf((groups['month'] ?? '').toLowerCase());
  const year = groups['year']?.length === 2 ? fullYear(number('year'), now) : number('year');
  const [hour, minute, second, day] = [number('hour'), number('minute'), number('second'), number('day')];
  // A 31st of February would silently be a day in March. A leap second is the first second of the next minute.
  const isDay = month >= 0 && new Date(Date.UTC(year, month, day)).getUTCDate() === day;
  const isTime = hour <= 23 && minute <= 59 && second <= 60;
  return isDay && isTime ? new Date(Date.UTC(year, month, day, hour, minute, second)) : undefined;
}

/** Two digits that seem to be more than 50 years ahead mean the past century (RFC 9110 section 5.6.7). */
function fullYear(twoDigits: number, now: Date): number {
  const year = Math.floor(now.getUTCFullYear() / 100) * 100 + twoDigits;
  return year > now.getUTCFullYear() + 50 ? year - 100 : year;
}
