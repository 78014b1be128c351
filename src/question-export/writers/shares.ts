import { Rational } from '../../common/exact/rational.js';
import { shareText } from '../../common/exact/share.js';
import { fractionOfWrongAnswer } from '../../questions/kinds/wrong-penalty.js';
import { isUsualWeight } from '../../question-import/parsers/weighted/percent.js';
import { roundedShare } from './common-losses.js';
import type {
  ChoiceQuestion,
  MultipleChoiceQuestion,
  SingleChoiceQuestion,
  TrueFalseQuestion,
} from './exported-question.js';
import type { WriterLoss } from './question-writer.js';

/** A share of the points in percent, as GIFT and Moodle XML write it. */
export interface Percent {
  readonly text: string;
  /** Whether a reader gets back the very share: a third comes back from 33.33333, 0.123456789 does not. */
  readonly isExact: boolean;
}

const mostDecimals = 10;

export function percentOf(share: Rational): Percent {
  const percent = share.multiply(Rational.of(100));
  const long = percent.toDecimal(mostDecimals);
  const text = Rational.fromText(long).equals(percent) ? long : percent.toDecimal(5);
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const number = Math.abs(Number(`${short}e-2`));
  return { text: short, isExact: Rational.fromText(shareText(number)).equals(share.absolute()) };
}

/** Moodle takes the weights of a fixed list, and refuses a question with another unless told to take the nearest. */
function uncommonWeights(shares: readonly Rational[]): WriterLoss[] {
  const uncommon = shares.find((share) => !isUsualWeight(Number(percentOf(share).text) / 100));
  if (uncommon === undefined) return [];
  const message = `Moodle does not offer the weight of ${percentOf(uncommon).text} %: choose there that the nearest one is taken.`;
  return [{ code: 'uncommon_weight', message }];
}

/** What accepted answers lose by being written in percent. */
export function shareLosses(shares: readonly Rational[]): WriterLoss[] {
  const isRounded = shares.some((share) => !percentOf(share).isExact);
  return [...(isRounded ? [roundedShare] : []), ...uncommonWeights(shares)];
}

export interface OptionWeights {
  readonly right: Rational;
  /** Zero, or below. */
  readonly wrong: Rational;
  readonly losses: readonly WriterLoss[];
}

const minusOne = Rational.of(-1);

/** What a wrong pick earns, as a share of the points: zero, or below. */
export function singleWrongShare(question: SingleChoiceQuestion | TrueFalseQuestion): Rational {
  const options = question.kind === 'single_choice' ? question.content.options.length : 2;
  return fractionOfWrongAnswer(question.key.wrongPenalty, options, Rational.fromText(question.points));
}

/** What each right and each wrong option is worth, as a share of the points, for Moodle. */
export function choiceWeights(question: ChoiceQuestion): OptionWeights {
  const weights = weightsOf(question);
  return { ...weights, losses: [...weights.losses, ...uncommonWeights([weights.right, weights.wrong])] };
}

function weightsOf(question: ChoiceQuestion): OptionWeights {
  if (question.kind === 'multiple_choice') return optionWeights(question);
  const wrong = singleWrongShare(question);
  if (wrong.compare(minusOne) < 0) {
    const message =
      'A wrong answer costs more than the question is worth; there, it costs all of its points.';
    return { right: Rational.one, wrong: minusOne, losses: [{ code: 'penalty', message }] };
  }
  return { right: Rational.one, wrong, losses: percentOf(wrong).isExact ? [] : [roundedShare] };
}

/**
 * What each right and each wrong option of a multiple choice adds, in a format that sums the weights of the picked
 * options, at least 0. Two of the four rules are such sums; the others are, where they say the same as one of them.
 */
function optionWeights(question: MultipleChoiceQuestion): OptionWeights {
  const right = question.key.correctOptionIds.length;
  const wrong = question.content.options.length - right;
  const share = Rational.of(1, right);
  const balanced = wrong === 0 ? Rational.zero : Rational.of(-1, wrong);
  switch (question.key.scoring) {
    case 'balanced':
      return { right: share, wrong: balanced, losses: [] };
    case 'right_minus_wrong':
      return { right: share, wrong: share.negate(), losses: [] };
    case 'per_option':
      return {
        right: share,
        wrong: balanced,
        losses:
          wrong === 0
            ? []
            : [
                {
                  code: 'scoring',
                  message:
                    'The format adds up weights of options, which "per_option" cannot be; it is written as "balanced".',
                },
              ],
      };
    case 'all_or_nothing':
      return {
        right: share,
        wrong: minusOne,
        losses:
          right === 1
            ? []
            : [
                {
                  code: 'scoring',
                  message:
                    'The format gives a part of the points for a part of the right options; "all_or_nothing" cannot be said. One wrong pick still takes everything.',
                },
              ],
      };
  }
}
