import { toShortDecimal } from '../../../common/exact/decimal.js';
import { Rational } from '../../../common/exact/rational.js';
import type { KindContent } from './kind-content.js';
import { withFeedback } from './option-feedback.js';
import type { QuestionRow } from './question-row.js';
import type { RowKind } from './question-type.js';
import type { WeightScale } from './weight-columns.js';

/** A share this near to the whole is the whole: three thirds are written as 33.33333 %. */
const almostOne = Rational.fromText('0.999');

/**
 * A choice whose options have weights: the share of the points that picking one earns or costs.
 *
 * @param named numbers of the right options where another column names them; else the weights tell
 */
export function weightedChoice(
  row: QuestionRow,
  kind: RowKind,
  weights: ReadonlyMap<number, Rational>,
  named: ReadonlySet<number> | 'none',
  scale: WeightScale,
): KindContent | undefined {
  const weight = (number: number): Rational => weights.get(number) ?? Rational.zero;
  const options = row.options();
  const positive = options.filter(({ number }) => weight(number).compare(Rational.zero) > 0);
  const stray = row.header.weights.find(({ number }) => isStray(number, weights, options));
  if (positive.length === 0 || stray !== undefined) {
    const message =
      stray === undefined
        ? 'No option has a weight above zero, so no answer is right.'
        : `Option ${stray.number} has a weight but no text.`;
    row.error('no_correct_answer', message, stray?.column ?? row.header.weights[0]?.column);
    return undefined;
  }
  const values = positive.map(({ number }) => weight(number));
  const largest = values.reduce((left, right) => Rational.largest(left, right));
  const best = values.filter((value) => value.equals(largest)).length;
  if (isTickList(scale, weights, best) && named === 'none') {
    return {
      kind: 'multiple_choice',
      options: withFeedback(
        row,
        options.map((option) => ({ ...option, correct: positive.includes(option) })),
      ),
    };
  }
  const isSingle = isSingleChoice(kind, named, best, largest, scale);
  const whole = wholePoints(row, scale, isSingle, values, largest);
  const isRight = (number: number): boolean =>
    named === 'none'
      ? isSingle
        ? weight(number).equals(largest)
        : weight(number).compare(Rational.zero) > 0
      : named.has(number);
  const points = scale === 'points' && row.text('points') === '' ? toShortDecimal(whole, 4) : undefined;
  return {
    kind: isSingle ? 'single_choice' : 'multiple_choice',
    options: withFeedback(
      row,
      options.map((option) => ({
        ...option,
        correct: isRight(option.number),
        fraction: toNumber(weight(option.number).divide(whole)),
      })),
    ),
    scoring: 'weights',
    ...(points !== undefined && { points }),
  };
}

function isStray(
  number: number,
  weights: ReadonlyMap<number, Rational>,
  options: readonly { readonly number: number }[],
): boolean {
  const weight = weights.get(number);
  return (
    weight !== undefined && !weight.equals(Rational.zero) && !options.some((one) => one.number === number)
  );
}

/** Only 0 and 1: marks of the right options, not shares. */
function isTickList(scale: WeightScale, weights: ReadonlyMap<number, Rational>, best: number): boolean {
  const values = [...weights.values()];
  return (
    scale === 'shares' &&
    best > 1 &&
    values.every((value) => value.equals(Rational.zero) || value.equals(Rational.one))
  );
}

/** One option that earns everything makes a single choice, unless the row says otherwise. */
function isSingleChoice(
  kind: RowKind,
  named: ReadonlySet<number> | 'none',
  best: number,
  largest: Rational,
  scale: WeightScale,
): boolean {
  if (!kind.isLooseChoice) {
    return kind.kind === 'single_choice';
  }
  if (named !== 'none') {
    return named.size === 1;
  }
  return best === 1 && (scale === 'points' || largest.compare(almostOne) >= 0);
}

/** What the weights are shares of: of points, all that can be earned. */
function wholePoints(
  row: QuestionRow,
  scale: WeightScale,
  isSingle: boolean,
  positive: readonly Rational[],
  largest: Rational,
): Rational {
  if (scale !== 'points') {
    return Rational.one;
  }
  if (isSingle) {
    return largest;
  }
  const most = Number(/^\d{1,3}$/.exec(row.text('maximum_selections'))?.[0] ?? 0);
  const picked = positive.toSorted((left, right) => right.compare(left));
  return Rational.sum(most > 0 ? picked.slice(0, most) : picked);
}

function toNumber(value: Rational): number {
  return Number(value.toDecimal(12));
}
