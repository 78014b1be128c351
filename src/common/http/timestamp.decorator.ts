import { ValidateBy } from 'class-validator';

const form =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** An RFC 3339 date and time with its offset. A day that does not exist is refused; Date would roll it over. */
export function isTimestamp(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, year, month, day] = form.exec(value) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return (
    Number(year) >= 2000 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  );
}

export function IsTimestamp(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimestamp',
    validator: {
      validate: isTimestamp,
      defaultMessage: (argument) =>
        `${argument?.property} must be a date and time such as 2026-03-01T09:00:00Z`,
    },
  });
}
