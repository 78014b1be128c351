/** A gap as the question text holds it. */
export interface ClozeGap {
  readonly kind: 'select' | 'text' | 'numeric' | 'unknown' | 'unclosed';
  readonly weight: number;
  /** As written, for messages. */
  readonly type: string;
  readonly caseSensitive: boolean;
  readonly answers: readonly ClozeAnswer[];
}

export interface ClozeAnswer {
  /** Escapes are taken out, markup is not. */
  readonly text: string;
  /** In percent as written; "100" for `=`, "0" without a sign. */
  readonly percent: string;
  readonly feedback: string;
}

export interface ClozeText {
  /** The question text with `[[gap]]` for each gap. */
  readonly text: string;
  readonly gaps: readonly ClozeGap[];
  /** There are more gaps or answers than were read. */
  readonly isTooLong: boolean;
}

/** No person writes as many; a hostile file has millions. */
const mostGaps = 500;
const mostAnswerCharacters = 200_000;

/** Upper case in Moodle; small letters leave no other meaning. */
const types = new Map<string, { readonly kind: ClozeGap['kind']; readonly caseSensitive?: true }>([
  ...['SHORTANSWER', 'SA', 'MW'].map((name) => [name, { kind: 'text' }] as const),
  ...['SHORTANSWER_C', 'SAC', 'MWC'].map((name) => [name, { kind: 'text', caseSensitive: true }] as const),
  ...['NUMERICAL', 'NM'].map((name) => [name, { kind: 'numeric' }] as const),
  ...['MULTICHOICE', 'MC', 'MULTICHOICE_V', 'MCV', 'MULTICHOICE_H', 'MCH'].map(
    (name) => [name, { kind: 'select' }] as const,
  ),
  ...['MULTICHOICE_S', 'MCS', 'MULTICHOICE_VS', 'MCVS', 'MULTICHOICE_HS', 'MCHS'].map(
    (name) => [name, { kind: 'select' }] as const,
  ),
]);

/**
 * Takes the gaps out of a text: `{weight:TYPE:=right~wrong~%50%half#feedback}`. The grammar is that of Moodle's
 * question/type/multianswer; a backslash protects `} # ~ = / " \`. Braces that begin no gap are text.
 */
export function readClozeText(source: string): ClozeText {
  const gaps: ClozeGap[] = [];
  const pieces: string[] = [];
  const opening = /\{(\d{0,4}(?:\.\d{1,4})?):([A-Za-z_]{1,30}):/g;
  let start = 0;
  let answerCharacters = 0;
  for (let match = opening.exec(source); match !== null; match = opening.exec(source)) {
    const [head, weight = '', name = ''] = match;
    if (gaps.length === mostGaps) {
      return { text: pieces.join(''), gaps, isTooLong: true };
    }
    const answersStart = match.index + head.length;
    const end = endOfGap(source, answersStart);
    answerCharacters += (end ?? source.length) - answersStart;
    if (answerCharacters > mostAnswerCharacters) {
      return { text: pieces.join(''), gaps, isTooLong: true };
    }
    const type = types.get(name.toUpperCase());
    pieces.push(withoutGapMarks(source.slice(start, match.index)), '[[gap]]');
    gaps.push({
      kind: end === undefined ? 'unclosed' : (type?.kind ?? 'unknown'),
      weight: weight === '' ? 1 : Number(weight),
      type: name,
      caseSensitive: type?.caseSensitive ?? false,
      answers: end === undefined ? [] : readAnswers(source.slice(answersStart, end)),
    });
    start = end === undefined ? source.length : end + 1;
    opening.lastIndex = start;
  }
  pieces.push(withoutGapMarks(source.slice(start)));
  return { text: pieces.join(''), gaps, isTooLong: false };
}

/** A text that holds `[[gap]]` itself would seem to have one more. */
function withoutGapMarks(text: string): string {
  return text.replaceAll('[[gap]]', '[gap]');
}

function endOfGap(source: string, from: number): number | undefined {
  for (let at = from; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') {
      at += 1;
    } else if (character === '}') {
      return at;
    }
  }
  return undefined;
}

function readAnswers(written: string): ClozeAnswer[] {
  return split(written, '~').map((answer) => {
    const [first = '', ...rest] = split(answer, '#');
    const match = /^\s*(?:(=)|%(-?[\d.,]+)%)?\s*(.*)$/s.exec(first);
    return {
      text: withoutEscapes(match?.[3] ?? '').trim(),
      percent: match?.[1] === undefined ? (match?.[2] ?? '0') : '100',
      feedback: withoutEscapes(rest.join('#')).trim(),
    };
  });
}

/** At signs without a backslash; the `#` of a character reference such as &#39; is none. */
function split(text: string, sign: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') {
      at += 1;
    } else if (character === sign && !(sign === '#' && text.charAt(at - 1) === '&')) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(/\\([}#~=/"\\])/g, '$1') : text;
}
