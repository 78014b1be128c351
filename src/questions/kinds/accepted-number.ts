import { roundToDecimalPlaces, roundToSignificantFigures } from '../../common/exact/decimal.js';
import { Rational } from '../../common/exact/rational.js';
import { readAnswerFraction } from './answer-fraction.js';
import { BodyReader, isAbsent, pointerTo, type Properties } from './body-reader.js';

export type Tolerance = { readonly absolute: string } | { readonly relative: string };

/** Both ends belong to a range. Of the ways to be near a value at most one is set. */
export type AcceptedNumber =
  | { readonly min: string; readonly max: string; readonly fraction: string }
  | {
      readonly value: string;
      readonly tolerance?: Tolerance;
      readonly significantFigures?: number;
      readonly decimalPlaces?: number;
      readonly fraction: string;
    };

const rangeNames = ['min', 'max'];
const nearnessNames = ['tolerance', 'significantFigures', 'decimalPlaces'] as const;
const valueNames = ['value', ...nearnessNames];

function readRange(
  reader: BodyReader,
  properties: Properties,
  pointer: string,
  fraction: string | undefined,
) {
  const min = reader.decimal(properties.get('min'), `${pointer}/min`);
  const max = reader.decimal(properties.get('max'), `${pointer}/max`);
  if (min === undefined || max === undefined || fraction === undefined) {
    return undefined;
  }
  if (Rational.fromText(min).compare(Rational.fromText(max)) > 0) {
    return reader.note(`${pointer}/max`, 'out-of-range', 'must not be less than min');
  }
  return { min, max, fraction };
}

function readTolerance(
  reader: BodyReader,
  value: unknown,
  pointer: string,
): { tolerance: Tolerance } | undefined {
  const properties = reader.properties(value, pointer, ['absolute', 'relative']);
  if (properties === undefined) {
    return undefined;
  }
  const absolute = properties.get('absolute');
  const relative = properties.get('relative');
  if (isAbsent(absolute) === isAbsent(relative)) {
    return reader.note(pointer, 'exactly-one', 'must have exactly one of: absolute, relative');
  }
  if (isAbsent(absolute)) {
    const text = reader.decimal(relative, `${pointer}/relative`, { least: '0' });
    return text === undefined ? undefined : { tolerance: { relative: text } };
  }
  const text = reader.decimal(absolute, `${pointer}/absolute`, { least: '0' });
  return text === undefined ? undefined : { tolerance: { absolute: text } };
}

/** An empty object where the author wants exactly the value. */
function readNearness(reader: BodyReader, properties: Properties, pointer: string) {
  const given = nearnessNames.filter((name) => !isAbsent(properties.get(name)));
  const [name] = given;
  if (given.length > 1) {
    return reader.note(pointer, 'exactly-one', `must have at most one of: ${nearnessNames.join(', ')}`);
  }
  if (name === undefined) {
    return {};
  }
  const value = properties.get(name);
  if (name === 'tolerance') {
    return readTolerance(reader, value, `${pointer}/tolerance`);
  }
  const number = reader.wholeNumber(value, `${pointer}/${name}`, name === 'decimalPlaces' ? 0 : 1, 30);
  return number === undefined ? undefined : { [name]: number };
}

export function readAcceptedNumber(
  reader: BodyReader,
  entry: unknown,
  pointer: string,
): AcceptedNumber | undefined {
  const properties = reader.properties(entry, pointer, [...valueNames, ...rangeNames, 'fraction']);
  if (properties === undefined) {
    return undefined;
  }
  const fraction = readAnswerFraction(reader, properties.get('fraction'), pointerTo(pointer, 'fraction'));
  const isRange = rangeNames.some((name) => !isAbsent(properties.get(name)));
  const isValue = valueNames.some((name) => !isAbsent(properties.get(name)));
  if (isRange && isValue) {
    return reader.note(pointer, 'exactly-one', 'must have either a value or a range from min to max');
  }
  if (isRange) {
    return readRange(reader, properties, pointer, fraction);
  }
  const value = reader.decimal(properties.get('value'), `${pointer}/value`);
  const nearness = readNearness(reader, properties, pointer);
  if (value === undefined || nearness === undefined || fraction === undefined) {
    return undefined;
  }
  return { value, ...nearness, fraction };
}

/**
 * Exact arithmetic, bounds included, no hidden slack. A relative tolerance is a share of the absolute value of
 * the key (so a negative key has one, and zero has none). Rounded comparison rounds both sides, halves away from zero.
 */
export function acceptsNumber(accepted: AcceptedNumber, answer: Rational): boolean {
  if ('min' in accepted) {
    return (
      answer.compare(Rational.fromText(accepted.min)) >= 0 &&
      answer.compare(Rational.fromText(accepted.max)) <= 0
    );
  }
  const value = Rational.fromText(accepted.value);
  const { tolerance, significantFigures, decimalPlaces } = accepted;
  if (significantFigures !== undefined) {
    return roundToSignificantFigures(answer, significantFigures).equals(
      roundToSignificantFigures(value, significantFigures),
    );
  }
  if (decimalPlaces !== undefined) {
    return roundToDecimalPlaces(answer, decimalPlaces).equals(roundToDecimalPlaces(value, decimalPlaces));
  }
  const distance = answer.subtract(value).absolute();
  if (tolerance === undefined) {
    return distance.equals(Rational.zero);
  }
  const allowed =
    'absolute' in tolerance
      ? Rational.fromText(tolerance.absolute)
      : Rational.fromText(tolerance.relative).multiply(value.absolute());
  return distance.compare(allowed) <= 0;
}
