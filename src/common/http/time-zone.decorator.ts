import { ValidateBy } from 'class-validator';
import { isTimeZone } from '../time/zoned-time.js';

/** The name of a time zone of the IANA database. */
export function IsTimeZoneName(): PropertyDecorator {
  return ValidateBy({
    name: 'timeZone',
    validator: {
      validate: isTimeZone,
      defaultMessage: (argument) =>
        `${argument?.property} must be the name of a time zone such as Europe/Warsaw`,
    },
  });
}
