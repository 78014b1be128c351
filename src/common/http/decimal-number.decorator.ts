import { ValidateBy } from 'class-validator';

/**
 * A JSON number with at most so many decimal places. class-validator's own `maxDecimalPlaces` looks for the point in the
 * text of the number and throws where there is none, as in 5e-324 or 1e-7.
 */
export function DecimalNumber({ maximumPlaces }: { readonly maximumPlaces: number }): PropertyDecorator {
  return ValidateBy({
    name: 'decimalNumber',
    validator: {
      validate: (value: unknown) => isDecimalNumber(value, maximumPlaces),
      defaultMessage: () => `$property must be a number with at most ${maximumPlaces} decimal places`,
    },
  });
}

export function isDecimalNumber(value: unknown, maximumPlaces: number): boolean {
  return (
    typeof value === 'number' && Number.isFinite(value) && Number(value.toFixed(maximumPlaces)) === value
  );
}
