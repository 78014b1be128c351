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
  /** `items` as JSON. */
  readonly itemsText: string;
}

interface ItemOutcome {
  readonly fraction: Rational;
  readonly scored: ScoredItem;
  readonly text: string;
}

interface PreparedItem {
  readonly item: ScorableItem;
  readonly key: unknown;
  readonly maximum: Rational;
  readonly outcomes: Map<string, ItemOutcome>;
}

const decimalsOfPoints = 10;
const outcomesKept = 100;
const longestResponseKept = 200;

/**
 * The one place where answers become a result. Pure: the same version, key revision and answers give the same
 * score on every machine, at any time. That is why the outcome of an item is kept for the next candidate with the same
 * response: most choose among few, and exact arithmetic was a seventh of node's time for a submission. What
 * is kept is bounded in number and length.
 *
 * @param items those the candidate was shown; answers to other items are ignored
 * @param keys by item id; an item without one is an error of ours and throws, as does one that is worth less than nothing
 */
export class VersionScorer {
  private readonly prepared: readonly PreparedItem[];

  constructor(
    items: readonly ScorableItem[],
    keys: ReadonlyMap<string, unknown>,
    private readonly policy: ScoringPolicy,
  ) {
    this.prepared = items.map((item) => prepare(item, keys));
  }

  /** @param responses by item id; missing or null is unanswered. No response makes it throw. */
  score(responses: ReadonlyMap<string, unknown>): ScoredAttempt {
    const outcomes = this.prepared.map((prepared) =>
      outcomeOf(prepared, responses.get(prepared.item.itemId)),
    );
    const result = testResult(
      this.prepared.map(({ maximum }, index) => ({ maximum, fraction: outcomes[index]!.fraction })),
      this.policy.passMarkPercent,
    );
    return {
      points: toShortDecimal(result.points, decimalsOfPoints),
      maximumPoints: toShortDecimal(result.maximumPoints, decimalsOfPoints),
      percent: result.percent,
      passed: result.passed,
      items: outcomes.map(({ scored }) => scored),
      itemsText: `[${outcomes.map(({ text }) => text).join(',')}]`,
    };
  }
}

function prepare(item: ScorableItem, keys: ReadonlyMap<string, unknown>): PreparedItem {
  const key = keys.get(item.itemId);
  if (key === undefined) {
    throw new Error(`item ${item.itemId} has no answer key`);
  }
  const maximum = Rational.fromText(item.points);
  if (maximum.compare(Rational.zero) < 0) {
    throw new RangeError(`item ${item.itemId} is worth less than nothing`);
  }
  return { item, key, maximum, outcomes: new Map() };
}

function outcomeOf(prepared: PreparedItem, response: unknown): ItemOutcome {
  // JSON keeps apart what a kind may judge differently: "true" and true, [] and null. Undefined has no JSON.
  const form = JSON.stringify(response ?? null);
  const kept = prepared.outcomes.get(form);
  if (kept) return kept;
  const { item, key, maximum, outcomes } = prepared;
  const score = questionKinds[item.kind].score(item.content, key, response, maximum);
  const scored: ScoredItem = {
    itemId: item.itemId,
    status: score.status,
    fraction: {
      numerator: score.fraction.numerator.toString(),
      denominator: score.fraction.denominator.toString(),
    },
    points: toShortDecimal(score.points, decimalsOfPoints),
  };
  const outcome = { fraction: score.fraction, scored, text: JSON.stringify(scored) };
  if (outcomes.size < outcomesKept && form.length <= longestResponseKept) outcomes.set(form, outcome);
  return outcome;
}
