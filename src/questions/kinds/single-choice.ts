import { Rational } from '../../common/exact/rational.js';
import { isBlank } from '../../common/text/characters.js';
import { BodyReader, isAbsent, type Properties } from './body-reader.js';
import {
  completeOptions,
  optionsInOrder,
  readOptionIndex,
  readOptionReference,
  readOptions,
  type ChoiceContent,
  type ReadOptions,
} from './choice-options.js';
import { invalid, judged, unanswered } from './item-score.js';
import type { QuestionKind } from './question-kind.js';
import { fractionOfWrongAnswer, readWrongPenalty, type WrongPenalty } from './wrong-penalty.js';

export interface SingleChoiceKey {
  readonly correctOptionId: string;
  readonly wrongPenalty?: WrongPenalty;
}

function readCorrectOption(reader: BodyReader, key: Properties, options: ReadOptions | undefined) {
  const id = key.get('correctOptionId');
  const index = key.get('correctOptionIndex');
  if (!isAbsent(id) && !isAbsent(index)) {
    return reader.note('/key', 'exactly-one', 'must have either correctOptionId or correctOptionIndex');
  }
  if (!isAbsent(index)) {
    return readOptionIndex(reader, index, '/key/correctOptionIndex', options);
  }
  return isAbsent(id)
    ? reader.note('/key/correctOptionId', 'required', 'is required')
    : readOptionReference(reader, id, '/key/correctOptionId', options);
}

/**
 * One right option among 2 to 20.
 *
 * - content: `{options: [{id, text}], shuffleOptions}`. An author may leave out ids (they are made) and
 *   shuffleOptions (true). Texts: 1 to 2,000 code points, distinct to the eye.
 * - key: `{correctOptionId, wrongPenalty?}`; an author may send `correctOptionIndex`, counted from 0, instead.
 * - response: the id of an option. Null and blank text: unanswered.
 * - fraction: 1 for the right option, otherwise 0, or minus the penalty (0 to 1, or points). The penalty is for wrong picks
 *   only: unanswered and invalid cost nothing. Source: number-right and formula scoring (science.md 1.2, rules 4 and 5).
 * - problems: required, wrong-type, unknown-property, too-few, too-many, empty, too-long, malformed-text,
 *   control-character, duplicate, unusable-id, unknown-option, unknown-value, exactly-one, out-of-range, not-a-number.
 */
export const singleChoice: QuestionKind<ChoiceContent, SingleChoiceKey, string> = {
  name: 'single_choice',
  statisticsCategory: 'choice',

  parseBody(body, newOptionId) {
    const reader = new BodyReader();
    const content = reader.properties(body.content, '/content', ['options', 'shuffleOptions']);
    const key = reader.properties(body.key, '/key', [
      'correctOptionId',
      'correctOptionIndex',
      'wrongPenalty',
    ]);
    const read = content && readOptions(reader, content, newOptionId);
    const shuffleOptions =
      content && reader.flagOr(content.get('shuffleOptions'), '/content/shuffleOptions', true);
    const correctOptionId = key && readCorrectOption(reader, key, read);
    const wrongPenalty = key && readWrongPenalty(reader, key.get('wrongPenalty'), '/key/wrongPenalty');
    const options = completeOptions(read);
    if (
      options === undefined ||
      shuffleOptions === undefined ||
      correctOptionId === undefined ||
      wrongPenalty === undefined
    ) {
      return reader.refuse();
    }
    return reader.finish({
      content: { options, shuffleOptions },
      key: wrongPenalty === null ? { correctOptionId } : { correctOptionId, wrongPenalty },
    });
  },

  parseResponse(content, response) {
    const reader = new BodyReader();
    if (isAbsent(response) || (typeof response === 'string' && isBlank(response))) {
      return reader.finish(null);
    }
    return reader.finish(readOptionReference(reader, response, '/response', content.options));
  },

  candidateView(content, orderOptions) {
    return { options: optionsInOrder(content, orderOptions) };
  },

  score(content, key, response, points) {
    if (isAbsent(response) || (typeof response === 'string' && isBlank(response))) {
      return unanswered(points);
    }
    if (!content.options.some((option) => option.id === response)) {
      return invalid(points);
    }
    return response === key.correctOptionId
      ? judged(Rational.one, points)
      : judged(fractionOfWrongAnswer(key.wrongPenalty, content.options.length, points), points);
  },
};
