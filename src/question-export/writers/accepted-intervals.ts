import { Rational } from '../../common/exact/rational.js';
import type { AcceptedNumber } from '../../questions/kinds/accepted-number.js';
import { plainNumber, product } from './exact-number.js';
import type { NumericQuestion, ShortAnswerQuestion } from './exported-question.js';
import type { WriterLoss } from './question-writer.js';

/** An accepted number in formats that know a value with a distance, and ranges. */
export interface WrittenNumber {
  readonly share: Rational;
  readonly range?: { readonly min: string; readonly max: string };
  readonly value: string;
  /** "0" where only the value itself is right. */
  readonly distance: string;
}

export interface WrittenNumbers {
  readonly accepted: readonly WrittenNumber[];
  readonly losses: readonly WriterLoss[];
}

/**
 * The accepted numbers, the best first: other programs stop at the first that matches. Numbers that earn nothing are left
 * out, as everything else earns nothing too. A relative tolerance becomes the very same absolute one.
 */
export function writtenNumbers({ key }: NumericQuestion): WrittenNumbers {
  const losses: WriterLoss[] = [];
  const accepted = bestFirst(key.accepted).map((one) => writtenNumber(one));
  const numbers = accepted.flatMap(({ value, distance, range }) => [
    value,
    distance,
    ...(range ? [range.min, range.max] : []),
  ]);
  if (numbers.some((text) => !plainNumber(text).isShort)) {
    losses.push({
      code: 'long_number',
      message: 'A number has more than 30 digits, which few programs read; ours does not take it back.',
    });
  }
  if (
    key.accepted.some(
      (one) => 'value' in one && (one.significantFigures !== undefined || one.decimalPlaces !== undefined),
    )
  ) {
    losses.push({
      code: 'rounding',
      message:
        'The format does not compare rounded numbers; the same range is written as a tolerance, which includes both its ends.',
    });
  }
  return { accepted, losses };
}

function writtenNumber(accepted: AcceptedNumber): WrittenNumber {
  const share = Rational.fromText(accepted.fraction);
  if ('min' in accepted) {
    const [min, max] = [plainNumber(accepted.min).text, plainNumber(accepted.max).text];
    const [low, high] = [Rational.fromText(min), Rational.fromText(max)];
    return { share, range: { min, max }, value: half(low.add(high)), distance: half(high.subtract(low)) };
  }
  const value = plainNumber(accepted.value).text;
  return { share, value, distance: distanceOf(accepted, value) };
}

/** Half of a sum of decimals is a decimal again. */
function half(sum: Rational): string {
  return plainNumber(sum.multiply(Rational.of(1, 2)).toDecimal(100)).text;
}

function distanceOf(accepted: Exclude<AcceptedNumber, { readonly min: string }>, value: string): string {
  const { tolerance, significantFigures, decimalPlaces } = accepted;
  if (decimalPlaces !== undefined) return halfUnit(-decimalPlaces);
  if (significantFigures !== undefined) return halfUnit(leadingPower(value) - significantFigures + 1);
  if (tolerance === undefined) return '0';
  return 'absolute' in tolerance
    ? plainNumber(tolerance.absolute).text
    : product(value.replace('-', ''), tolerance.relative);
}

/** So far behind the point nobody types anything, and a longer number is not read. */
const smallestPower = -27;

/** Half of ten to this power. */
function halfUnit(power: number): string {
  if (power < smallestPower) return '0';
  return power > 0 ? `5${'0'.repeat(power - 1)}` : `0.${'0'.repeat(-power)}5`;
}

/** Of the first digit that is not 0: 2 for 345, -2 for 0.034. */
function leadingPower(value: string): number {
  const [whole = '', decimals = ''] = value.replace('-', '').split('.');
  const first = whole.search(/[1-9]/);
  if (first >= 0) return whole.length - first - 1;
  const place = decimals.search(/[1-9]/);
  return place < 0 ? 0 : -place - 1;
}

/** Those that earn something, the most first; of equal ones the author's order. */
export function bestFirst<Accepted extends { readonly fraction: string }>(
  accepted: readonly Accepted[],
): Accepted[] {
  return accepted
    .filter(({ fraction }) => !Rational.fromText(fraction).equals(Rational.zero))
    .toSorted((left, right) => Rational.fromText(right.fraction).compare(Rational.fromText(left.fraction)));
}

/** Accepted texts, the best first, each text once. */
export function writtenTexts({
  key,
}: ShortAnswerQuestion): { readonly text: string; readonly share: Rational }[] {
  const seen = new Set<string>();
  return bestFirst(key.accepted)
    .filter(({ text }) => !seen.has(text) && seen.add(text))
    .map(({ text, fraction }) => ({ text, share: Rational.fromText(fraction) }));
}
