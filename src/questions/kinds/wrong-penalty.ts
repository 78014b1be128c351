import { Rational } from '../../common/exact/rational.js';
import { BodyReader, isAbsent, pointerTo } from './body-reader.js';

/**
 * What a wrong pick costs: a share of the question's points ("1/3"), a number of points, or automatically
 * 1/(options - 1), the correction for guessing, under which blind guessing gains nothing on average.
 */
export type WrongPenalty =
  { readonly fraction: string } | { readonly points: string } | { readonly automatic: true };

const names = ['fraction', 'points', 'automatic'];

/** Null where the author set none. */
export function readWrongPenalty(
  reader: BodyReader,
  value: unknown,
  pointer: string,
): WrongPenalty | null | undefined {
  if (isAbsent(value)) {
    return null;
  }
  const properties = reader.properties(value, pointer, names);
  if (properties === undefined) {
    return undefined;
  }
  const given = names.filter((name) => !isAbsent(properties.get(name)));
  if (given.length !== 1) {
    return reader.note(pointer, 'exactly-one', `must have exactly one of: ${names.join(', ')}`);
  }
  if (given[0] === 'fraction') {
    const range = { least: '0', most: '1' };
    const fraction = reader.fraction(properties.get('fraction'), pointerTo(pointer, 'fraction'), range);
    return fraction === undefined ? undefined : { fraction };
  }
  if (given[0] === 'points') {
    const range = { least: '0', most: '1000000' };
    const points = reader.fraction(properties.get('points'), pointerTo(pointer, 'points'), range);
    return points === undefined ? undefined : { points };
  }
  const automatic = reader.flag(properties.get('automatic'), pointerTo(pointer, 'automatic'));
  if (automatic === false) {
    return reader.note(
      pointerTo(pointer, 'automatic'),
      'unknown-value',
      'must be true, or leave the penalty out',
    );
  }
  return automatic === undefined ? undefined : { automatic };
}

/** The fraction of a wrong answer: zero or negative. A question worth nothing has nothing to take from. */
export function fractionOfWrongAnswer(
  penalty: WrongPenalty | undefined,
  optionCount: number,
  points: Rational,
): Rational {
  if (penalty === undefined) {
    return Rational.zero;
  }
  if ('fraction' in penalty) {
    return Rational.fromText(penalty.fraction).negate();
  }
  if ('points' in penalty) {
    return points.equals(Rational.zero)
      ? Rational.zero
      : Rational.fromText(penalty.points).divide(points).negate();
  }
  return Rational.of(-1n, optionCount - 1);
}
