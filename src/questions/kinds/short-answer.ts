import { isBlank } from '../../common/text/characters.js';
import { foldText, type FoldSettings } from '../../common/text/fold-text.js';
import { bestFraction, completeAccepted, readAnswerFraction } from './answer-fraction.js';
import { BodyReader, isAbsent, pointerTo } from './body-reader.js';
import { invalid, judged, unanswered } from './item-score.js';
import type { QuestionKind } from './question-kind.js';
import { readTypedText } from './typed-text.js';

export type ShortAnswerContent = Readonly<Record<string, never>>;

export interface AcceptedText {
  readonly text: string;
  readonly fraction: string;
}

export interface ShortAnswerKey extends FoldSettings {
  readonly accepted: readonly AcceptedText[];
}

const mostAccepted = 50;
const longestAnswer = 1000;

const settingNames = [
  'caseSensitive',
  'compatibility',
  'ignoreDiacritics',
  'ignorePunctuation',
  'turkishLetters',
] as const satisfies readonly (keyof FoldSettings)[];

type ReadSettings = { -readonly [Name in keyof FoldSettings]: boolean };

/** All off unless the author says otherwise; undefined when one of them has a problem. */
function readSettings(reader: BodyReader, key: ReadonlyMap<string, unknown>): FoldSettings | undefined {
  const settings: ReadSettings = {
    caseSensitive: false,
    compatibility: false,
    ignoreDiacritics: false,
    ignorePunctuation: false,
    turkishLetters: false,
  };
  let complete = true;
  for (const name of settingNames) {
    const flag = reader.flagOr(key.get(name), `/key/${name}`, settings[name]);
    complete = complete && flag !== undefined;
    settings[name] = flag ?? settings[name];
  }
  return complete ? settings : undefined;
}

function readAcceptedText(
  reader: BodyReader,
  entry: unknown,
  pointer: string,
  settings: FoldSettings | undefined,
): AcceptedText | undefined {
  const properties = reader.properties(entry, pointer, ['text', 'fraction']);
  if (properties === undefined) {
    return undefined;
  }
  const text = reader.trimmedText(properties.get('text'), `${pointer}/text`, longestAnswer);
  const fraction = readAnswerFraction(reader, properties.get('fraction'), `${pointer}/fraction`);
  if (text === undefined || fraction === undefined) {
    return undefined;
  }
  if (settings !== undefined && foldText(text, settings) === '') {
    return reader.note(`${pointer}/text`, 'empty', 'has nothing that is compared');
  }
  return { text, fraction };
}

/**
 * A short text, typed.
 *
 * - content: `{}`.
 * - key: `{accepted: [{text, fraction?}], caseSensitive, compatibility, ignoreDiacritics, ignorePunctuation, turkishLetters}`:
 *   1 to 50 texts of 1 to 1,000 code points, fractions from "0" to "1" (default "1"), settings off by default (see FoldSettings).
 * - response: text, up to 1,000 code points. Null and blank: unanswered.
 * - fraction: the highest among the accepted texts that equal the answer once both are folded, otherwise 0. The
 *   author's text is never a pattern: "*" is a star (science.md 1.2, rule 7).
 * - problems: required, wrong-type, unknown-property, too-few, too-many, empty, too-long, malformed-text, control-character,
 *   not-a-number, out-of-range, nothing-right.
 */
export const shortAnswer: QuestionKind<ShortAnswerContent, ShortAnswerKey, string> = {
  name: 'short_answer',
  statisticsCategory: 'text',

  parseBody(body) {
    const reader = new BodyReader();
    reader.properties(body.content, '/content', []);
    const key = reader.properties(body.key, '/key', ['accepted', ...settingNames]);
    const settings = key && readSettings(reader, key);
    const list = key && reader.list(key.get('accepted'), '/key/accepted', 1, mostAccepted);
    const read = list?.map((entry, index) =>
      readAcceptedText(reader, entry, pointerTo('/key/accepted', index), settings),
    );
    const accepted = completeAccepted(reader, read);
    if (settings === undefined || accepted === undefined) {
      return reader.refuse();
    }
    return reader.finish({ content: {}, key: { accepted, ...settings } });
  },

  parseResponse(_content, response) {
    return readTypedText(response, longestAnswer);
  },

  candidateView() {
    return {};
  },

  score(_content, key, response, points) {
    if (isAbsent(response)) {
      return unanswered(points);
    }
    if (typeof response !== 'string') {
      return invalid(points);
    }
    if (isBlank(response)) {
      return unanswered(points);
    }
    const answer = foldText(response, key);
    return judged(
      bestFraction(key.accepted, ({ text }) => foldText(text, key) === answer),
      points,
    );
  },
};
