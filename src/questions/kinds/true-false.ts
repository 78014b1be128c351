import { Rational } from '../../common/exact/rational.js';
import { isBlank } from '../../common/text/characters.js';
import { BodyReader, isAbsent } from './body-reader.js';
import { invalid, judged, unanswered } from './item-score.js';
import type { QuestionKind } from './question-kind.js';
import { fractionOfWrongAnswer, readWrongPenalty, type WrongPenalty } from './wrong-penalty.js';

export type TrueFalseContent = Readonly<Record<string, never>>;

export interface TrueFalseKey {
  readonly correct: boolean;
  readonly wrongPenalty?: WrongPenalty;
}

/**
 * A statement that is true or false.
 *
 * - content: `{}`.
 * - key: `{correct, wrongPenalty?}`; the automatic penalty is 1, as for any question with two options.
 * - response: true or false; false is an answer. Null and blank text: unanswered.
 * - fraction: 1 if right, otherwise 0, or minus the penalty (science.md 1.2, rules 4 and 5).
 * - problems: required, wrong-type, unknown-property, exactly-one, unknown-value, not-a-number, out-of-range.
 */
export const trueFalse: QuestionKind<TrueFalseContent, TrueFalseKey, boolean> = {
  name: 'true_false',
  statisticsCategory: 'truth_value',

  parseBody(body) {
    const reader = new BodyReader();
    reader.properties(body.content, '/content', []);
    const key = reader.properties(body.key, '/key', ['correct', 'wrongPenalty']);
    const correct = key && reader.flag(key.get('correct'), '/key/correct');
    const wrongPenalty = key && readWrongPenalty(reader, key.get('wrongPenalty'), '/key/wrongPenalty');
    if (correct === undefined || wrongPenalty === undefined) {
      return reader.refuse();
    }
    return reader.finish({
      content: {},
      key: wrongPenalty === null ? { correct } : { correct, wrongPenalty },
    });
  },

  parseResponse(_content, response) {
    const reader = new BodyReader();
    return reader.finish(isAbsent(response) ? null : reader.flag(response, '/response'));
  },

  candidateView() {
    return {};
  },

  score(_content, key, response, points) {
    if (isAbsent(response) || (typeof response === 'string' && isBlank(response))) {
      return unanswered(points);
    }
    if (typeof response !== 'boolean') {
      return invalid(points);
    }
    return response === key.correct
      ? judged(Rational.one, points)
      : judged(fractionOfWrongAnswer(key.wrongPenalty, 2, points), points);
  },
};
