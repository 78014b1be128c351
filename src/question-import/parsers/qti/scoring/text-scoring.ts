import { Rational } from '../../../../common/exact/rational.js';
import { isNegative, isPositive, type ScoreOf } from './choice-scoring.js';

export interface TextScoring {
  readonly points: Rational;
  readonly accepted: readonly { readonly text: string; readonly fraction: Rational }[];
  /** Absent where no accepted text has letters. */
  readonly caseSensitive?: boolean;
  readonly wildcards: boolean;
  readonly goesBelowZero: boolean;
}

/** Stands for what no author accepts; a candidate cannot type it. */
const strange = '\u0001';

/**
 * Finds which of the texts that the file names are accepted, and how exactly they must be written.
 *
 * @param candidates every text that the scoring compares a response with
 */
export function understandTexts(candidates: readonly string[], scoreOf: ScoreOf): TextScoring | undefined {
  const scored = [...new Set(candidates)]
    .map((text) => ({ text, score: scoreOf([text]) }))
    .filter(({ text, score }) => text.trim() !== '' && isPositive(score));
  const points = scored.reduce((most, { score }) => Rational.largest(most, score), Rational.zero);
  const [other, blank] = [scoreOf([strange]), scoreOf([])];
  if (!isPositive(points) || isPositive(other) || isPositive(blank)) {
    return undefined;
  }
  const cases = new Set(scored.flatMap(({ text, score }) => caseMatters(text, score, scoreOf) ?? []));
  const parts = scored.map(({ text, score }) => scoreOf([`${strange}${text}${strange}`]).equals(score));
  const wildcards = parts.includes(true);
  if (cases.size > 1 || (wildcards && scored.some(({ text }) => text.includes('*')))) {
    return undefined;
  }
  const [caseSensitive] = cases;
  return {
    points,
    accepted: withoutRepeats(
      scored.map(({ text, score }, index) => ({
        text: parts[index] === true ? `*${text}*` : text,
        fraction: score.divide(points),
      })),
      caseSensitive !== true,
    ),
    caseSensitive,
    wildcards,
    goesBelowZero: isNegative(other) || isNegative(blank),
  };
}

function caseMatters(text: string, score: Rational, scoreOf: ScoreOf): boolean | undefined {
  const variants = [inCapitals(text), text.toLowerCase()].filter(
    (variant) => variant !== text && variant.toLowerCase() === text.toLowerCase(),
  );
  return variants.length === 0 ? undefined : !variants.every((variant) => scoreOf([variant]).equals(score));
}

function withoutRepeats<Accepted extends { readonly text: string }>(
  accepted: readonly Accepted[],
  ignoresCase: boolean,
): Accepted[] {
  const seen = new Set<string>();
  return accepted.filter(({ text }) => {
    const key = ignoresCase ? text.toLowerCase() : text;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Letter by letter: "GRÖSSE" is no other way of writing "Größe", because its small letters are others. */
function inCapitals(text: string): string {
  return [...text]
    .map((letter) => {
      const capital = letter.toUpperCase();
      return capital.toLowerCase() === letter.toLowerCase() ? capital : letter;
    })
    .join('');
}
