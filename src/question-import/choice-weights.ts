import { shareText } from '../common/exact/share.js';
import type { MultipleChoiceScoring } from '../questions/kinds/multiple-choice.js';
import type { WrongPenalty } from '../questions/kinds/wrong-penalty.js';
import { errorNote, lossNote, percent, quoted, type ConversionNote } from './conversion-note.js';
import type { ImportedOption, ImportedQuestion } from './parsers/imported-question.js';

/** Files round a third to 33.33 %; the shares of neighbouring numbers of options are much further apart. */
const sameShare = 0.0001;

function isNear(left: number, right: number): boolean {
  return Math.abs(left - right) < sameShare;
}

function hasWeights(options: readonly ImportedOption[]): boolean {
  return options.some((option) => option.fraction !== undefined);
}

function weightOf(option: ImportedOption): number {
  return option.fraction ?? (option.correct ? 1 : 0);
}

/** "A" 50 %, "B" -25 % */
function listed(options: readonly ImportedOption[]): string {
  const first = options.slice(0, 5).map((option) => `${quoted(option.text)} ${percent(weightOf(option))}`);
  return first.join(', ') + (options.length > 5 ? ` and ${options.length - 5} more` : '');
}

export interface SingleChoiceScoring {
  /** Place in the list; undefined where the file names no right option. */
  readonly correctIndex: number | undefined;
  readonly wrongPenalty: WrongPenalty | undefined;
  readonly notes: readonly ConversionNote[];
}

/**
 * One option that earns everything, and one price for all others. Where the file gives further options a part of the
 * points, or wrong ones different prices, they earn nothing and cost nothing, and a note says so: a candidate never
 * loses more by us than by the file.
 */
export function scoreSingleChoice(question: ImportedQuestion): SingleChoiceScoring {
  const options = question.options ?? [];
  const weighted = hasWeights(options);
  const right = options.filter((option) => (weighted ? weightOf(option) >= 1 : option.correct));
  const penaltyOfFile = penaltyOf(question);
  if (right.length > 1) {
    return { correctIndex: undefined, wrongPenalty: penaltyOfFile, notes: [severalRight(right)] };
  }
  const [only] = right;
  if (only === undefined) {
    const best = options.filter((option) => weightOf(option) > 0);
    const notes = best.length > 0 ? [nothingEarnsAll(best)] : [];
    return { correctIndex: undefined, wrongPenalty: penaltyOfFile, notes };
  }
  const correctIndex = options.indexOf(only);
  if (!weighted) return { correctIndex, wrongPenalty: penaltyOfFile, notes: [] };
  const others = options.filter((option) => option !== only);
  const partial = others.filter((option) => weightOf(option) > 0);
  const prices = others.map((option) => -weightOf(option));
  const [price = 0] = prices;
  const sameForAll = prices.every((one) => isNear(one, price));
  const notes: ConversionNote[] = [];
  if (partial.length > 0) {
    notes.push(
      lossNote(
        'partial_credit',
        `The file gives a part of the points for ${listed(partial)}. Here only the right option earns points, any other none.`,
      ),
    );
  }
  if (!sameForAll && prices.some((one) => one > 0)) {
    notes.push(
      lossNote(
        'different_penalties',
        `The file takes different shares of the points for wrong options: ${listed(others)}. Here they cost nothing.`,
      ),
    );
  }
  const takes = sameForAll && price > 0 ? { fraction: shareText(price) } : undefined;
  return { correctIndex, wrongPenalty: takes ?? penaltyOfFile, notes };
}

function severalRight(right: readonly ImportedOption[]): ConversionNote {
  const names = right.slice(0, 5).map((option) => quoted(option.text));
  return errorNote(
    'several_correct_answers',
    `The candidate may pick one option, and ${right.length} of them are right: ${names.join(', ')}. A single choice has one right option here: leave one, or make it a multiple choice question.`,
    'correct',
  );
}

function nothingEarnsAll(best: readonly ImportedOption[]): ConversionNote {
  return errorNote(
    'nothing_earns_all_points',
    `No option earns all points: ${listed(best)}. Give the right option 100 %.`,
    'correct',
  );
}

/** What the file says of wrong answers in general. */
export function penaltyOf(question: ImportedQuestion): WrongPenalty | undefined {
  const { wrongPenalty, wrongPenaltyShare } = question;
  if (wrongPenaltyShare === 'automatic') return { automatic: true };
  if (wrongPenaltyShare !== undefined) return { fraction: wrongPenaltyShare };
  return wrongPenalty === undefined ? undefined : { points: keptNumber(wrongPenalty) };
}

/** A file that computes its points gives more decimals than a key keeps: 0.333333333333333 is a third. */
function keptNumber(points: string): string {
  return /^\d{1,6}(?:\/\d{1,6}|\.\d{1,4})?$/.test(points) ? points : shareText(Number(points));
}

export interface ChosenScoring {
  readonly scoring: MultipleChoiceScoring;
  readonly notes: readonly ConversionNote[];
}

const ownRules = ['all_or_nothing', 'balanced', 'right_minus_wrong', 'per_option'] as const;

/**
 * The rule that scores every answer as the file does, where there is one. A file sums the weights of the picked options,
 * at least 0: with K right options of N, weights of 1/K and -1/K are "right minus wrong", 1/K and -1/(N-K) are
 * "balanced", and 1/K alone is "balanced" where there is no wrong option. All other weights come close to "balanced"
 * at best, and a note says so: a pick that costs nothing in the file, so that ticking everything earns everything, does here.
 */
export function scoreMultipleChoice(question: ImportedQuestion): ChosenScoring {
  const options = question.options ?? [];
  const own = ownRules.find((rule) => rule === question.scoring);
  if (own !== undefined) return { scoring: own, notes: [] };
  if (question.scoring === 'review' || !hasWeights(options)) return { scoring: 'all_or_nothing', notes: [] };
  const right = options.filter((option) => option.correct);
  const wrong = options.filter((option) => !option.correct);
  const share = 1 / right.length;
  const isEven = right.every((option) => isNear(weightOf(option), share));
  const costs = (price: number): boolean => wrong.every((option) => isNear(weightOf(option), -price));
  // Where both rules are the same one, K wrong options for K right ones, the recommended one is taken.
  if (isEven && costs(wrong.length === 0 ? 0 : 1 / wrong.length)) return { scoring: 'balanced', notes: [] };
  if (isEven && costs(share)) return { scoring: 'right_minus_wrong', notes: [] };
  return { scoring: 'balanced', notes: right.length === 0 ? [] : [unlikeAnyRule(options)] };
}

function unlikeAnyRule(options: readonly ImportedOption[]): ConversionNote {
  return lossNote(
    'option_weights',
    `The file weighs the options: ${listed(options)}. No scoring rule gives the same points for every answer; this question is scored "balanced": the share of the right options picked, less the share of the wrong ones picked.`,
  );
}
