import { Rational } from '../../common/exact/rational.js';
import { BodyReader, isAbsent } from './body-reader.js';

/** What one accepted answer earns, as a share of the points: "1" unless the author says less. */
export interface EarnsFraction {
  readonly fraction: string;
}

export function readAnswerFraction(reader: BodyReader, value: unknown, pointer: string): string | undefined {
  return isAbsent(value) ? '1' : reader.fraction(value, pointer, { least: '0', most: '1' });
}

/** Every entry of the list, or undefined when one has a problem or none earns anything. */
export function completeAccepted<Accepted extends EarnsFraction>(
  reader: BodyReader,
  read: readonly (Accepted | undefined)[] | undefined,
): readonly Accepted[] | undefined {
  const accepted = read?.filter((entry) => entry !== undefined);
  if (accepted === undefined || accepted.length !== read?.length) {
    return undefined;
  }
  const earning = accepted.some(({ fraction }) => !Rational.fromText(fraction).equals(Rational.zero));
  return earning ? accepted : reader.note('/key/accepted', 'nothing-right', 'no answer earns any points');
}

/** The highest fraction among the answers that match; the order in which the author wrote them does not matter. */
export function bestFraction<Accepted extends EarnsFraction>(
  accepted: readonly Accepted[],
  matches: (entry: Accepted) => boolean,
): Rational {
  return accepted
    .filter(matches)
    .map(({ fraction }) => Rational.fromText(fraction))
    .reduce(Rational.largest, Rational.zero);
}
