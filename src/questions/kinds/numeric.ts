import { acceptsNumber, readAcceptedNumber, type AcceptedNumber } from './accepted-number.js';
import { bestFraction, completeAccepted } from './answer-fraction.js';
import { BodyReader, isAbsent, pointerTo } from './body-reader.js';
import { invalid, judged, unanswered } from './item-score.js';
import {
  decimalSeparators,
  longestNumberText,
  understandNumber,
  type DecimalSeparator,
} from './number-text.js';
import type { QuestionKind } from './question-kind.js';
import { readTypedText } from './typed-text.js';

export interface NumericContent {
  /** Shown behind the field; the candidate types the number alone. */
  readonly unit?: string;
  readonly decimalSeparator: DecimalSeparator;
}

export interface NumericKey {
  readonly accepted: readonly AcceptedNumber[];
}

const mostAccepted = 50;
const longestUnit = 50;

/**
 * A number, typed.
 *
 * - content: `{unit?, decimalSeparator}`; the unit has 1 to 50 code points, the separator is "point" (default) or "comma".
 * - key: `{accepted}`, 1 to 50 of `{value, fraction?}` with at most one of `tolerance: {absolute}` or `{relative}`,
 *   `significantFigures` (1 to 30), `decimalPlaces` (0 to 30); or of `{min, max, fraction?}`. Numbers are decimal text ("-0.5", "1e-9"),
 *   fractions from "0" to "1" (default "1"). A relative tolerance of "0.05" is 5 % of the absolute value.
 * - response: the text as typed, up to 100 code points. What is not (yet) a number is saved, and scored invalid. Null and blank: unanswered.
 * - fraction: the highest among the accepted numbers that the answer matches, otherwise 0 (science.md 1.2, rule 8).
 * - problems: required, wrong-type, unknown-property, too-few, too-many, empty, too-long, malformed-text, control-character,
 *   unknown-value, exactly-one, not-a-number, out-of-range, nothing-right.
 */
export const numeric: QuestionKind<NumericContent, NumericKey, string> = {
  name: 'numeric',
  statisticsCategory: 'number',

  parseBody(body) {
    const reader = new BodyReader();
    const content = reader.properties(body.content, '/content', ['unit', 'decimalSeparator']);
    const key = reader.properties(body.key, '/key', ['accepted']);
    const givenUnit = content?.get('unit');
    const unit = isAbsent(givenUnit) ? null : reader.trimmedText(givenUnit, '/content/unit', longestUnit);
    const decimalSeparator =
      content &&
      reader.oneOfOr(
        content.get('decimalSeparator'),
        '/content/decimalSeparator',
        decimalSeparators,
        'point',
      );
    const list = key && reader.list(key.get('accepted'), '/key/accepted', 1, mostAccepted);
    const read = list?.map((entry, index) =>
      readAcceptedNumber(reader, entry, pointerTo('/key/accepted', index)),
    );
    const accepted = completeAccepted(reader, read);
    if (unit === undefined || decimalSeparator === undefined || accepted === undefined) {
      return reader.refuse();
    }
    return reader.finish({
      content: unit === null ? { decimalSeparator } : { unit, decimalSeparator },
      key: { accepted },
    });
  },

  parseResponse(_content, response) {
    return readTypedText(response, longestNumberText);
  },

  candidateView(content) {
    const { unit, decimalSeparator } = content;
    return unit === undefined ? { decimalSeparator } : { unit, decimalSeparator };
  },

  score(content, key, response, points) {
    if (isAbsent(response)) {
      return unanswered(points);
    }
    if (typeof response !== 'string') {
      return invalid(points);
    }
    const understood = understandNumber(response, content.decimalSeparator);
    if (understood.outcome === 'blank') {
      return unanswered(points);
    }
    if (understood.outcome === 'not-a-number') {
      return invalid(points);
    }
    return judged(
      bestFraction(key.accepted, (entry) => acceptsNumber(entry, understood.value)),
      points,
    );
  },
};
