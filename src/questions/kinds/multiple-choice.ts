import { Rational } from '../../common/exact/rational.js';
import { BodyReader, isAbsent, pointerTo, type Properties } from './body-reader.js';
import {
  completeOptions,
  optionsInOrder,
  readOptionIndex,
  readOptionReference,
  readOptions,
  type ChoiceContent,
  type ChoiceOption,
  type ReadOptions,
} from './choice-options.js';
import { invalid, judged, unanswered } from './item-score.js';
import type { QuestionKind } from './question-kind.js';

export const multipleChoiceScorings = [
  'all_or_nothing',
  'balanced',
  'right_minus_wrong',
  'per_option',
] as const;

export type MultipleChoiceScoring = (typeof multipleChoiceScorings)[number];

export interface MultipleChoiceContent extends ChoiceContent {
  readonly maximumSelections?: number;
}

export interface MultipleChoiceKey {
  readonly correctOptionIds: readonly string[];
  readonly scoring: MultipleChoiceScoring;
}

interface Picks {
  readonly options: number;
  readonly correctOptions: number;
  readonly right: number;
  readonly wrong: number;
}

const fractionOf: Record<MultipleChoiceScoring, (picks: Picks) => Rational> = {
  all_or_nothing: ({ correctOptions, right, wrong }) =>
    right === correctOptions && wrong === 0 ? Rational.one : Rational.zero,

  balanced({ options, correctOptions, right, wrong }) {
    const gained = Rational.of(right, correctOptions);
    const lost = options === correctOptions ? Rational.zero : Rational.of(wrong, options - correctOptions);
    return Rational.largest(Rational.zero, gained.subtract(lost));
  },

  right_minus_wrong: ({ correctOptions, right, wrong }) =>
    Rational.largest(Rational.zero, Rational.of(right - wrong, correctOptions)),

  per_option: ({ options, correctOptions, right, wrong }) =>
    Rational.of(right + (options - correctOptions - wrong), options),
};

function readCorrectOptions(reader: BodyReader, key: Properties, options: ReadOptions | undefined) {
  const ids = key.get('correctOptionIds');
  const indexes = key.get('correctOptionIndexes');
  if (!isAbsent(ids) && !isAbsent(indexes)) {
    return reader.note('/key', 'exactly-one', 'must have either correctOptionIds or correctOptionIndexes');
  }
  const byIndex = !isAbsent(indexes);
  const pointer = byIndex ? '/key/correctOptionIndexes' : '/key/correctOptionIds';
  const read = byIndex ? readOptionIndex : readOptionReference;
  const list = reader.list(byIndex ? indexes : ids, pointer, 1, options?.length ?? Number.MAX_SAFE_INTEGER);
  return list && readDistinct(list, pointer, reader, (entry, at) => read(reader, entry, at, options));
}

/** Undefined when one entry has a problem. */
function readDistinct(
  list: readonly unknown[],
  pointer: string,
  reader: BodyReader,
  read: (entry: unknown, pointer: string) => string | undefined,
): ReadonlySet<string> | undefined {
  const distinct = new Set<string>();
  list.forEach((entry, index) => {
    const at = pointerTo(pointer, index);
    const id = read(entry, at);
    if (id !== undefined && distinct.has(id)) {
      reader.note(at, 'duplicate', 'names an option a second time');
    } else if (id !== undefined) {
      distinct.add(id);
    }
  });
  return distinct.size === list.length ? distinct : undefined;
}

/** Null where the author set no limit. Full marks must stay within reach. */
function readMaximumSelections(
  reader: BodyReader,
  value: unknown,
  options: readonly ChoiceOption[] | undefined,
  correct: ReadonlySet<string> | undefined,
) {
  if (isAbsent(value)) {
    return null;
  }
  const most = options?.length ?? Number.MAX_SAFE_INTEGER;
  return reader.wholeNumber(value, '/content/maximumSelections', correct?.size ?? 1, most);
}

/**
 * Any number of right options, at least one, among 2 to 20.
 *
 * - content: as in single choice, and optionally `maximumSelections` (from the number of right options to the number of options).
 * - key: `{correctOptionIds, scoring}`; an author may send `correctOptionIndexes`, counted from 0, instead. No right
 *   option is refused, because "none" could not be told from unanswered. The ids are kept in the order of the options.
 * - response: a list of ids; order is irrelevant. Null and the empty list: unanswered. Unknown ids, repeats and too
 *   many picks are refused when saved; the scorer ignores repeats and calls the other two invalid.
 * - fraction, with K right options among N, r right and w wrong ones picked (science.md 1.2, rule 6):
 *   `all_or_nothing` 1 for exactly the right set; `balanced` r/K - w/(N-K), at least 0, no second term for N = K;
 *   `right_minus_wrong` (r-w)/K, at least 0; `per_option` (r + wrong ones left alone)/N.
 * - problems: as in single choice.
 */
export const multipleChoice: QuestionKind<MultipleChoiceContent, MultipleChoiceKey, readonly string[]> = {
  name: 'multiple_choice',
  statisticsCategory: 'choice',

  parseBody(body, newOptionId) {
    const reader = new BodyReader();
    const contentNames = ['options', 'shuffleOptions', 'maximumSelections'];
    const content = reader.properties(body.content, '/content', contentNames);
    const key = reader.properties(body.key, '/key', ['correctOptionIds', 'correctOptionIndexes', 'scoring']);
    const read = content && readOptions(reader, content, newOptionId);
    const shuffleOptions =
      content && reader.flagOr(content.get('shuffleOptions'), '/content/shuffleOptions', true);
    const correct = key && readCorrectOptions(reader, key, read);
    const scoring =
      key && reader.oneOfOr(key.get('scoring'), '/key/scoring', multipleChoiceScorings, 'all_or_nothing');
    const options = completeOptions(read);
    const maximumSelections =
      content && readMaximumSelections(reader, content.get('maximumSelections'), options, correct);
    if (
      options === undefined ||
      shuffleOptions === undefined ||
      correct === undefined ||
      scoring === undefined ||
      maximumSelections === undefined
    ) {
      return reader.refuse();
    }
    const correctOptionIds = options.map((option) => option.id).filter((id) => correct.has(id));
    const limit = maximumSelections === null ? {} : { maximumSelections };
    return reader.finish({
      content: { options, shuffleOptions, ...limit },
      key: { correctOptionIds, scoring },
    });
  },

  parseResponse(content, response) {
    const reader = new BodyReader();
    if (isAbsent(response)) {
      return reader.finish(null);
    }
    const most = content.maximumSelections ?? content.options.length;
    const list = reader.list(response, '/response', 0, most);
    if (list?.length === 0) {
      return reader.finish(null);
    }
    const read = (entry: unknown, at: string) => readOptionReference(reader, entry, at, content.options);
    const picks = list && readDistinct(list, '/response', reader, read);
    return reader.finish(picks && [...picks]);
  },

  candidateView(content, orderOptions) {
    const options = optionsInOrder(content, orderOptions);
    const { maximumSelections } = content;
    return maximumSelections === undefined ? { options } : { options, maximumSelections };
  },

  score(content, key, response, points) {
    if (isAbsent(response) || (Array.isArray(response) && response.length === 0)) {
      return unanswered(points);
    }
    if (!Array.isArray(response)) {
      return invalid(points);
    }
    const picks = new Set<unknown>(response);
    const known = content.options.filter((option) => picks.has(option.id)).length;
    if (known !== picks.size || known > (content.maximumSelections ?? content.options.length)) {
      return invalid(points);
    }
    const right = key.correctOptionIds.filter((id) => picks.has(id)).length;
    const fraction = fractionOf[key.scoring]({
      options: content.options.length,
      correctOptions: key.correctOptionIds.length,
      right,
      wrong: picks.size - right,
    });
    return judged(fraction, points);
  },
};
