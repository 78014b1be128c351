import { toShortDecimal } from '../common/exact/decimal.js';
import { Rational } from '../common/exact/rational.js';
import { questionKinds } from '../questions/kinds/index.js';
import type { ItemStatus, QuestionKindName } from '../questions/kinds/question-kind.js';
import { testResult } from './test-result.js';

export interface ScorableItem {
  readonly itemId: string;
  readonly kind: QuestionKindName;
  readonly content: unknown;
  /** What the item is worth: decimal text, zero or more. */
  readonly points: string;
}

export interface ScoringPolicy {
  /** Decimal text from "0" to "100"; null when the test has no pass mark. */
  readonly passMarkPercent: string | null;
}

export interface ScoredItem {
  readonly itemId: string;
  readonly status: ItemStatus;
  /** Exact, as whole numbers in text: JSON cannot carry large ones. */
  readonly fraction: { readonly numerator: string; readonly denominator: string };
  /** For display, up to ten decimals. Never added up: the total is made from the exact values. */
  readonly points: string;
}

export interface ScoredAttempt {
  readonly points: string;
  readonly maximumPoints: string;
  readonly percent: string | null;
  readonly passed: boolean | null;
  readonly items: readonly ScoredItem[];
}

const decimalsOfPoints = 10;

function scoreItem(item: ScorableItem, keys: ReadonlyMap<string, unknown>, response: unknown) {
  const key = keys.get(item.itemId);
  if (key === undefined) {
    throw new Error(`item ${item.itemId} has no answer key`);
  }
  const maximum = Rational.fromText(item.points);
  if (maximum.compare(Rational.zero) < 0) {
    throw new RangeError(`item ${item.itemId} is worth less than nothing`);
  }
  return { maximum, score: questionKinds[item.kind].score(item.content, key, response, maximum) };
}

/**
 * The one place where answers become a result. Pure: the same version, key revision and answers give the same
 * score on every machine, at any time. The items are those the candidate was shown; answers to other items are ignored.
 *
 * @param keys by item id; an item without one is an error of ours and throws
 * @param responses by item id; missing or null is unanswered. No response makes it throw.
 */
export function scoreAttempt(
  items: readonly ScorableItem[],
  keys: ReadonlyMap<string, unknown>,
  responses: ReadonlyMap<string, unknown>,
  policy: ScoringPolicy,
): ScoredAttempt {
  const scored = items.map((item) => ({ item, ...scoreItem(item, keys, responses.get(item.itemId)) }));
  const result = testResult(
    scored.map(({ maximum, score }) => ({ maximum, fraction: score.fraction })),
    policy.passMarkPercent,
  );
  return {
    points: toShortDecimal(result.points, decimalsOfPoints),
    maximumPoints: toShortDecimal(result.maximumPoints, decimalsOfPoints),
    percent: result.percent,
    passed: result.passed,
    items: scored.map(({ item, score }) => ({
      itemId: item.itemId,
      status: score.status,
      fraction: {
        numerator: score.fraction.numerator.toString(),
        denominator: score.fraction.denominator.toString(),
      },
      points: toShortDecimal(score.points, decimalsOfPoints),
    })),
  };
}
